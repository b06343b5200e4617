/**
 * Goal: clocks, payees, amounts, cards and the end of the month do what finance expects of them.
 * Method: the golden vectors C14–C18 on the same small kernel as C1–C13.
 */
import { describe, expect, it } from 'vitest';
import { dueOf } from './clock';
import { bookedWorld, requestOf, SYMBOLS, World } from './world.fixture';

const PAYER = {
  kind: 'payer',
  payer: 'BCX',
  amount: '400.00',
  creditBalance: '400.00',
  payee: { name: 'BCX REFUNDS', line1: 'PO Box 1', city: 'Brackwater', state: 'OH', zip: '43999' },
};

describe('clock, payee, amount, card, month end', () => {
  it('C14 an investigation stops the clock of Medicare, and gives the unused days back', () => {
    const question = {
      identifiedOn: '2025-01-10',
      payerClass: 'Medicare',
      kind: 'payer',
      investigation: null,
    } as const;
    expect(dueOf(question, SYMBOLS).due).toBe('2025-03-11');
    const suspended = (to: string | null) =>
      dueOf({ ...question, investigation: { from: '2025-01-20', to } }, SYMBOLS).due;
    expect(suspended('2025-04-20')).toBe('2025-06-09');
    // 180 days after identification it goes on, whether or not anybody has come to a result: 9 July and 50 days.
    expect(suspended(null)).toBe('2025-08-28');
    expect(
      dueOf({ ...question, payerClass: 'Medicaid', investigation: { from: '2025-01-20', to: null } }, SYMBOLS).due,
    ).toBe('2025-03-11');
  });

  it('warns three times before 60 days are over, once after, and stops with the payment', () => {
    const world = bookedWorld({}, { ...PAYER, payer: 'MCR', identifiedOn: '2025-03-01' });
    const seen = ['2025-03-30', '2025-03-31', '2025-05-01'].map((day) => {
      world.kernel.advance(`${day}T12:00:00.000Z`);
      return world.kernel.worries('RQ1').filter((code) => code === 'CLOCK_60_DAY').length;
    });
    expect(seen).toEqual([0, 1, 1]);
    world.feed('RQ1', 'issued', 'cleared');
    expect(world.kernel.worries('RQ1')).toEqual([]);
  });

  it('C15 cleared to another payee: frozen, untied, nothing booked', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued');
    const told = world.kernel.told('RQ1').length;
    world.feed('RQ1', { status: 'cleared', payeeHash: 'hash-of-J-ROE', quiet: true });
    expect(world.kernel.refund('RQ1')).toMatchObject({ state: 'issued', frozen: true });
    expect(world.kernel.worries('RQ1')).toEqual(['PAYEE_MISMATCH']);
    expect(world.books()).toEqual({ 'CLR.DISB': -12000n });
    expect(world.kernel.ties.open()).toHaveLength(2);
    expect(world.kernel.told('RQ1')).toHaveLength(told);
  });

  it('C15 a payee changed in AP before the check was written never ties, although all amounts agree', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', { status: 'issued', payeeHash: 'hash-of-J-ROE' });
    expect(world.kernel.refund('RQ1').frozen).toBe(true);
    expect(world.kernel.ties.open()).toHaveLength(3);
    world.feed('RQ1', { status: 'cleared', payeeHash: 'hash-of-J-ROE' });
    expect(world.kernel.refund('RQ1').state).toBe('issued');
    expect(world.kernel.ties.open()).toHaveLength(2);
  });

  it('C15 an ERP that does not say whom it paid leaves the tie open', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', { status: 'issued', payeeHash: null }, { status: 'cleared', payeeHash: null });
    expect(world.kernel.refund('RQ1').state).toBe('cleared');
    expect(world.kernel.ties.open()).toHaveLength(2);
  });

  it('C16 a voucher of another amount breaks the first tie only', () => {
    const world = bookedWorld({}, { amount: '121.00', creditBalance: '121.00' });
    world.feed('RQ1', { status: 'issued', amount: '120.00' }, { status: 'cleared', amount: '120.00' });
    expect(world.kernel.worries('RQ1')).toEqual(['REFUND_AMOUNT_BREAK']);
    const concern = world.kernel.refund('RQ1').concerns.REFUND_AMOUNT_BREAK;
    expect(concern?.params).toEqual({ leg: 'request ↔ voucher', difference: '1.00' });
    expect(world.kernel.ties.open().map((key) => key.split(' ')[0])).toEqual(['refund-voucher']);
    expect(world.kernel.refund('RQ1').state).toBe('cleared');
  });

  it('C17 the card takes it, gives it back, and a check is written', () => {
    const world = bookedWorld({ 'AR.PAT': -5000n }, { amount: '50.00', creditBalance: '50.00', route: 'card' });
    expect(world.kernel.refund('RQ1').state).toBe('carding');
    expect(world.books()).toEqual({ 'LIAB.REFUND.PAT': -5000n });
    world.feed('RQ1', { status: 'refunded', amount: '50.00' });
    expect(world.books()).toEqual({ 'CLR.CARD': -5000n });
    world.kernel.advance('2025-03-09T10:00:00.000Z');
    world.feed('RQ1', { status: 'failed', amount: '50.00' });
    expect(world.books()).toEqual({ 'AP.CONTROL': -5000n });
    expect(Object.keys(world.journals())).toEqual(['approve-v1', 'carded', 'uncarded']);
    world.feed('RQ1', 'issued', 'cleared');
    expect(world.kernel.refund('RQ1').state).toBe('tied');
  });

  it('C18 a credit under review is a liability over the end of the month, and only over it', () => {
    const world = new World({ 'AR.PAT': -300n, 'AR.INS': -25000n });
    world.kernel.file(requestOf({ action: 'review', amount: '3.00' }));
    world.kernel.file(requestOf({ ...PAYER, requestId: 'RQ2', action: 'review', amount: '250.00' }));
    world.kernel.advance('2025-03-31T12:00:00.000Z');
    world.kernel.settle();
    expect(world.books()).toEqual({ 'LIAB.CREDITBAL': -25300n });
    world.kernel.advance('2025-04-01T12:00:00.000Z');
    world.kernel.settle();
    expect(world.books()).toEqual({ 'AR.INS': -25000n, 'AR.PAT': -300n });
    const dates = world.kernel.postings.filter((each) => each.draft.kind === 'journal').map((each) => each.draft.date);
    expect(dates).toEqual(['2025-03-31', '2025-03-31', '2025-04-01', '2025-04-01']);
    world.kernel.file(requestOf({ version: 2, amount: '3.00', reason: 'small-balance-write-off' }));
    expect(world.kernel.stopped('UNCLAIMED_TO_INCOME_BLOCKED')).toHaveLength(1);
    world.kernel.file(requestOf({ version: 3, amount: '3.00', creditBalance: '3.00' }));
    expect(world.kernel.refund('RQ1').state).toBe('awaiting');
  });
});
