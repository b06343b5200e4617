import { usd } from '@/domain/amount';
import { failure } from '@/domain/failure';
import { formatMinor } from '@/domain/money';
import type { Draft, TieEntry } from '../flow';
import { addDays, addHours, morningOf } from './clock';
import type { Context, Decided, ItemOf } from './context';
import { type Status, type StatusFacts, topicOf } from './contract';
import { invoiceDraft } from './decide-request';
import type { Refund, State } from './memory';
import {
  CLEARED_TO_BANK,
  ENDED,
  end,
  entry,
  journal,
  post,
  REQUEST_TO_VOUCHER,
  raise,
  scopeOf,
  settle,
  stop,
  takeBack,
  tieKey,
  VOUCHER_TO_CLEARED,
} from './parts';
import { beginTakeBack } from './take-back';
import type { Telling } from './telling';

/** What the ERP, the bank and the card gateway say of a payment. Its amount goes to ties and memory, never to a place. */

type StatusItem = ItemOf<'disbursement.status/1'>;
type Reading = { readonly context: Context<StatusItem>; readonly facts: StatusFacts; readonly refund: Refund };
type Handler = (reading: Reading) => Decided;

/** Tied when it comes to zero; the kernel tells the refund. */
const TIED = 'refund-to-disbursement|tied';

export function decideStatus(context: Context<StatusItem>): Decided {
  const { item, refund, rules } = context;
  const { facts } = item;
  if (refund === null) {
    return {
      kind: 'wait',
      for: [topicOf(facts.requestId)],
      until: addDays(item.businessDate, rules.clocks.unknownDays),
      late: failure('PAYMENT_UNKNOWN', 'payment.invoice', facts.requestId),
      scope: scopeOf(null),
      queue: 'aside',
    };
  }
  if (facts.seq <= refund.seq) return end(context, 'duplicate', 'a later status is known');
  return HANDLERS[facts.status]({ context, facts, refund: { ...refund, seq: facts.seq } });
}

const LIVE: readonly State[] = ['booked', 'scheduled', 'issued', 'voided', 'stale', 'unclaimed', 'returned'];
const CLEARED: readonly State[] = ['cleared', 'tied', 'acknowledged'];
const UNDER_WAY: readonly State[] = ['taking-back', 'restoring', 'settling'];

/** Why no payment may be reported now; a person looks at it, since money may have left twice. */
function unexpected({ context, refund, facts }: Reading): Decided {
  const over = ENDED.includes(refund.state) || UNDER_WAY.includes(refund.state);
  const code = over ? 'PAID_AFTER_END' : 'PAYMENT_UNEXPECTED';
  return stop(context, code, 'payment.status', refund.requestId, { state: refund.state, status: facts.status });
}

/** Whom the ERP pays, against whom it was told to pay. Silence is neither: its tie stays open. */
function payeeOf({ context, facts, refund }: Reading): { readonly key: string; readonly other: boolean } {
  if (facts.payeeHash === null) return { key: tieKey(refund, 'unreported'), other: false };
  const booked = refund.voucher?.payeeHash ?? null;
  const same =
    booked === null
      ? refund.payeeHash !== '' && context.item.tokens.payeeHash === refund.payeeHash
      : booked === facts.payeeHash;
  return same ? { key: tieKey(refund), other: false } : { key: tieKey(refund, facts.payeeHash), other: true };
}

function mismatch(refund: Refund, facts: StatusFacts): Refund {
  const params = { status: facts.status };
  return raise({ ...refund, frozen: true }, failure('PAYEE_MISMATCH', 'payment.payee', refund.requestId, params));
}

const broken = (refund: Refund, leg: string, byMinor: bigint): Refund =>
  raise(
    refund,
    failure('REFUND_AMOUNT_BREAK', 'payment.amount', refund.requestId, { leg, difference: formatMinor(byMinor) }),
  );

