/**
 * Goal: whatever comes in whatever order, no cent is lost, nobody is paid twice and memory never goes a way it may not.
 * Method: random interleavings of people, targets, payments and time against the small kernel; and single sequences of
 * cancels, updates and answers that are hard to get right.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { State } from './memory';
import type { Rules } from './rules';
import { bookedWorld, requestOf, SYMBOLS, World } from './world.fixture';

const COMMANDS = [
  'approve',
  'decline',
  'cancel',
  'update',
  'send',
  'send',
  'send',
  'confirm',
  'confirm',
  'confirm',
  'refuse',
  'unknown',
  'issue',
  'issue',
  'reissue',
  'clear',
  'return',
  'void',
  'stop',
  'stale',
  'time',
  'release',
  'recoup',
] as const;
type Command = (typeof COMMANDS)[number];

/** One thing that may happen now; what may not happen does nothing. */
function play(world: World, command: Command, at: number): void {
  const { kernel } = world;
  const pending = kernel.pending();
  const posting = pending[at % Math.max(1, pending.length)];
  const invoice = world.invoice('RQ1');
  const version = 2 + kernel.items.length;
  switch (command) {
    case 'approve':
      kernel.approve(at % 2 === 0 ? 'U7' : 'U8', 5_000_000n);
      return;
    case 'decline':
      if (at % 4 === 0) kernel.decline('U7', 'no');
      return;
    case 'cancel':
      if (at % 3 === 0) kernel.file(requestOf({ action: 'cancel', version }));
      return;
    case 'update':
      kernel.file(
        requestOf({ action: 'update', version, creditBalance: '500.00', amount: at % 2 === 0 ? '120.00' : '110.00' }),
      );
      return;
    case 'recoup':
      if (at % 6 === 0) kernel.file(requestOf({ action: 'recouped', version, reference: 'MC1', kind: 'patient' }));
      return;
    case 'send':
      kernel.send();
      return;
    case 'confirm':
      if (posting !== undefined) kernel.answer(posting);
      return;
    case 'refuse':
      if (posting !== undefined) kernel.refuse(posting, 'PERIOD_CLOSED');
      return;
    case 'unknown':
      if (posting !== undefined) posting.state = 'unknown';
      return;
    case 'issue':
      if (invoice?.state === 'open') world.report('RQ1', 'issued');
      return;
    case 'reissue':
      if (invoice?.state === 'issued') world.report('RQ1', 'voided', 'reissued');
      return;
    case 'return':
      if (invoice?.state === 'cleared') world.report('RQ1', 'returned');
      return;
    case 'stale':
      if (invoice?.state === 'issued') world.report('RQ1', 'stale');
      return;
    case 'clear':
      if (invoice?.state === 'issued') world.report('RQ1', 'cleared');
      return;
    case 'void':
      if (invoice?.state === 'issued') world.report('RQ1', 'voided');
      return;
    case 'stop':
      if (invoice?.state === 'issued') world.report('RQ1', 'stopped');
      return;
    case 'time':
      kernel.advance(new Date(Date.parse(kernel.now) + (1 + (at % 40)) * 86_400_000).toISOString());
      return;
    case 'release':
      for (const held of kernel.stopped('ERP_REJECTED')) kernel.release(held);
  }
}

const BY_HAND = ['PAID_AFTER_END', 'STOP_TOO_LATE', 'VOID_AFTER_CLEAR', 'PAYMENT_UNEXPECTED'];

/** Where all the money has to be, by state of the refund; in cents of what was asked. */
const BOOKS: Readonly<Partial<Record<State, readonly string[]>>> = {
  awaiting: ['AR.PAT'],
  declined: ['AR.PAT'],
  cancelled: ['AR.PAT'],
  restored: ['AR.PAT'],
  settled: ['AR.PAT', 'REC.PAYER'],
  booked: ['AP.CONTROL', 'AR.PAT'],
  scheduled: ['AP.CONTROL', 'AR.PAT'],
  voided: ['AP.CONTROL', 'AR.PAT'],
  stale: ['AP.CONTROL', 'AR.PAT'],
  returned: ['CLR.DISB', 'AR.PAT'],
  issued: ['CLR.DISB', 'AR.PAT'],
  cleared: ['CASH.OP', 'AR.PAT'],
  tied: ['CASH.OP', 'AR.PAT'],
};

function quiet(world: World): void {
  const { kernel } = world;
  for (let turn = 0; turn < 50; turn += 1) {
    kernel.settle();
    const stopped = kernel.stopped('ERP_REJECTED');
    if (stopped.length === 0) return;
    for (const held of stopped) kernel.release(held);
  }
  throw new Error('it never becomes quiet');
}

