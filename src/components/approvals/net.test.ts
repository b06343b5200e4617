// Goal: the net of what would be sent is what its lines add up to. Method: a journal and a voucher that share an account.
import { describe, expect, it } from 'vitest';
import type { PostingSheet, SheetLine } from '@/server/read/posting-sheets';
import { netOf } from './net';

const line = (account: string, debitMinor: bigint, creditMinor: bigint): SheetLine => ({
  lineNo: 1,
  account,
  accountName: null,
  costCenter: null,
  facility: null,
  payerClass: null,
  affiliate: null,
  debitMinor,
  creditMinor,
  sent: true,
});
const sheet = (lines: readonly SheetLine[]): PostingSheet => ({
  id: '1',
  groupId: 'g',
  eventId: 'e',
  flow: 'f',
  ref: 'r',
  kind: 'journal',
  role: 'ledger',
  target: 'ERP',
  entity: '100',
  asset: 'USD/2',
  period: '2026-11',
  priorPeriod: null,
  postingDate: '2026-11-02',
  description: '',
  state: 'proposed',
  debitMinor: 0n,
  creditMinor: 0n,
  documentNumber: null,
  failureText: null,
  reverses: null,
  createdAt: new Date(0),
  sentAt: null,
  confirmedAt: null,
  fields: [],
  sealed: [],
  lines,
});

describe('netOf', () => {
  it('adds up accounts over documents and keeps what comes to nothing', () => {
    const net = netOf([
      sheet([line('1132', 500n, 0n), line('2130', 0n, 500n)]),
      sheet([line('2130', 500n, 0n), line('2010', 0n, 500n)]),
    ]);
    expect(net.map(({ account, amountMinor }) => [account, amountMinor])).toEqual([
      ['1132', 500n],
      ['2010', -500n],
      ['2130', 0n],
    ]);
  });
});
