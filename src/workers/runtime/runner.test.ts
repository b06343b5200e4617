// Goal: no wake is lost, nothing runs beside itself beyond its limit, failures come again. Method: stages made of counters.
import { beforeAll, describe, expect, it } from 'vitest';
import { defineProcessor, type Processor } from './processor';
import { createRunner } from './runner';

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent';
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A stage with `work` items in hand; counts how many sets run at once. */
function stageOf(work: { items: number }, perSet: number, setMs: number) {
  const seen = { now: 0, most: 0, sets: 0 };
  const processor: Processor = defineProcessor({
    stage: 'map',
    setSize: () => 1,
    hasWork: async () => work.items > 0,
    run: async () => {
      seen.now += 1;
      seen.sets += 1;
      seen.most = Math.max(seen.most, seen.now);
      const taken = Math.min(perSet, work.items);
      work.items -= taken;
      await sleep(setMs);
      seen.now -= 1;
      return taken;
    },
  });
  return { processor, seen };
}

describe('runner', () => {
  it('works until nothing is left and reports what moved', async () => {
    const work = { items: 25 };
    const moved: number[] = [];
    const { processor } = stageOf(work, 10, 0);
    await createRunner(processor, { concurrency: 1, onMoved: (_, count) => moved.push(count) }).wake();
    expect(moved).toEqual([10, 10, 5]);
  });

  it('never exceeds its concurrency, however often it is woken', async () => {
    const work = { items: 100 };
    const { processor, seen } = stageOf(work, 5, 2);
    const runner = createRunner(processor, { concurrency: 2, gatherMs: 0, onMoved: () => undefined });
    await Promise.all(Array.from({ length: 20 }, () => runner.wake()));
    await runner.stop();
    expect(work.items).toBe(0);
    expect(seen.most).toBe(2);
  });

  it('works what comes during its pause as one set, and answers a first wake at once', async () => {
    const work = { items: 1 };
    const moved: number[] = [];
    const { processor } = stageOf(work, 100, 0);
    const runner = createRunner(
      { ...processor, setSize: () => 100 },
      { concurrency: 2, gatherMs: 40, onMoved: (_, count) => moved.push(count) },
    );
    const first = runner.wake();
    await sleep(5);
    expect(moved).toEqual([1]);
    for (let n = 0; n < 10; n += 1) {
      work.items += 1;
      await runner.wake();
    }
    expect(moved).toEqual([1]);
    await first;
    await runner.stop();
    expect(moved).toEqual([1, 10]);
  });

  it('looks once more when woken during its last look', async () => {
    const work = { items: 0 };
    const { processor, seen } = stageOf(work, 5, 10);
    const runner = createRunner(processor, { concurrency: 1, onMoved: () => undefined });
    const first = runner.wake();
    await sleep(2);
    work.items = 3;
    await runner.wake();
    await first;
    await sleep(30);
    expect(work.items).toBe(0);
    expect(seen.sets).toBeGreaterThanOrEqual(2);
  });

  it('comes again after a failure, without being woken', async () => {
    let calls = 0;
    const processor = defineProcessor({
      stage: 'post',
      setSize: () => 1,
      hasWork: async () => true,
      run: async () => {
        calls += 1;
        if (calls === 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
        return 0;
      },
    });
    const runner = createRunner(processor, { concurrency: 1, onMoved: () => undefined });
    await runner.wake();
    await sleep(400);
    await runner.stop();
    expect(calls).toBe(2);
  });

  it('takes no new set once stopped and waits for the one under way', async () => {
    const work = { items: 50 };
    const { processor, seen } = stageOf(work, 1, 5);
    const runner = createRunner(processor, { concurrency: 1, onMoved: () => undefined });
    void runner.wake();
    await sleep(12);
    await runner.stop();
    const left = work.items;
    expect(seen.now).toBe(0);
    await runner.wake();
    await sleep(20);
    expect(work.items).toBe(left);
    expect(left).toBeGreaterThan(0);
  });
});