const step = fc.tuple(fc.constantFrom(...COMMANDS), fc.nat(100));

/** An ERP without payables of its own: every step of a payment is our journal. */
const OURS: Rules = {
  ...SYMBOLS,
  steps: {
    ...SYMBOLS.steps,
    issued: { ...SYMBOLS.steps.issued, by: 'tieout' },
    cleared: { ...SYMBOLS.steps.cleared, by: 'tieout' },
    unclaimed: { ...SYMBOLS.steps.unclaimed, by: 'tieout' },
    escheated: { ...SYMBOLS.steps.escheated, by: 'tieout' },
  },
};

/** Asked for, booked, or paid: so that long lives are as common as short ones. */
function worldAt(start: number, rules: Rules): World {
  const opening = { 'AR.PAT': -12000n };
  const world = start === 0 ? new World(opening, rules) : bookedWorld(opening, {}, rules);
  if (start === 0) world.kernel.file(requestOf());
  if (start === 2) world.feed('RQ1', 'issued');
  return world;
}

describe('any order of events', () => {
  it('keeps the books, pays once, and moves only where a refund may go', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.boolean(), fc.array(step, { maxLength: 40, size: 'max' }), (start, byUs, commands) => {
        const world = worldAt(start, byUs ? OURS : SYMBOLS);
        for (const [command, at] of commands) {
          play(world, command, at);
          const live = world.invoices.filter((each) => each.state !== 'void');
          expect(live.length).toBeLessThanOrEqual(1);
          expect(world.paid.length).toBeLessThanOrEqual(1);
        }
        quiet(world);
        const { state, netMinor } = world.kernel.refund('RQ1');
        expect(world.kernel.illegal).toEqual([]);
        const books = world.books();
        expect(Object.values(books).reduce((sum, each) => sum + each, 0n)).toBe(-12000n);
        expect(Object.keys(BOOKS)).toContain(state);
        // A payment that the ERP made against everything it was told waits for a person, and so do its entries.
        if (world.kernel.stopped().some((held) => BY_HAND.includes(held.failure?.code ?? ''))) return;
        expect(Object.keys(books).filter((account) => !BOOKS[state]?.includes(account))).toEqual([]);
        const [first = ''] = BOOKS[state] ?? [];
        if (first !== 'AR.PAT') expect(books[first]).toBe(-netMinor);
        if (world.kernel.refund('RQ1').state === 'tied') expect(world.kernel.ties.open()).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('decided once more', () => {
  const run = (refusals: number): World => {
    const world = new World({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.send();
    for (let at = 0; at < refusals; at += 1) {
      for (const each of world.kernel.pending()) {
        if (each.draft.kind === 'ap-invoice') world.kernel.refuse(each, 'INACTIVE_SITE');
      }
      for (const held of world.kernel.stopped()) world.kernel.release(held);
      world.kernel.send();
    }
    world.kernel.settle();
    world.feed('RQ1', 'issued', 'cleared');
    return world;
  };

  it.each([1, 3])('after %i refusals all is as if it had been decided once', (refusals) => {
    const [once, again] = [run(0), run(refusals)];
    expect(again.kernel.refund('RQ1')).toEqual(once.kernel.refund('RQ1'));
    expect(again.books()).toEqual(once.books());
    expect(again.journals()).toEqual(once.journals());
    expect(again.kernel.told('RQ1')).toEqual(once.kernel.told('RQ1'));
    expect(again.kernel.ties.open()).toEqual([]);
  });
});

describe('cancel', () => {
  it('before approval ends the request, and nothing was sent', () => {
    const world = new World({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    expect(world.kernel.items[0]?.place).toBe('rejected');
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
    expect(world.kernel.told('RQ1')).toEqual(['cancelled']);
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('passes a request that is stopped, and ends it', () => {
    const world = new World();
    world.kernel.file(requestOf({ facility: 'NOWHERE' }));
    expect(world.kernel.stopped('REFUND_FACILITY_UNKNOWN')).toHaveLength(1);
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    expect(world.kernel.items[0]?.place).toBe('rejected');
    expect(world.kernel.refund('RQ1').state).toBe('cancelled');
  });

  it('before its request waits for nothing: the request ends when it comes', () => {
    const world = new World();
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    world.kernel.file(requestOf());
    expect(world.kernel.items.at(-1)?.place).not.toBe('held');
    expect(world.kernel.postings.filter((each) => each.draft.kind !== 'callback')).toEqual([]);
  });

  it('meets an unknown answer, and waits for it', () => {
    const world = new World({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.send();
    for (const each of world.kernel.pending()) each.state = 'unknown';
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    const cancel = world.kernel.items.find((held) => held.item.type === 'refund.cancelled/1');
    expect(cancel?.place).toBe('ready');
    world.kernel.settle();
    expect(cancel?.place).toBe('posted');
    expect(world.kernel.refund('RQ1').state).toBe('restored');
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
  });

  it('after booking voids the voucher first, then restores the credit', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    const order = world.kernel.postings.filter((each) => each.reverses !== null).map((each) => each.draft.ref);
    expect(order).toEqual(['back1-invoice', 'back1-approve']);
    expect(world.kernel.refund('RQ1').state).toBe('restored');
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('refused by the ERP leaves the refund as it stood, and a person hears of it', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.kernel.refuses = ({ reverses }) => (reverses === null ? null : 'PAYMENT_RUN_OPEN');
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    expect(world.kernel.refund('RQ1').state).toBe('booked');
    expect(world.kernel.worries('RQ1')).toEqual(['CANCEL_REFUSED']);
    expect(world.kernel.told('RQ1').at(-1)).toBe('cancel_refused');
  });

  it('of a check that is out asks the treasury, and the stop takes everything back', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued');
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    expect([world.kernel.refund('RQ1').state, world.kernel.worries('RQ1')]).toEqual(['issued', ['STOP_ASKED']]);
    world.feed('RQ1', 'stopped');
    expect(world.kernel.refund('RQ1').state).toBe('restored');
    expect(world.books()).toEqual({ 'AR.PAT': -12000n });
    expect(world.kernel.worries('RQ1')).toEqual([]);
  });
});

describe('payments out of order', () => {
  it('before its request waits aside, and stops when nobody asks', () => {
    const world = new World();
    world.feed('RQ9', 'issued');
    expect(world.kernel.items[0]?.place).toBe('waiting');
    world.kernel.advance('2025-03-06T10:00:00.000Z');
    expect(world.kernel.stopped('PAYMENT_UNKNOWN')).toHaveLength(1);
  });

  it('an older status changes nothing', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.feed('RQ1', 'issued', 'cleared');
    world.feed('RQ1', { status: 'scheduled', seq: 1, quiet: true });
    expect(world.kernel.items.at(-1)?.place).toBe('duplicate');
    expect(world.kernel.refund('RQ1').state).toBe('tied');
  });

  it('paid after the credit was restored is the business of security', () => {
    const world = bookedWorld({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf({ action: 'cancel', version: 2 }));
    world.kernel.settle();
    world.feed('RQ1', { status: 'issued', quiet: true });
    expect(world.kernel.stopped('PAID_AFTER_END')).toHaveLength(1);
  });

  it('warns of what is slow, and of a check that nobody cashes', () => {
    const world = bookedWorld({});
    world.kernel.advance('2025-03-14T12:00:00.000Z');
    expect(world.kernel.worries('RQ1')).toEqual(['PAYMENT_LATE']);
    world.feed('RQ1', 'issued');
    world.kernel.advance('2025-09-15T12:00:00.000Z');
    expect(world.kernel.worries('RQ1')).toEqual(['CHECK_STALE', 'REFUND_LATE', 'UNCASHED']);
  });
});

describe('update', () => {
  it('before approval replaces the request, which ends', () => {
    const world = new World({ 'AR.PAT': -12000n });
    world.kernel.file(requestOf());
    world.kernel.file(requestOf({ action: 'update', version: 2, amount: '110.00' }));
    expect(world.kernel.items.map((held) => held.place)).toEqual(['rejected', 'held']);
    world.kernel.approve('U7', 5_000_000n);
    world.kernel.settle();
    expect(world.invoice('RQ1')?.amountMinor).toBe(11000n);
    expect(world.kernel.refund('RQ1').state).toBe('booked');
    world.feed('RQ1', 'issued', 'cleared');
    expect(world.kernel.ties.open()).toEqual([]);
  });

  it('after booking comes too late', () => {
    const world = bookedWorld({});
    world.kernel.file(requestOf({ action: 'update', version: 2, amount: '110.00' }));
    expect(world.kernel.stopped('REFUND_UPDATE_TOO_LATE')).toHaveLength(1);
  });

  it('that says something else under the same version is a conflict', () => {
    const world = bookedWorld({});
    world.kernel.file(requestOf({ amount: '110.00' }));
    expect(world.kernel.stopped('REFUND_VERSION_CONFLICT')).toHaveLength(1);
  });
});
