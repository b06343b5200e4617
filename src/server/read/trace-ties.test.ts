// Goal: the bank’s node says what the bank shows of this payment, and nothing while none has come. Method: one deposit in two lines.
import { describe, expect, it } from 'vitest';
import type { TieEntryRow } from './tie-entries';
import { bankOf, type TraceTie } from './trace-ties';

const entry = (side: string, amountMinor: bigint): TieEntryRow => ({
  tieId: 't',
  side,
  flow: 'bank-deposits',
  sourceId: 's',
  parcelId: null,
  type: null,
  onDate: '2026-11-02',
  amountMinor,
  asset: 'USD/2',
  payer: null,
  trace: null,
  entity: null,
  account: '0100',
  via: null,
  text: null,
});
const tie = (partners: readonly TieEntryRow[], kind = 'deposit'): TraceTie => ({
  id: 't',
  kind,
  state: 'tied',
  balanceMinor: 0n,
  asset: 'USD/2',
  due: null,
  accepted: null,
  own: [],
  partners,
});

describe('bankOf', () => {
  it('adds up what the bank shows, and what of it pays other remits', () => {
    expect(bankOf([tie([entry('bank', 300n), entry('bank', 50n), entry('remit', -10n)])])).toEqual({
      amountMinor: 350n,
      othersMinor: 10n,
      label: '••0100, 2026-11-02',
      tied: true,
    });
  });

  it('is nothing without a deposit', () => {
    expect(bankOf([tie([]), tie([entry('bank', 1n)], 'plb')])).toBeNull();
  });
});
