// Goal: journals by step sum to zero, say where the money stands, and name what would be undone. Method: approve, voucher, take-back.
import { describe, expect, it } from 'vitest';
import type { PostingSheet } from './posting-sheets';
import { journalsOf, standing } from './refund-journals';

const line = (account: string, amountMinor: bigint) => ({
  lineNo: 1,
  account,
  accountName: null,
  costCenter: null,
  facility: null,
  payerClass: null,
  affiliate: null,
  debitMinor: amountMinor > 0n ? amountMinor : 0n,
  creditMinor: amountMinor < 0n ? -amountMinor : 0n,
  sent: true,
});

function sheet(
  id: string,
  state: PostingSheet['state'],
  legs: readonly [string, bigint][],
  reverses: string | null = null,
): PostingSheet {
  return {
    id,
    groupId: id,
    eventId: id,
    flow: 'refund-to-disbursement',
    ref: id,
    kind: 'journal',
    role: 'ledger',
    target: 'ERP',
    entity: '100',
    asset: 'USD/2',
    period: '2026-11',
    priorPeriod: null,
    postingDate: '2026-11-02',
    description: '',
    state,
    debitMinor: 0n,
    creditMinor: 0n,
    documentNumber: null,
    failureText: null,
    reverses,
    createdAt: new Date(0),
    sentAt: null,
    confirmedAt: null,
    fields: [],
    sealed: [],
    lines: legs.map(([account, minor]) => line(account, minor)),
  };
}

const approve = sheet('approve', 'confirmed', [
  ['1132', 500n],
  ['2130', -500n],
]);
const voucher = sheet('voucher', 'sent', [
  ['2130', 500n],
  ['2010', -500n],
]);

describe('journalsOf', () => {
  it('sums every column to zero and nets confirmed documents only', () => {
    const { columns, rows } = journalsOf([approve, voucher]);
    expect(columns.map(({ sumMinor }) => sumMinor)).toEqual([0n, 0n]);
    expect(rows.map(({ account, cells, netMinor }) => [account, ...cells, netMinor])).toEqual([
      ['1132', 500n, null, 500n],
      ['2010', null, -500n, 0n],
      ['2130', -500n, 500n, -500n],
    ]);
  });

  it('leaves out what never left and messages without lines', () => {
    const { columns } = journalsOf([sheet('old', 'superseded', [['1', 1n]]), sheet('told', 'confirmed', []), approve]);
    expect(columns.map(({ ref }) => ref)).toEqual(['approve']);
  });
});

describe('standing', () => {
  it('is newest first and without what was taken back', () => {
    const booked = { ...voucher, state: 'confirmed' as const };
    expect(standing([approve, booked]).map(({ id }) => id)).toEqual(['voucher', 'approve']);
    const back = sheet('back', 'confirmed', [['2130', -500n]], 'voucher');
    expect(standing([approve, booked, back]).map(({ id }) => id)).toEqual(['approve']);
    expect(standing([approve, booked, { ...back, state: 'sent' }]).map(({ id }) => id)).toEqual(['voucher', 'approve']);
  });
});
