import { failure } from '@/domain/failure';
import { addDays, dayOf, lastOfMonth, morningOf } from './clock';
import type { Context, Decided, ItemOf } from './context';
import { minor } from './contract';
import { wakeOf } from './decide-request';
import type { Refund, State } from './memory';
import {
  ENDED,
  end,
  entry,
  journal,
  noted,
  post,
  REQUEST_TO_VOUCHER,
  raise,
  ref,
  settle,
  takeBack,
  tieKey,
  VOUCHER_TO_CLEARED,
} from './parts';
import { beginTakeBack, finishTakeBack, restoreCredit, takeBackRefused, takesBack } from './take-back';

/** The kernel's own events: what checkers, targets, ties and timers answer. */

const UNAPPROVED: readonly State[] = ['awaiting'];
/** A voucher that was thought to stand and is void after all leaves the credit to be restored too. */
const STANDING: readonly State[] = ['booked', 'scheduled', 'voided', 'stale', 'unclaimed', 'returned'];

export function decideApproval(context: Context<ItemOf<'approval.given/1'>>): Decided {
  const { refund, item } = context;
  const { by } = item.facts;
  if (refund === null || !UNAPPROVED.includes(refund.state)) return noted(context);
  if (refund.approvedBy.includes(by)) return end(context, 'duplicate', 'this person has agreed already');
  const approvedBy = [...refund.approvedBy, by];
  if (approvedBy.length < refund.needed) {
    return post(context, {
      refund: { ...refund, approvedBy },
      step: `approved, ${approvedBy.length} of ${refund.needed}`,
    });
  }
  const state: State = refund.route === 'card' ? 'carding' : 'submitting';
  return post(context, {
    refund: settle({ ...refund, approvedBy, state }, 'APPROVAL_LATE'),
    step: 'approved',
    wake: { approval: null },
    telling: { step: 'approved', at: item.at, next: 'payment' },
  });
}

export function decideDecline(context: Context<ItemOf<'approval.declined/1'>>): Decided {
  const { refund, item } = context;
  if (refund === null || !UNAPPROVED.includes(refund.state)) return noted(context);
  return post(context, {
    refund: settle({ ...refund, state: 'declined' }, 'APPROVAL_LATE', 'CLOCK_60_DAY', 'REFUND_LATE'),
    step: 'declined',
    ties: refund.route === 'ap' ? entry(REQUEST_TO_VOUCHER, tieKey(refund), 'request', -refund.netMinor) : [],
    telling: { step: 'declined', at: item.at, reason: item.facts.reason },
  });
}

export function decideConfirmed(context: Context<ItemOf<'posting.confirmed/1'>>): Decided {
  const { refund, item } = context;
  const { facts } = item;
  if (refund === null) return noted(context);
  if (facts.ref.startsWith('told-')) {
    const heard = refund.concerns.RCM_REFUSED !== undefined;
    return heard
      ? post(context, { refund: settle(refund, 'RCM_REFUSED'), step: 'message acknowledged' })
      : noted(context);
  }
  if (facts.ref === ref.invoice(refund)) return booked(context, refund);
  if (facts.ref === refund.approve) {
    return post(context, { refund: { ...refund, accrual: facts.number }, step: 'credit moved to refunds payable' });
  }
  if (takesBack.invoice(facts.ref) && (refund.state === 'taking-back' || STANDING.includes(refund.state))) {
    return restoreCredit(context, refund, 'voucher cancelled');
  }
  const last = takesBack.last(facts.ref) && (refund.state === 'restoring' || refund.state === 'settling');
  return last ? finishTakeBack(context, refund) : noted(context);
}

/** The voucher stands. What its read-back says of amount and payee is the second leg of the three. */
function booked(context: Context<ItemOf<'posting.confirmed/1'>>, before: Refund): Decided {
  const { item, rules } = context;
  if (!['awaiting', 'submitting'].includes(before.state)) return noted(context);
  const { number, facts } = item.facts;
  const amount = minor.safeParse(facts.amountMinor);
  const amountMinor = amount.success ? amount.data : before.netMinor;
  const payeeHash = typeof facts.payeeHash === 'string' ? facts.payeeHash : null;
  const key = tieKey(before);
  let refund: Refund = {
    ...settle(before, 'APPROVAL_LATE'),
    state: 'booked',
    voucher: { number, on: item.businessDate, amountMinor, payeeHash, key },
  };
  const breakMinor = before.netMinor - amountMinor;
  if (breakMinor !== 0n) {
    const params = { leg: 'request ↔ voucher', difference: `${breakMinor}` };
    refund = raise(refund, failure('REFUND_AMOUNT_BREAK', 'payment.amount', before.requestId, params));
  }
  return post(context, {
    refund,
    step: 'voucher booked',
    ties: [
      ...entry(REQUEST_TO_VOUCHER, key, 'voucher', -amountMinor),
      ...entry(VOUCHER_TO_CLEARED, key, 'voucher', amountMinor, addDays(item.businessDate, rules.clocks.staleDays)),
    ],
    wake: { approval: null, payment: morningOf(addDays(item.businessDate, rules.clocks.paymentDays)) },
    telling: { step: 'booked', at: item.at, next: 'payment' },
  });
}

