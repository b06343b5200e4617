// Goal: what is done by the clock is done by the clock, again and again, and a failure ends nothing. Method: a clock that moves when told.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SWEEPS } from './index';
import { startSweeps } from './sweep';

process.env.LOG_LEVEL = 'silent';
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('startSweeps', () => {
  it('runs a sweep at once and then every time its interval is over, until it is stopped', async () => {
    const run = vi.fn(async () => undefined);
    const stop = startSweeps([{ name: 'a', everyMs: 2_000, run }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_001);
    expect(run).toHaveBeenCalledTimes(7);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(7);
  });

  it('comes again soon after a failure, however rare it is, and leaves the others alone', async () => {
    const fails = vi.fn(async () => {
      throw new Error('the database went away');
    });
    const works = vi.fn(async () => undefined);
    const stop = startSweeps([
      { name: 'rare', everyMs: 86_400_000, run: fails },
      { name: 'often', everyMs: 1_000, run: works },
    ]);
    await vi.advanceTimersByTimeAsync(30_500);
    expect(fails).toHaveBeenCalledTimes(3);
    expect(works).toHaveBeenCalledTimes(31);
    stop();
  });

  it('never runs the same sweep twice at once', async () => {
    let under = 0;
    let most = 0;
    const slow = async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      under -= 1;
    };
    const stop = startSweeps([{ name: 'slow', everyMs: 1_000, run: slow }]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(most).toBe(1);
    stop();
  });
});

it('every sweep is by its own name, and what people wait for comes within the promised time', () => {
  expect(new Set(SWEEPS.map(({ name }) => name)).size).toBe(SWEEPS.length);
  const seconds = Object.fromEntries(SWEEPS.map(({ name, everyMs }) => [name, everyMs / 1000]));
  expect(seconds).toMatchObject({ clocks: 2, ties: 30, invariants: 120 });
});
