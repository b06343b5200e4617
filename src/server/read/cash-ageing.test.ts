// Goal: every open dollar is in exactly one age, and both sides stay apart. Method: the borders of each age.
import { describe, expect, it } from 'vitest';
import { ageingOf, ageOf } from './cash-ageing';

describe('ageOf', () => {
  it('keeps the borders', () => {
    expect([-1, 0, 3, 4, 7, 8, 30, 31].map(ageOf)).toEqual([0, 0, 0, 1, 1, 2, 2, 3]);
  });
});

describe('ageingOf', () => {
  it('sums each side by itself', () => {
    const [deposits, remits] = ageingOf([
      { balanceMinor: 100n, days: 2 },
      { balanceMinor: 50n, days: 40 },
      { balanceMinor: -70n, days: 5 },
    ]);
    expect(deposits?.total).toEqual({ amountMinor: 150n, count: 2 });
    expect(deposits?.buckets.map(({ amountMinor }) => amountMinor)).toEqual([100n, 0n, 0n, 50n]);
    expect(deposits?.oldestDays).toBe(40);
    expect(remits?.buckets.map(({ amountMinor }) => amountMinor)).toEqual([0n, 70n, 0n, 0n]);
  });

  it('has no oldest where nothing is open', () => {
    expect(ageingOf([])[0]?.oldestDays).toBeNull();
  });
});
