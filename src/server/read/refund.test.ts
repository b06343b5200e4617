// Goal: a leg that has not come is open, never equal and never zero; timers are in the order in which they fall due.
// Method: a booked refund.
import { describe, expect, it } from 'vitest';
import { legsOf, timersOf } from './refund';
import type { RefundMemory } from './refunds';

const memory: RefundMemory = {
  requestId: 'RF-1',
  version: 1,
  state: 'booked',
  kind: 'payer',
  route: 'ap',
  askedMinor: 900n,
  netMinor: 900n,
  event: '',
  maker: 'whoever',
  payeeHash: 'aa11',
  needed: 1,
  approvedBy: [],
  voucher: { number: 'V-1', amountMinor: 900n, payeeHash: null, key: 'RF-1|aa11' },
  cleared: null,
  payments: [{ number: '000005512', method: 'CHECK', on: '2026-11-02', status: 'live' }],
  frozen: false,
  cancelAsked: false,
  recouped: null,
  clock: null,
  method: 'CHECK',
  accountTail: '3186',
};

describe('legsOf', () => {
  it('takes the payee of a voucher from its tie where the ERP did not say', () => {
    expect(legsOf(memory)).toEqual([
      { name: 'request', amountMinor: 900n, payee: 'aa11', number: 'RF-1' },
      { name: 'voucher', amountMinor: 900n, payee: 'aa11', number: 'V-1' },
      { name: 'cleared', amountMinor: null, payee: null, number: '5512' },
    ]);
  });
});

describe('timersOf', () => {
  it('leaves out what fired and puts the next first', () => {
    const timers = {
      stale: { at: '2027-04-21T11:00:00.000Z', no: 3 },
      payment: { at: null, no: 2 },
      clock: { at: '2026-11-20T11:00:00.000Z', no: 1 },
    };
    expect(timersOf(timers).map(({ name }) => name)).toEqual(['clock', 'stale']);
  });
});
