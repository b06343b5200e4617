import { failure } from '@/domain/failure';
import { lastOfMonth, morningOf } from './clock';
import type { Context, Decided, ItemOf } from './context';
import type { NoticeFacts } from './contract';
import { withdrawals } from './decide-request';
import { linesOf } from './lines';
import type { Place, Refund, State } from './memory';
import { ENDED, end, entry, noted, post, REQUEST_TO_VOUCHER, ROLE, raise, scopeOf, stop, tieKey } from './parts';
import { placeOf } from './place';
import { beginTakeBack } from './take-back';

/** Nothing has left for the ERP, or what left was refused. */
const UNBOOKED: readonly State[] = ['awaiting', 'submitting', 'carding'];
/** A voucher stands and no payment of it is on its way. */
const VOUCHER_ONLY: readonly State[] = ['booked', 'scheduled', 'voided', 'stale', 'unclaimed'];
const UNDER_WAY: readonly State[] = ['taking-back', 'restoring', 'settling'];

type CancelItem = ItemOf<'refund.cancelled/1'>;

/**
 * A cancel ends what was not sent, takes back what is booked, asks the treasury to stop what is paid, and is refused once
 * the payee has the money. It passes stopped requests, since they wait for nothing but a person.
 */
export function decideCancel(context: Context<CancelItem>): Decided {
  const { refund, item } = context;
  const { facts } = item;
  if (context.rules.incomeReasons.includes(facts.reason)) {
    return stop(context, 'UNCLAIMED_TO_INCOME_BLOCKED', 'request.reason', facts.reason);
  }
  if (refund === null) return cancelAhead(context, facts);
  if (facts.version < refund.version) return end(context, 'duplicate', 'a newer version is known');
  if (refund.state === 'escheated')
    return stop(context, 'STOP_TOO_LATE', 'refund.state', refund.requestId, { state: 'with the state' });
  if (ENDED.includes(refund.state) || UNDER_WAY.includes(refund.state))
    return end(context, 'duplicate', 'nothing of it stands');
  const asked: Refund = { ...refund, version: refund.version, cancelAsked: true };
  if (refund.state === 'review' || UNBOOKED.includes(refund.state)) return cancelUnbooked(context, asked, facts.reason);
  if (VOUCHER_ONLY.includes(refund.state)) {
    return beginTakeBack(context, asked, 'cancel asked', false, endsRequest(asked));
  }
  // A returned payment stands in the ERP until it is voided there, like one that is out.
  if (refund.state === 'issued' || refund.state === 'returned') {
    const wrong = failure('STOP_ASKED', 'payment', refund.requestId, { number: refund.payments.at(-1)?.number ?? '' });
    return post(context, {
      refund: raise(asked, wrong),
      step: 'stop asked',
      telling: { step: 'cancel_pending', at: item.at, next: 'the treasury stops the payment' },
    });
  }
  return stop(context, 'VOID_AFTER_CLEAR', 'refund.state', refund.requestId, { state: refund.state });
}

/**
 * A voucher that stands while the journal of its approval was refused: only then is it the request that is stopped, and
 * ends. A payment status that is stopped is a person's, and stays.
 */
const endsRequest = (refund: Refund): { readonly annuls?: true } => (refund.accrual === null ? { annuls: true } : {});

/**
 * Its request is stopped, or has not come yet. The first ends with it; the second finds a refund that is cancelled and
 * ends when it comes.
 */
function cancelAhead(context: Context<CancelItem>, facts: CancelItem['facts']): Decided {
  const { item } = context;
  const found = placeOf({ kind: 'patient', facility: facts.facility, payer: null }, context.master, item.businessDate);
  const place: Place = 'code' in found ? NOWHERE : found;
  const refund: Refund = { ...blank(facts.requestId, facts.version, place), state: 'cancelled' };
  return post(context, {
    refund,
    step: 'cancelled',
    annuls: true,
    ...(place === NOWHERE ? {} : { telling: { step: 'cancelled', at: item.at, reason: facts.reason } }),
  });
}

function cancelUnbooked(context: Context, refund: Refund, reason: string): Decided {
  const asksAp = refund.state !== 'review' && refund.route === 'ap';
  // The card gateway may have paid already; only its own word ends this.
  if (refund.state === 'carding' && refund.approvedBy.length >= refund.needed) {
    return stop(context, 'STOP_TOO_LATE', 'refund.state', refund.requestId, { state: 'with the card gateway' });
  }
  return post(context, {
    refund: { ...refund, state: 'cancelled' },
    step: 'cancelled',
    annuls: true,
    drafts: refund.state === 'review' ? [] : withdrawals(refund, 'cancel'),
    ties: asksAp ? entry(REQUEST_TO_VOUCHER, tieKey(refund), 'request', -refund.netMinor) : [],
    wake: { 'month-end': null },
    telling: { step: 'cancelled', at: context.item.at, reason },
  });
}

