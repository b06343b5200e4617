// Goal: subset sums are exact, complete within their bounds, and the same in any order. Method: brute force beside them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalSubsets, subsetsOf } from './subset';

const items = (amounts: readonly number[]) =>
  amounts.map((minor, at) => ({ id: `i${String(at).padStart(2, '0')}`, amountMinor: BigInt(minor) }));
const WIDE = { sizeMax: 12, nodesMax: 1_000_000, solutionsMax: 10_000 };

const bruteForce = (amounts: readonly number[], target: number, sizeMax: number): number => {
  let found = 0;
  for (let mask = 1; mask < 2 ** amounts.length; mask += 1) {
    const chosen = amounts.filter((_, at) => (mask >> at) & 1);
    if (
      chosen.length <= sizeMax &&
      chosen.every((minor) => minor > 0) &&
      chosen.reduce((a, b) => a + b, 0) === target
    ) {
      found += 1;
    }
  }
  return found;
};

describe('subsetsOf', () => {
  it('finds every subset that a full search finds, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (amounts, target, sizeMax) => {
          const list = items(amounts);
          const answer = subsetsOf(list, BigInt(target), { ...WIDE, sizeMax });
          expect(answer.complete).toBe(true);
          expect(answer.solutions).toHaveLength(bruteForce(amounts, target, sizeMax));
          const minor = new Map(list.map((item) => [item.id, item.amountMinor]));
          for (const ids of answer.solutions) {
            expect(ids.reduce((sum, id) => sum + (minor.get(id) ?? 0n), 0n)).toBe(BigInt(target));
          }
          expect(subsetsOf([...list].reverse(), BigInt(target), { ...WIDE, sizeMax })).toEqual(answer);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stops at its number of steps and of solutions', () => {
    const list = items(Array.from({ length: 30 }, () => 1));
    expect(subsetsOf(list, 12n, { ...WIDE, solutionsMax: 3 })).toMatchObject({
      complete: false,
      solutions: [{}, {}, {}],
    });
    expect(subsetsOf(list, 12n, { ...WIDE, nodesMax: 5 })).toEqual({ solutions: [], complete: false, nodes: 6 });
  });
});

describe('equalSubsets', () => {
  it('gives the smallest pairs of equal sums only', () => {
    const left = items([5, 6, 20]);
    const right = [3, 8, 31].map((minor, at) => ({ id: `r${at}`, amountMinor: BigInt(minor) }));
    expect(equalSubsets(left, right, WIDE)).toEqual({
      solutions: [{ left: ['i00', 'i01'], right: ['r0', 'r1'] }],
      complete: true,
    });
  });
});
