import { expect, it } from 'vitest';
import type { MoneyPlaces } from '@/components/ui/money-bar';
import { sumLine } from './sum-line';

/** Goal: the line beside the bar says of the figures shown what is true of them, and green only when it is. */

const at = new Date('2026-11-20T12:00:00Z');
const holding = (amountMinor: bigint) => ({ amountMinor, items: 1 });
const money = (over: Partial<MoneyPlaces> = {}): MoneyPlaces => ({
  receivedMinor: 100n,
  items: 6,
  places: {
    posted: holding(60n),
    inFlight: holding(10n),
    exception: holding(20n),
    held: holding(5n),
    duplicate: holding(3n),
    rejected: holding(2n),
  },
  unknown: holding(0n),
  waiting: holding(0n),
  differenceMinor: 0n,
  sums: true,
  ...over,
});
const proof = { ranAt: at, ok: true };

it('adds up the figures shown, whatever is claimed of them', () => {
  expect(sumLine(money(), proof, at, false)).toEqual({ kind: 'sums', checked: at });
  expect(sumLine(money({ receivedMinor: 101n }), proof, at, false)).toEqual({ kind: 'differs', byMinor: 1n });
  const short = money({ places: { ...money().places, posted: holding(59n) } });
  expect(sumLine(short, proof, at, false)).toEqual({ kind: 'differs', byMinor: 1n });
});

it('believes the server when it knows of more than is shown', () => {
  expect(sumLine(money({ sums: false, differenceMinor: -7n }), proof, at, false)).toEqual({
    kind: 'differs',
    byMinor: -7n,
  });
});

it('is not green on figures of before when a later look failed, nor when the proof did not hold', () => {
  expect(sumLine(money(), proof, at, true)).toEqual({ kind: 'old', asOf: at });
  expect(sumLine(money(), { ranAt: at, ok: false }, at, false)).toEqual({ kind: 'unproved', ranAt: at });
  expect(sumLine(money(), null, at, false)).toEqual({ kind: 'sums', checked: null });
});

it('says a difference even when the last look failed', () => {
  expect(sumLine(money({ receivedMinor: 99n }), proof, at, true)).toEqual({ kind: 'differs', byMinor: -1n });
});
