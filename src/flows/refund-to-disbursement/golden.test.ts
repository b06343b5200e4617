/**
 * Goal: the flow does what finance expects of a refund, to the cent.
 * Method: the golden vectors C1–C18 as sequences on a small kernel with an ERP that books what an ERP books. `J` is a
 * journal of ours, `E` an entry that the ERP makes by itself.
 */
import { describe, expect, it } from 'vitest';
import type { Rules } from './rules';
import { bookedWorld, requestOf, SYMBOLS, World } from './world.fixture';

const PAYER = {
  kind: 'payer',
  payer: 'BCX',
  amount: '400.00',
  creditBalance: '400.00',
  payee: { name: 'BCX REFUNDS', line1: 'PO Box 1', city: 'Brackwater', state: 'OH', zip: '43999' },
};
const APPROVED = { 'AR.PAT': 12000n, 'LIAB.REFUND.PAT': -12000n };

describe('life of a refund', () => {
  it('C1 request, approval, invoice, check, cleared, tied', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    expect(world.journals()).toEqual({ 'approve-v1': APPROVED });
    expect(world.books()).toEqual({ 'AP.CONTROL': -12000n });
    world.feed('RQ1', 'scheduled');
    world.feed('RQ1', 'issued');
    expect(world.books()).toEqual({ 'CLR.DISB': -12000n });
    world.feed('RQ1', 'cleared');
    expect(world.books()).toEqual({ 'CASH.OP': -12000n });
    expect(world.kernel.refund('RQ1').state).toBe('tied');
    expect(world.kernel.ties.open()).toEqual([]);
    expect(Object.keys(world.journals())).toEqual(['approve-v1']);
    expect(world.kernel.told('RQ1')).toEqual(['approved', 'booked', 'scheduled', 'issued', 'cleared', 'tied']);
    expect(world.kernel.timers.size).toBe(0);
  });

  it('C2 the payer acknowledges, and nothing is booked twice', () => {
    const world = bookedWorld({ 'AR.INS': -40000n }, PAYER);
    world.feed('RQ1', 'issued', 'cleared');
    world.kernel.file(
      requestOf({ action: 'acknowledged', version: 2, reference: 'PLB 72', kind: 'payer', payer: 'BCX' }),
    );
    expect(world.kernel.refund('RQ1').state).toBe('acknowledged');
    expect(world.books()).toEqual({ 'CASH.OP': -40000n });
    expect(world.journals()).toEqual({ 'approve-v1': { 'AR.INS': 40000n, 'LIAB.REFUND.PAYER': -40000n } });
  });

  it('C3 a credit first pays what the same guarantor owes the same entity', () => {
    const world = bookedWorld(
      {},
      {
        amount: '150.00',
        creditBalance: '150.00',
        offsets: [{ account: 'ACC2', amount: '90.00', facility: 'F1', status: 'open' }],
      },
    );
    expect(world.kernel.refund('RQ1').netMinor).toBe(6000n);
    expect(world.journals()['approve-v1']).toEqual({ 'AR.PAT': 6000n, 'LIAB.REFUND.PAT': -6000n });
    const offset = world.kernel.postings.find((each) => each.draft.ref === 'offset-v1');
    expect(offset?.lines.map((line) => line.amountMinor)).toEqual([9000n, -9000n]);
    expect(new Set(offset?.lines.map((line) => line.dims?.account)).size).toBe(2);
    expect(world.invoice('RQ1')?.amountMinor).toBe(6000n);
  });

  it.each([
    ['disputed', { status: 'disputed', facility: 'F1' }],
    ['of another entity', { status: 'open', facility: 'P1' }],
  ])('C3 a balance that is %s is not paid', (_, over) => {
    const world = bookedWorld(
      {},
      { amount: '150.00', creditBalance: '150.00', offsets: [{ account: 'ACC2', amount: '90.00', ...over }] },
    );
    expect(world.invoice('RQ1')?.amountMinor).toBe(15000n);
    expect(Object.keys(world.journals())).toEqual(['approve-v1']);
  });

  it('C3 a credit that is owed elsewhere to the last cent is no refund', () => {
    const world = new World();
    world.kernel.file(
      requestOf({ amount: '90.00', creditBalance: '90.00', offsets: [{ account: 'ACC2', amount: '100.00' }] }),
    );
    world.kernel.settle();
    expect(world.kernel.refund('RQ1').state).toBe('no-refund');
    expect(Object.keys(world.journals())).toEqual(['offset-v1']);
  });
});

