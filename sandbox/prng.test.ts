// Goal: dice that are fair enough and repeat. Method: compare sequences and count draws.
import { describe, expect, it } from 'vitest';
import { createPrng } from './prng';

const draw = (count: number, ...labels: (string | number)[]) => {
  const prng = createPrng(...labels);
  return Array.from({ length: count }, () => prng.next());
};

describe('createPrng', () => {
  it('repeats for the same labels and differs for neighbours', () => {
    expect(draw(20, 's', 1)).toEqual(draw(20, 's', 1));
    expect(draw(20, 's', 1)).not.toEqual(draw(20, 's', 2));
  });

  it('spreads the first draws of neighbouring labels evenly', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let label = 0; label < 10_000; label += 1) {
      const tenth = Math.floor((draw(1, 'remit', label)[0] ?? 0) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('keeps to bounds, weights and members', () => {
    const prng = createPrng('x');
    const ints = Array.from({ length: 2_000 }, () => prng.int(3, 7));
    expect([Math.min(...ints), Math.max(...ints)]).toEqual([3, 7]);
    const heavy = Array.from({ length: 2_000 }, () => prng.weighted(['a', 'b'], (name) => (name === 'a' ? 9 : 1)));
    expect(heavy.filter((name) => name === 'b').length).toBeGreaterThan(120);
    expect(heavy.filter((name) => name === 'b').length).toBeLessThan(280);
    expect(prng.shuffle([1, 2, 3, 4, 5]).reduce((sum, each) => sum + each, 0)).toBe(15);
    expect(() => prng.pick([])).toThrow(RangeError);
  });
});
