/**
 * Goal: the fast way to a `bigint` gives what the slow way gives.
 * Method: property over all safe integers, and the edges of both words.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigintOf } from './minor-units';

describe('bigintOf', () => {
  it('equals BigInt for every safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (units) => {
        expect(bigintOf(units)).toBe(BigInt(units));
      }),
    );
    const edges = [0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1];
    for (const units of edges.flatMap((edge) => [edge, -edge, edge - 1, 1 - edge])) {
      expect(bigintOf(units)).toBe(BigInt(units));
    }
  });
});