/** The voucher as the ERP shows it now: another amount or payee moves its side of both ties. */
function revise(reading: Reading): { readonly refund: Refund; readonly ties: readonly TieEntry[] } {
  const { facts, refund } = reading;
  const payee = payeeOf(reading);
  const old = refund.voucher;
  if (old === null) return { refund, ties: [] };
  const key = facts.payeeHash === null ? old.key : payee.key;
  const amountMinor = facts.amountMinor === 0n ? old.amountMinor : facts.amountMinor;
  let next: Refund = { ...refund, voucher: { ...old, key, amountMinor } };
  if (payee.other) next = mismatch(next, facts);
  const breakMinor = refund.netMinor - amountMinor;
  if (breakMinor !== 0n) next = broken(next, 'request ↔ voucher', breakMinor);
  if (key === old.key) {
    const byMinor = amountMinor - old.amountMinor;
    return {
      refund: next,
      ties: [
        ...entry(REQUEST_TO_VOUCHER, key, 'voucher', -byMinor),
        ...entry(VOUCHER_TO_CLEARED, key, 'voucher', byMinor),
      ],
    };
  }
  return {
    refund: next,
    ties: [
      ...entry(REQUEST_TO_VOUCHER, old.key, 'voucher', old.amountMinor),
      ...entry(VOUCHER_TO_CLEARED, old.key, 'voucher', -old.amountMinor),
      ...entry(REQUEST_TO_VOUCHER, key, 'voucher', -amountMinor),
      ...entry(VOUCHER_TO_CLEARED, key, 'voucher', amountMinor),
    ],
  };
}

const scheduled: Handler = (reading) => {
  const { context, refund } = reading;
  if (!LIVE.includes(refund.state)) return unexpected(reading);
  const revised = revise(reading);
  return post(context, {
    refund: { ...revised.refund, state: 'scheduled' },
    step: 'payment scheduled',
    ties: revised.ties,
    telling: { step: 'scheduled', at: context.item.at },
  });
};

const issued: Handler = (reading) => {
  const { context, facts } = reading;
  const { rules, item } = context;
  if (!LIVE.includes(reading.refund.state)) return unexpected(reading);
  const revised = revise(reading);
  const number = facts.checkNumber ?? '';
  const again = reading.refund.payments.length > 0;
  const payment = { number, method: facts.method ?? '', on: facts.date, status: 'live' as const };
  const payments = [...reading.refund.payments.map((each) => ({ ...each, status: 'gone' as const })), payment];
  const refund: Refund = settle(
    { ...revised.refund, state: 'issued', payments },
    'PAYMENT_LATE',
    'CHECK_STALE',
    'PAYMENT_RETURNED',
  );
  return post(context, {
    refund,
    step: again ? 'payment reissued' : 'payment issued',
    drafts: [
      // A payment made anew without a void takes the place of the one before it.
      ...undoIssued(reading),
      ...journal(`issued-${payments.length}`, 'issued', refund, amountOf(reading), rules),
    ],
    ties: revised.ties,
    wake: {
      payment: null,
      'take-back': null,
      cleared: morningOf(addDays(facts.date, rules.clocks.clearedDays)),
      stale: morningOf(addDays(facts.date, rules.clocks.staleDays)),
    },
    ...(refund.frozen ? {} : { telling: { step: again ? 'reissued' : 'issued', at: item.at, next: 'clearing' } }),
  });
};

const amountOf = ({ facts, refund }: Reading): bigint =>
  facts.amountMinor === 0n ? (refund.voucher?.amountMinor ?? refund.netMinor) : facts.amountMinor;

const cleared: Handler = (reading) => {
  const { context, facts, refund } = reading;
  const { rules, item } = context;
  if (refund.state === 'voided' || UNDER_WAY.includes(refund.state) || ENDED.includes(refund.state)) {
    return stop(context, 'STOP_TOO_LATE', 'payment.status', refund.requestId, { state: refund.state });
  }
  if (CLEARED.includes(refund.state)) return end(context, 'duplicate', 'it has cleared already');
  if (!LIVE.includes(refund.state)) return unexpected(reading);
  const payee = payeeOf(reading);
  const amountMinor = amountOf(reading);
  const breakMinor = (refund.voucher?.amountMinor ?? refund.netMinor) - amountMinor;
  let next: Refund = { ...refund, cleared: { amountMinor, key: payee.key } };
  if (breakMinor !== 0n) next = broken(next, 'voucher ↔ cleared', breakMinor);
  const ties = [
    ...entry(VOUCHER_TO_CLEARED, payee.key, 'cleared', -amountMinor, undefined, TIED),
    ...bankTie(reading, amountMinor),
  ];
  // Somebody else was paid: the refund stays where it was, and nothing is booked or told before security has looked.
  if (payee.other) return post(context, { refund: mismatch(next, facts), step: 'cleared to another payee', ties });
  if (next.cancelAsked)
    next = raise(next, failure('VOID_AFTER_CLEAR', 'payment.status', refund.requestId, { state: 'cleared' }));
  const count = refund.payments.length;
  const payments = refund.payments.map((each, at) =>
    at === count - 1 ? { ...each, status: 'cleared' as const } : each,
  );
  next = settle(next, 'PAYMENT_LATE', 'UNCASHED', 'CHECK_STALE', 'STOP_ASKED', 'CLOCK_60_DAY', 'REFUND_LATE');
  return post(context, {
    refund: { ...next, state: 'cleared', payments },
    step: 'cleared',
    drafts: journal(`cleared-${facts.seq}`, 'cleared', refund, amountMinor, rules),
    ties,
    wake: { clock: null, payment: null, cleared: null, stale: null },
    telling: {
      step: 'cleared',
      at: item.at,
    },
  });
};