export function decideRefused(context: Context<ItemOf<'posting.refused/1'>>): Decided {
  const { refund, item } = context;
  const { ref: name, failure: why } = item.facts;
  if (refund === null) return noted(context);
  if (name.startsWith('told-')) {
    return post(context, {
      refund: raise(refund, failure('RCM_REFUSED', 'callback', why.code)),
      step: 'message refused',
    });
  }
  if (!takesBack.invoice(name) || refund.state !== 'taking-back') return noted(context);
  const words = [why.code, why.value, ...Object.values(why.params)];
  const gone = context.rules.alreadyVoided.some((word) => words.some((each) => each.includes(word)));
  return gone
    ? restoreCredit(context, refund, 'voucher was cancelled already')
    : takeBackRefused(context, refund, why.code);
}

export function decideTied(context: Context<ItemOf<'tie.tied/1'>>): Decided {
  const { refund, item } = context;
  if (refund?.state !== 'cleared' || item.facts.tie !== VOUCHER_TO_CLEARED || refund.cleared?.key !== tieKey(refund)) {
    return noted(context);
  }
  // Only the same payee and amount on all three sides are a tie.
  if (refund.frozen || refund.concerns.REFUND_AMOUNT_BREAK !== undefined) return noted(context);
  return post(context, {
    refund: { ...refund, state: 'tied' },
    step: 'request, voucher and payment tie',
    telling: { step: 'tied', at: item.at },
  });
}

export function decideTimer(context: Context<ItemOf<'saga.due/1'>>): Decided {
  const { refund, item } = context;
  const handler = TIMERS[item.facts.timer];
  if (refund === null || handler === undefined) return end(context, 'duplicate', 'nothing waits for it');
  return handler(context, refund);
}

type Timer = (context: Context, refund: Refund) => Decided;

/** Raises one concern while the refund is in one of these states. */
const concern =
  (code: string, field: string, states: readonly State[]): Timer =>
  (context, refund) =>
    states.includes(refund.state)
      ? post(context, { refund: raise(refund, failure(code, field, refund.requestId)), step: `${field} is late` })
      : end(context, 'duplicate', 'nothing waits for it');

const clock: Timer = (context, refund) => {
  const done = ENDED.includes(refund.state) || ['cleared', 'tied', 'acknowledged', 'carded'].includes(refund.state);
  if (refund.clock === null || done) return end(context, 'duplicate', 'nothing waits for it');
  const today = dayOf(context.item.at);
  const { due, statutory } = refund.clock;
  const params = { due, state: today > due ? 'late' : 'warned' };
  const code = statutory ? 'CLOCK_60_DAY' : 'REFUND_LATE';
  return post(context, {
    refund: raise(refund, failure(code, 'clock', refund.requestId, params)),
    step: today > due ? 'the clock has run out' : 'the clock warns',
    wake: { clock: wakeOf(refund.clock, today, context) },
  });
};

/** A void that nobody reissued means that the refund is not wanted any more. */
const takeBackDue: Timer = (context, refund) =>
  refund.state === 'voided'
    ? beginTakeBack(context, refund, 'void was not reissued', false)
    : end(context, 'duplicate', 'nothing waits for it');

/** A credit under review is shown as a liability over the end of the month, and only over it. */
const monthEnd: Timer = (context, refund) => {
  const on = lastOfMonth(dayOf(context.item.at));
  const month = on.slice(0, 7);
  if (refund.state !== 'review' || refund.reclassed === month) return end(context, 'duplicate', 'nothing waits for it');
  const date = { date: on };
  return post(context, {
    refund: { ...refund, reclassed: month },
    step: `shown as a liability at the end of ${month}`,
    drafts: journal(`review-${month}`, 'review', refund, refund.netMinor, context.rules, date),
    wake: { 'month-start': morningOf(addDays(on, 1)) },
  });
};

const monthStart: Timer = (context, refund) => {
  const month = refund.reclassed;
  if (month === null) return end(context, 'duplicate', 'nothing waits for it');
  const today = dayOf(context.item.at);
  return post(context, {
    refund: { ...refund, reclassed: null },
    step: `liability of ${month} taken back`,
    drafts:
      context.rules.steps.review.by === 'erp'
        ? []
        : [{ ...takeBack(`review-back-${month}`, `review-${month}`, 'journal', refund), date: today }],
    wake: { 'month-end': refund.state === 'review' ? morningOf(lastOfMonth(today)) : null },
  });
};

const TIMERS: Readonly<Record<string, Timer>> = {
  clock,
  approval: concern('APPROVAL_LATE', 'approval', ['awaiting']),
  payment: concern('PAYMENT_LATE', 'payment', ['booked', 'scheduled']),
  cleared: concern('UNCASHED', 'payment', ['issued']),
  stale: concern('CHECK_STALE', 'payment', ['issued']),
  'take-back': takeBackDue,
  'month-end': monthEnd,
  'month-start': monthStart,
};
