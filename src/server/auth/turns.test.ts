// Goal: a burst waits its turn, in order and not for ever, and nobody's place is lost. Method: work that ends when the test says so.
import { describe, expect, it } from 'vitest';
import { NoTurn, Turns } from './turns';

const held = () => {
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<number>((done) => ends.push(() => done(n)));
  };
  return { ends, begun, work };
};
const soon = () => new Promise((done) => setTimeout(done, 5));

describe('turns', () => {
  it('let a few work, and the others in the order in which they came', async () => {
    const { ends, begun, work } = held();
    const turns = new Turns(2, 10, 1_000);
    const all = [1, 2, 3, 4].map((n) => turns.run(work(n)));
    await soon();
    expect(begun).toEqual([1, 2]);
    ends.shift()?.();
    await soon();
    expect(begun).toEqual([1, 2, 3]);
    while (begun.length < 4 || ends.length > 0) {
      ends.shift()?.();
      await soon();
    }
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
  });

  it('refuse whoever finds the line full, and whoever waited too long, and go on after both', async () => {
    const { ends, work } = held();
    const turns = new Turns(1, 1, 30);
    const first = turns.run(work(1));
    const second = turns.run(work(2)).catch((error: unknown) => error);
    await expect(turns.run(work(3))).rejects.toBeInstanceOf(NoTurn);
    expect(await second).toBeInstanceOf(NoTurn);
    ends.shift()?.();
    expect(await first).toBe(1);
    expect(await turns.run(async () => 4)).toBe(4);
  });

  it('give the place back when the work fails', async () => {
    const turns = new Turns(1, 1, 1_000);
    const failing = turns.run(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await turns.run(async () => 1)).toBe(1);
  });
});