function bankTie({ context, facts, refund }: Reading, amountMinor: bigint): readonly TieEntry[] {
  const number = facts.checkNumber ?? refund.payments.at(-1)?.number ?? '';
  if (!context.rules.bankSide || number === '') return [];
  const due = addDays(facts.date, context.rules.clocks.paymentDays);
  return [{ tie: CLEARED_TO_BANK, key: `check|${number}`, side: 'erp', amount: usd(amountMinor), due }];
}

const voided: Handler = (reading) => {
  const { context, facts, refund } = reading;
  const { rules, item } = context;
  if (CLEARED.includes(refund.state)) {
    return stop(context, 'VOID_AFTER_CLEAR', 'payment.status', refund.requestId, { state: refund.state });
  }
  if (UNDER_WAY.includes(refund.state) || ENDED.includes(refund.state)) {
    // Our own take-back, told by the ERP.
    return post(context, { refund, step: `${facts.status} in the ERP` });
  }
  if (!LIVE.includes(refund.state)) return unexpected(reading);
  const next: Refund = settle({ ...gone(refund), state: 'voided' }, 'STOP_ASKED', 'CHECK_STALE', 'UNCASHED');
  const telling: Telling = {
    step: facts.status === 'stopped' || facts.status === 'cancelled' ? facts.status : 'voided',
    at: item.at,
    reason: facts.reason,
  };
  const back = undoIssued(reading);
  if (facts.status === 'cancelled') {
    return beginTakeBack(context, next, 'invoice cancelled in the ERP', true, { drafts: back, telling });
  }
  const waits = facts.reissued || (rules.clocks.voidGraceHours > 0 && !next.cancelAsked && next.recouped === null);
  if (!waits) return beginTakeBack(context, next, `payment ${facts.status}`, false, { drafts: back, telling });
  // The ERP has said that it was made anew; only that word is awaited, however long it takes to be worked.
  const until = facts.reissued ? null : addHours(item.at, rules.clocks.voidGraceHours);
  return post(context, {
    refund: next,
    step: `payment ${facts.status}`,
    drafts: back,
    wake: { cleared: null, stale: null, 'take-back': until },
    telling,
  });
};

const gone = (refund: Refund): Refund => ({
  ...refund,
  payments: refund.payments.map((each) => ({ ...each, status: 'gone' as const })),
});

/** Takes our own journal of an issued payment back; there is none when the ERP books payments. */
function undoIssued({ context, refund }: Reading): readonly Draft[] {
  const live = refund.state === 'issued' || refund.state === 'returned';
  const { rules } = context;
  if (!live || refund.payments.length === 0 || rules.steps.issued.by === 'erp') return [];
  const count = refund.payments.length;
  return [takeBack(`unissued-${count}`, `issued-${count}`, 'journal', refund)];
}

const stale: Handler = (reading) => {
  const { context, facts, refund } = reading;
  if (!['booked', 'scheduled', 'issued', 'voided'].includes(refund.state)) return unexpected(reading);
  const wrong = failure('CHECK_STALE', 'payment.status', refund.requestId, { since: facts.date });
  return post(context, {
    refund: raise(settle({ ...gone(refund), state: 'stale' }, 'UNCASHED'), wrong),
    step: 'check stale',
    drafts: undoIssued(reading),
    wake: { cleared: null, stale: null, 'take-back': null },
    telling: {
      step: 'stale',
      at: context.item.at,
      next: 'write to the payee',
    },
  });
};

const unclaimed: Handler = (reading) => {
  const { context, refund } = reading;
  const { rules } = context;
  if (refund.state !== 'stale' && refund.state !== 'issued') return unexpected(reading);
  return post(context, {
    refund: { ...gone(refund), state: 'unclaimed' },
    step: 'unclaimed property',
    drafts: [
      ...(refund.state === 'issued' ? undoIssued(reading) : []),
      ...journal(`unclaimed-${reading.facts.seq}`, 'unclaimed', refund, amountOf(reading), rules),
    ],
    wake: { cleared: null, stale: null },
    telling: { step: 'unclaimed', at: context.item.at, next: 'report to the state' },
  });
};

