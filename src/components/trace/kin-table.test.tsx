// Goal: two claims of one account are told apart in words that are true from where the reader stands.
import { describe, expect, it } from 'vitest';
import { kinWords } from './kin-table';

const kin = {
  ownEventId: 'a',
  ownMinor: 80_00n,
  ownReversal: false,
  eventId: 'b',
  parcelId: 'p2',
  amountMinor: 80_00n,
  asset: 'USD/2',
  reversal: false,
  state: 'posted',
  replaced: false,
  trace: 'T',
  payer: 'P',
  date: '2026-11-02',
};

describe('the words of kin', () => {
  it.each([
    [{}, null, 'The same amount on the same account'],
    [{ amountMinor: 20_00n }, null, 'Another payment of the same account'],
    [{ amountMinor: -80_00n, reversal: true }, null, 'Takes this claim back'],
    [{ amountMinor: -20_00n, reversal: true }, null, 'A reversal on this account'],
    [{ ownMinor: -80_00n, ownReversal: true }, null, 'What this reversal takes back'],
    [{ ownMinor: -20_00n, ownReversal: true }, null, 'Paid on the account that this reversal names'],
    [{ replaced: true }, null, 'Of a remit that was taken back'],
    [{ amountMinor: 75_00n }, 'p2', 'Took the place of this claim'],
  ] as const)('%o replaced by %s: %s', (over, replacedById, words) => {
    expect(kinWords({ ...kin, ...over }, replacedById)).toBe(words);
  });
});
