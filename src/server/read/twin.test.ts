// Goal: records of two remits meet by what they name, and whatever differs is said.
import { describe, expect, it } from 'vitest';
import { pairsOf } from './twin';

const claim = (key: string, paidMinor: bigint, adjustments = '') => ({
  key,
  name: key,
  claim: { status: '1', chargeMinor: 100_00n, paidMinor, adjustments },
});

describe('records of two remits', () => {
  it('meet by their key in the order of the files, and each meets once', () => {
    const pairs = pairsOf(
      [claim('A', 1n), claim('A', 2n), claim('B', 3n)],
      [claim('A', 1n), claim('A', 9n), claim('A', 2n)],
    );
    expect(pairs.map(({ name, first, second, same }) => [name, first?.paidMinor, second?.paidMinor, same])).toEqual([
      ['A', 1n, 1n, true],
      ['A', 2n, 9n, false],
      ['A', undefined, 2n, false],
      ['B', 3n, undefined, false],
    ]);
  });

  it('differ by any word they say', () => {
    const [pair] = pairsOf([claim('A', 1n, 'CO-45 20.00')], [claim('A', 1n, 'PR-45 20.00')]);
    expect(pair?.same).toBe(false);
  });
});