const escheated: Handler = (reading) => {
  const { context, refund } = reading;
  const { rules } = context;
  if (!['issued', 'stale', 'unclaimed'].includes(refund.state)) return unexpected(reading);
  const amountMinor = amountOf(reading);
  const name = `unclaimed-${reading.facts.seq}`;
  const { voucher } = refund;
  return post(context, {
    refund: settle({ ...gone(refund), state: 'escheated' }, 'CHECK_STALE', 'UNCASHED', 'CLOCK_60_DAY', 'REFUND_LATE'),
    step: 'paid to the state',
    drafts: [
      ...(refund.state === 'issued' ? undoIssued(reading) : []),
      // An ERP that tells the last step only has made the one before it too.
      ...(refund.state === 'unclaimed' ? [] : journal(name, 'unclaimed', refund, amountMinor, rules)),
      ...journal('escheated', 'escheated', refund, amountMinor, rules),
    ],
    // The payee gets nothing from us any more, so no payment of this voucher is awaited.
    ties: voucher === null ? [] : entry(VOUCHER_TO_CLEARED, voucher.key, 'voucher', -voucher.amountMinor),
    telling: { step: 'escheated', at: context.item.at },
  });
};

const returned: Handler = (reading) => {
  const { context, facts, refund } = reading;
  const { rules } = context;
  if (!CLEARED.includes(refund.state)) return unexpected(reading);
  const was = refund.cleared;
  const _count = refund.payments.length;
  return post(context, {
    refund: raise(
      { ...gone(refund), state: 'returned', cleared: null },
      failure('PAYMENT_RETURNED', 'payment.reason', facts.reason || '(none)'),
    ),
    step: `payment returned ${facts.reason}`.trim(),
    drafts: journal(`returned-${facts.seq}`, 'returned', refund, amountOf(reading), rules),
    ties: was === null ? [] : entry(VOUCHER_TO_CLEARED, was.key, 'cleared', was.amountMinor),
    telling: { step: 'returned', at: context.item.at, reason: facts.reason, next: 'pay another way' },
  });
};

/** A notice of change is no return: the money arrived, but nobody pays to the new account before a call-back. */
const noc: Handler = ({ context, facts, refund }) =>
  post(context, {
    refund: raise(refund, failure('PAYEE_BANK_CHANGE', 'payment.reason', refund.requestId, { code: facts.reason })),
    step: `notice of change ${facts.reason}`.trim(),
  });

const refunded: Handler = (reading) => {
  const { context, refund } = reading;
  if (refund.state !== 'carding' && refund.state !== 'awaiting') return unexpected(reading);
  return post(context, {
    refund: settle({ ...refund, state: 'carded' }, 'CLOCK_60_DAY', 'REFUND_LATE', 'PAYMENT_LATE'),
    step: 'refunded to the card',
    drafts: journal('carded', 'carded', refund, amountOf(reading), context.rules),
    wake: { clock: null, payment: null },
    telling: { step: 'cleared', at: context.item.at, reason: 'card' },
  });
};

/** The card did not take it. The liability stands, so the same approved amount goes by voucher. */
const failed: Handler = (reading) => {
  const { context, refund } = reading;
  const { item, rules } = context;
  if (refund.state !== 'carding' && refund.state !== 'carded') return unexpected(reading);
  const next: Refund = { ...refund, state: 'submitting', route: 'ap', method: 'CHECK' };
  const due = refund.clock === null ? undefined : addDays(refund.clock.due, 1);
  return post(context, {
    refund: next,
    step: 'card refused, paid by voucher',
    drafts: [
      ...(refund.state === 'carded' && rules.steps.carded.by === 'tieout'
        ? [takeBack('uncarded', 'carded', 'journal', refund)]
        : []),
      invoiceDraft(context, next),
    ],
    ties: entry(REQUEST_TO_VOUCHER, tieKey(next), 'request', next.netMinor, due),
    telling: { step: 'rerouted', at: item.at, reason: 'the card did not take it', next: 'check' },
  });
};

const HANDLERS: Readonly<Record<Status, Handler>> = {
  scheduled,
  issued,
  reissued: issued,
  cleared,
  voided,
  stopped: voided,
  cancelled: voided,
  stale,
  unclaimed,
  escheated,
  returned,
  noc,
  refunded,
  failed,
};