describe('approval', () => {
  const large = { ...PAYER, amount: '12500.00', creditBalance: '12500.00' };

  it('C4 neither the maker nor a smaller limit approves', () => {
    const one: Rules = { ...SYMBOLS, approval: { ...SYMBOLS.approval, tiers: [{ upToMinor: null, needed: 1 }] } };
    const world = new World({ 'AR.INS': -1_250_000n }, one);
    world.kernel.file(requestOf(large));
    const answers = [
      world.kernel.approve('U1', 5_000_000n),
      world.kernel.approve('U3', 100_000n),
      world.kernel.approve('U6', 1_000_000n),
      world.kernel.approve('U7', 5_000_000n),
    ];
    expect(answers).toEqual(['SOD_VIOLATION', 'APPROVAL_LIMIT', 'APPROVAL_LIMIT', 'agreed']);
    expect(world.kernel.audit.filter((line) => line.startsWith('approve'))).toHaveLength(4);
    world.kernel.settle();
    expect(world.journals()).toEqual({ 'approve-v1': { 'AR.INS': 1_250_000n, 'LIAB.REFUND.PAYER': -1_250_000n } });
    expect(world.books()).toEqual({ 'AP.CONTROL': -1_250_000n });
  });

  it('asks two people above the limit, and nothing leaves before', () => {
    const world = new World();
    world.kernel.file(requestOf(large));
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.send();
    expect(world.kernel.pending()).toEqual([]);
    expect(world.kernel.refund('RQ1')).toMatchObject({ state: 'awaiting', approvedBy: ['U7'], needed: 2 });
    world.kernel.approve('U8', 5_000_000n);
    expect(world.kernel.refund('RQ1').state).toBe('submitting');
  });

  it('a payment split in two does not slip below the limit', () => {
    const world = new World();
    const half = { ...PAYER, amount: '6000.00', creditBalance: '6000.00' };
    world.kernel.file(requestOf({ ...half, requestId: 'RQ1' }));
    world.kernel.file(requestOf({ ...half, requestId: 'RQ2', account: 'CRM00009999' }));
    expect([world.kernel.refund('RQ1').needed, world.kernel.refund('RQ2').needed]).toEqual([1, 2]);
  });

  it('declined: rejected, told, and nothing is open', () => {
    const world = new World({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    world.kernel.decline('U7', 'not ours to refund');
    world.kernel.settle();
    expect(world.kernel.refund('RQ1').state).toBe('declined');
    expect(world.kernel.told('RQ1')).toEqual(['declined']);
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
    expect(world.kernel.ties.open()).toEqual([]);
  });
});

describe('asked twice', () => {
  it('C5 the same request is nothing new; the same refund under another id is held', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    expect(world.kernel.items.at(-1)?.place).toBe('duplicate');
    world.kernel.advance('2025-03-15T10:00:00.000Z');
    world.kernel.file(requestOf({ requestId: 'RQ2', requestedAt: '2025-03-15T10:00:00Z' }));
    const [held] = world.kernel.stopped('REFUND_DUP_SUSPECT');
    expect(held?.item.facts).toMatchObject({ requestId: 'RQ2' });
    expect(world.journals()).toEqual({ 'approve-v1': APPROVED });
    expect(world.books()).toEqual({ 'AP.CONTROL': -12000n });
    if (held !== undefined) world.kernel.release(held, 'not-duplicate');
    expect(world.kernel.refund('RQ2').state).toBe('awaiting');
  });

  it('a refund that was cancelled is not repeated by the next one', () => {
    const world = new World();
    world.kernel.file(requestOf());
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    world.kernel.file(requestOf({ requestId: 'RQ2' }));
    expect(world.kernel.stopped()).toEqual([]);
    expect(world.kernel.refund('RQ2').state).toBe('awaiting');
  });

  it('a batch in which both stand sees it as well', () => {
    const world = new World();
    world.kernel.file({
      batch: { id: 'B1', count: 2, total: '240.00' },
      requests: [requestOf(), requestOf({ requestId: 'RQ2' })],
    });
    // The second does not wait until the first was checked: whoever is asked about the first should know.
    expect(world.kernel.items.map((held) => held.place)).toEqual(['held', 'exception']);
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.settle();
    expect(world.kernel.stopped('REFUND_DUP_SUSPECT')).toHaveLength(1);
  });

  it('more than the credit is held', () => {
    const world = new World();
    world.kernel.file(requestOf({ creditBalance: '-100.00' }));
    const [held] = world.kernel.stopped('CREDIT_EXCEEDED');
    expect(held?.failure?.params).toEqual({ asked: '120.00', credit: '100.00' });
    if (held !== undefined) world.kernel.release(held, 'credit-checked');
    expect(world.kernel.refund('RQ1').state).toBe('awaiting');
  });
});

describe('the payer takes it back too', () => {
  it('C6 stopped in time: settled by recoupment', () => {
    const world = bookedWorld({ 'AR.INS': -40000n }, PAYER);
    world.feed('RQ1', 'issued');
    // The remit flow books the recovery: the payer has 400.00 it took by itself.
    for (const [account, minor] of [
      ['CLR.EFT', 60000n],
      ['REC.PAYER', 40000n],
      ['AR.INS', -100000n],
    ] as const)
      world.add(account, minor);
    world.add('AR.INS', 100000n);
    world.kernel.file(requestOf({ ...PAYER, action: 'recouped', version: 2, reference: 'MC1' }));
    expect(world.kernel.worries('RQ1')).toEqual(['DOUBLE_RECOVERY']);
    world.feed('RQ1', 'stopped');
    expect(world.kernel.refund('RQ1').state).toBe('settled');
    expect(world.books()).toEqual({ 'CLR.EFT': 60000n });
    expect(world.journals()['back1-settle']).toEqual({ 'LIAB.REFUND.PAYER': 40000n, 'REC.PAYER': -40000n });
    expect(world.kernel.worries('RQ1')).toEqual([]);
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('C6 cleared already: the claim on the payer stays', () => {
    const world = bookedWorld({ 'AR.INS': -40000n }, PAYER);
    world.add('REC.PAYER', 40000n);
    world.feed('RQ1', 'issued');
    world.kernel.file(requestOf({ ...PAYER, action: 'recouped', version: 2, reference: 'MC1' }));
    world.feed('RQ1', 'cleared');
    expect(world.books()).toEqual({ 'CASH.OP': -40000n, 'REC.PAYER': 40000n });
    expect(world.kernel.worries('RQ1')).toEqual(['DOUBLE_RECOVERY']);
  });

  it('before approval: the credit is used where it stands', () => {
    const world = new World({ 'AR.INS': -40000n, 'REC.PAYER': 40000n });
    world.kernel.file(requestOf(PAYER));
    world.kernel.file(requestOf({ ...PAYER, action: 'recouped', version: 2, reference: 'MC1' }));
    world.kernel.settle();
    expect(world.kernel.refund('RQ1').state).toBe('settled');
    expect(world.books()).toEqual({});
    expect(world.kernel.items[0]?.place).toBe('rejected');
  });
});

describe('the voucher', () => {
  it('C7 refused, cured, sent again under the same number', () => {
    const world = new World({ 'AR.INS': -5000n });
    world.kernel.file(requestOf({ ...PAYER, requestId: 'R-1007', amount: '50.00', creditBalance: '50.00' }));
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.send();
    for (const each of world.kernel.pending()) {
      if (each.draft.kind === 'ap-invoice') world.kernel.refuse(each, 'INACTIVE_SITE');
      else world.kernel.confirm(each);
    }
    world.kernel.settle();
    expect(world.books()).toEqual({ 'LIAB.REFUND.PAYER': -5000n });
    const [held] = world.kernel.stopped('ERP_REJECTED');
    expect(held?.item.amount.minor).toBe(5000n);
    if (held !== undefined) world.kernel.release(held);
    world.kernel.settle();
    const invoices = world.kernel.postings.filter((each) => each.draft.kind === 'ap-invoice');
    expect(invoices.map((each) => each.draft.header?.invoiceNumber)).toEqual(['R-1007']);
    expect(world.books()).toEqual({ 'AP.CONTROL': -5000n });
    expect(world.kernel.refund('R-1007').state).toBe('booked');
  });

  it('names nobody outside its sealed fields, and is paid alone and at once', () => {
    const world = bookedWorld({});
    const draft = world.kernel.postings.find((each) => each.draft.kind === 'ap-invoice')?.draft;
    expect(draft?.header).toMatchObject({
      invoiceNumber: 'RQ1',
      terms: 'IMMEDIATE',
      payGroup: 'REFUND',
      payAlone: true,
      source: 'TIEOUT',
    });
    expect(draft?.sealed?.['supplier.name']).toEqual({ event: 'event-0001', identifier: 'payeeName' });
    expect(draft?.attach).toEqual([{ name: 'document-1.pdf', sha256: 'ab'.repeat(32) }]);
    expect(draft?.description).toBe('Refund RQ1, account ••••3186');
    expect(JSON.stringify({ ...draft, lines: [], approval: null })).not.toMatch(/DOE|Invented|CRM00/);
  });
});

describe('void and reissue', () => {
  it('C8 voided and reissued in one answer: the approval is not booked again', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued');
    world.kernel.advance('2025-03-12T10:00:00.000Z');
    world.feed('RQ1', 'voided', { status: 'reissued', checkNumber: '5002' });
    expect(world.books()).toEqual({ 'CLR.DISB': -12000n });
    expect(world.kernel.refund('RQ1').payments.map((each) => [each.number, each.status])).toEqual([
      ['5001', 'gone'],
      ['5002', 'live'],
    ]);
    expect(Object.keys(world.journals())).toEqual(['approve-v1']);
    expect(world.kernel.told('RQ1').slice(-3)).toEqual(['issued', 'voided', 'reissued']);
    world.feed('RQ1', 'cleared');
    expect(world.kernel.refund('RQ1').state).toBe('tied');
  });

  it('C8 voided today and reissued tomorrow, where the rules leave time for it', () => {
    const patient: Rules = { ...SYMBOLS, clocks: { ...SYMBOLS.clocks, voidGraceHours: 48 } };
    const world = bookedWorld({ 'AR.PAT': -12000n }, {}, patient);
    world.feed('RQ1', 'issued');
    world.feed('RQ1', 'voided');
    expect(world.kernel.refund('RQ1').state).toBe('voided');
    world.kernel.advance('2025-03-04T15:00:00.000Z');
    world.feed('RQ1', 'reissued');
    world.kernel.advance('2025-03-20T15:00:00.000Z');
    expect(world.kernel.refund('RQ1').state).toBe('issued');
    expect(world.books()).toEqual({ 'CLR.DISB': -12000n });
  });

  it('C9 payment voided and invoice cancelled in the ERP: the credit is restored', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued');
    world.feed('RQ1', { status: 'voided', reason: 'insurer took the money back' }, 'cancelled');
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
    expect(world.kernel.refund('RQ1').state).toBe('restored');
    expect(world.kernel.told('RQ1').slice(-1)).toEqual(['cancelled_credit_restored']);
    const back = world.kernel.postings.find((each) => each.draft.ref === 'back1-approve');
    expect(back?.reverses?.draft.ref).toBe('approve-v1');
    expect(back?.lines.map((line) => line.amountMinor)).toEqual([-12000n, 12000n]);
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('C9 the invoice alone cancelled in the ERP is not voided again', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'cancelled');
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
    expect(world.kernel.postings.filter((each) => each.draft.kind === 'ap-invoice')).toHaveLength(1);
  });

  it('C10 no void of what the bank has paid', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued', 'cleared');
    const before = world.books();
    world.feed('RQ1', { status: 'voided', quiet: true });
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    expect(world.kernel.stopped('VOID_AFTER_CLEAR')).toHaveLength(2);
    expect(world.kernel.refund('RQ1').state).toBe('tied');
    expect(world.books()).toEqual(before);
  });

  it('C11 an ACH return after clearing, paid again by check', () => {
    const world = bookedWorld({ 'AR.PAT': -7500n }, { amount: '75.00', creditBalance: '75.00', method: 'ACH' });
    world.feed('RQ1', { status: 'issued', method: 'ACH' }, { status: 'cleared', method: 'ACH' });
    expect(world.kernel.refund('RQ1').state).toBe('tied');
    world.feed('RQ1', { status: 'returned', reason: 'R03' }, 'voided', { status: 'reissued', method: 'CHECK' });
    expect(world.journals()['returned-3']).toEqual({ 'CASH.OP': 7500n, 'CLR.DISB': -7500n });
    expect(world.books()).toEqual({ 'CLR.DISB': -7500n });
    expect(world.kernel.refund('RQ1')).toMatchObject({ state: 'issued', cleared: null });
    expect(world.kernel.ties.open()).toHaveLength(1);
    world.feed('RQ1', 'cleared');
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('C12 a notice of change is no return', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued', 'cleared');
    const before = world.books();
    world.feed('RQ1', { status: 'noc', reason: 'C01' });
    expect(world.kernel.refund('RQ1').state).toBe('tied');
    expect(world.kernel.worries('RQ1')).toEqual(['PAYEE_BANK_CHANGE']);
    expect(world.books()).toEqual(before);
  });

  it('C13 stale, unclaimed, paid to the state; never income', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued');
    world.feed('RQ1', 'stale');
    expect([world.kernel.refund('RQ1').state, world.books()]).toEqual(['stale', { 'AP.CONTROL': -12000n }]);
    world.kernel.file(requestOf({ action: 'cancel', version: 2, reason: 'write-off-to-income' }));
    expect(world.kernel.stopped('UNCLAIMED_TO_INCOME_BLOCKED')).toHaveLength(1);
    world.feed('RQ1', 'unclaimed');
    expect(world.books()).toEqual({ 'LIAB.UNCLAIMED': -12000n });
    world.feed('RQ1', 'escheated');
    expect(world.books()).toEqual({ 'CASH.OP': -12000n });
    expect(world.kernel.refund('RQ1').state).toBe('escheated');
    expect(world.kernel.ties.open()).toEqual([]);
    world.kernel.file(requestOf({ action: 'cancel', version: 3 }));
    expect(world.kernel.stopped('STOP_TOO_LATE')).toHaveLength(1);
  });
});
