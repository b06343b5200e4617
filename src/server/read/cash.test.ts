// Goal: the places of a day add up to what came on it. Method: two accounts of one day.
import { describe, expect, it } from 'vitest';
import { daysOf } from './cash';

const part = (account: string, place: 'matched' | 'unmatched', amountMinor: bigint) => ({
  day: '2026-11-02',
  account,
  entity: '100',
  place,
  amountMinor,
  count: 1,
});

describe('daysOf', () => {
  it('keeps accounts apart and sums their places', () => {
    const days = daysOf([part('0100', 'matched', 300n), part('0100', 'unmatched', 50n), part('0200', 'matched', 7n)]);
    expect(days.map(({ account, total }) => [account, total.amountMinor, total.count])).toEqual([
      ['0100', 350n, 2],
      ['0200', 7n, 1],
    ]);
    expect(days[0]?.sums.unmatched).toEqual({ amountMinor: 50n, count: 1 });
    expect(days[1]?.sums.suggested).toEqual({ amountMinor: 0n, count: 0 });
  });
});
