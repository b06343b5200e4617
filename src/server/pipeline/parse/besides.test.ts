import { describe, expect, it } from 'vitest';
import { Besides } from './besides';

/** Goal: nothing is read beside a file that may have ended its worker. Method: readers that end when told, in every order. */

const NEW = [{ crashCount: 1 }];
const AGAIN = [{ crashCount: 2 }];
type Set = typeof NEW;

function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

function world() {
  const log: string[] = [];
  const besides = new Besides(() => log.push('freed'));
  const start = (name: string, set: Set) => {
    const [leased, done] = [gate<Set>(), gate<void>()];
    const ended = besides.run(
      (again) => {
        log.push(`${name} leases${again ? ' any' : ''}`);
        return leased.passed;
      },
      async () => {
        log.push(`${name} reads`);
        await done.passed;
      },
      async () => log.push(`${name} gives back`),
    );
    return { ended, lease: () => leased.open(set), done: () => done.open() };
  };
  return { log, start };
}

describe('files read in one process', () => {
  it('are read beside each other while none of them was leased before', async () => {
    const { log, start } = world();
    const [a, b] = [start('a', NEW), start('b', NEW)];
    a.lease();
    b.lease();
    a.done();
    b.done();
    expect(await Promise.all([a.ended, b.ended])).toEqual([1, 1]);
    expect(log).toEqual(['a leases any', 'b leases', 'a reads', 'b reads']);
  });

  it('wait for one that is read again, and are called when it is done', async () => {
    const { log, start } = world();
    const suspect = start('suspect', AGAIN);
    suspect.lease();
    await Promise.resolve();
    await Promise.resolve();
    expect(await start('other', NEW).ended).toBe(0);
    suspect.done();
    expect(await suspect.ended).toBe(1);
    expect(log).toEqual(['suspect leases any', 'suspect reads', 'freed']);
  });

  it('are not joined by one that is read again: it is given back when another began while it was leased', async () => {
    const { log, start } = world();
    const suspect = start('suspect', AGAIN);
    const other = start('other', NEW);
    suspect.lease();
    expect(await suspect.ended).toBe(0);
    other.lease();
    other.done();
    expect(await other.ended).toBe(1);
    expect(log).toEqual(['suspect leases any', 'other leases', 'suspect gives back', 'other reads']);
  });

  it('are free again after one that failed', async () => {
    const besides = new Besides(() => undefined);
    const failing = besides.run(
      async () => AGAIN,
      async () => {
        throw new Error('broken');
      },
      async () => undefined,
    );
    await expect(failing).rejects.toThrow('broken');
    expect(
      await besides.run(
        async () => NEW,
        async () => undefined,
        async () => undefined,
      ),
    ).toBe(1);
  });
});