const NOWHERE: Place = { entity: '', facility: '', costCenter: null, payer: null, payerClass: null };

/** A refund that nobody has asked for yet. */
function blank(requestId: string, version: number, place: Place): Refund {
  return {
    of: 'refund',
    requestId,
    version,
    state: 'review',
    kind: 'patient',
    route: 'ap',
    creditIn: 'receivable',
    place,
    askedMinor: 0n,
    netMinor: 0n,
    saying: '',
    event: '',
    maker: '',
    payeeFields: [],
    payee: '',
    payeeHash: '',
    needed: 0,
    approvedBy: [],
    approve: '',
    accrual: null,
    voucher: null,
    cleared: null,
    payments: [],
    seq: -1,
    told: 0,
    frozen: false,
    cancelAsked: false,
    recouped: null,
    before: null,
    attempts: 0,
    clock: null,
    reclassed: null,
    concerns: {},
    attachments: [],
    method: '',
    accountTail: '',
    redo: [],
  };
}

/** A payer's own recovery, its acknowledgment, or a credit that is only looked at so far. */
export function decideNotice(context: Context<ItemOf<'refund.noticed/1'>>): Decided {
  const { item, refund } = context;
  const { facts } = item;
  if (facts.notice === 'review') return review(context, facts);
  if (refund === null) return stop(context, 'PAYMENT_UNKNOWN', 'notice.request', facts.requestId);
  if (facts.notice === 'acknowledged') {
    const paid = refund.state === 'cleared' || refund.state === 'tied' || refund.state === 'carded';
    if (!paid) return stop(context, 'NOTICE_TOO_EARLY', 'refund.state', facts.requestId, { state: refund.state });
    return post(context, { refund: { ...refund, state: 'acknowledged' }, step: 'acknowledged by the payer' });
  }
  return recouped(context, refund, facts);
}

function review(context: Context, facts: NoticeFacts): Decided {
  const { item, master } = context;
  if (context.refund !== null && context.refund.state !== 'review')
    return end(context, 'duplicate', 'it was asked for already');
  const place = placeOf(facts, master, item.businessDate);
  if ('code' in place) return { kind: 'stop', failure: place, scope: scopeOf(null), queue: 'aside' };
  const refund: Refund = {
    ...(context.refund ?? blank(facts.requestId, facts.version, place)),
    version: facts.version,
    place,
    kind: facts.kind,
    creditIn: facts.creditIn,
    askedMinor: facts.amountMinor,
    netMinor: facts.amountMinor,
  };
  return post(context, {
    refund,
    step: 'in review',
    wake: { 'month-end': morningOf(lastOfMonth(item.businessDate)) },
  });
}

/** The payer took the same money out of a remit: together with our refund it would have it twice. */
function recouped(context: Context, before: Refund, facts: NoticeFacts): Decided {
  if (ENDED.includes(before.state)) return noted(context);
  const refund: Refund = { ...before, recouped: facts.reference };
  const wrong = failure('DOUBLE_RECOVERY', 'notice.reference', before.requestId, { reference: facts.reference });
  if (before.state === 'awaiting' || before.state === 'submitting') return recoupUnbooked(context, refund);
  const raised = raise(refund, wrong);
  if (before.state === 'taking-back') return post(context, { refund: raised, step: 'recouped by the payer' });
  if (UNDER_WAY.includes(before.state))
    return stop(context, 'NOTICE_TOO_EARLY', 'refund.state', facts.requestId, { state: before.state });
  if (VOUCHER_ONLY.includes(before.state)) {
    return beginTakeBack(context, raised, 'recouped by the payer', false, endsRequest(raised));
  }
  // Paid, or on its way: the treasury tries to stop it; if it has cleared, the payer owes it and the concern stays.
  return post(context, { refund: raised, step: 'recouped by the payer' });
}

function recoupUnbooked(context: Context, refund: Refund): Decided {
  const { rules } = context;
  // The approval is taken back with everything else, so the recovery uses the credit where it stands.
  const lines = linesOf('settled', refund, refund.netMinor, rules, { debit: 'credit' });
  return post(context, {
    refund: { ...refund, state: 'settled' },
    step: 'settled by recoupment',
    annuls: true,
    drafts: [
      ...withdrawals(refund, 'recouped'),
      ...(lines.length === 0
        ? []
        : [
            {
              ref: 'recouped-settle',
              kind: 'journal',
              role: ROLE.ledger,
              asset: 'USD/2',
              lines,
              description: `Refund ${refund.requestId}: settled by recoupment`,
              header: { requestId: refund.requestId, step: 'settled' },
            } as const,
          ]),
    ],
    ties: refund.route === 'ap' ? entry(REQUEST_TO_VOUCHER, tieKey(refund), 'request', -refund.netMinor) : [],
    telling: { step: 'settled_by_recoupment', at: context.item.at, reason: refund.recouped ?? '' },
  });
}
