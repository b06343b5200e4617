import { NONE } from '@/domain/amount';
import { formatMinor } from '@/domain/money';
import type { Draft } from '../flow';
import type { Refund } from './memory';

/** What the system that asked is told, in the words of its own contract. */

export const STEPS_TOLD = [
  'approved',
  'declined',
  'cancelled',
  'cancel_pending',
  'cancel_refused',
  'cancelled_credit_restored',
  'settled_by_recoupment',
  'rerouted',
  'booked',
  'scheduled',
  'issued',
  'reissued',
  'cleared',
  'tied',
  'voided',
  'stopped',
  'stale',
  'unclaimed',
  'escheated',
  'returned',
] as const;
type StepTold = (typeof STEPS_TOLD)[number];

export type Telling = {
  readonly step: StepTold;
  readonly at: string;
  /** Why, in a few words; a code for machines is the step. */
  readonly reason?: string;
  /** What has to happen next. */
  readonly next?: string;
};

/**
 * Steps that the receiver has another word for, or none: then the word is where the refund stands, and `nextStep` says what is
 * going on.
 */
const WORDS: Readonly<Partial<Record<StepTold, string>>> = {
  declined: 'rejected',
  cancel_pending: 'held',
  cancel_refused: 'ap_accepted',
  cancelled_credit_restored: 'credit_restored',
  rerouted: 'submitted',
  booked: 'ap_accepted',
  scheduled: 'ap_accepted',
};

const METHODS: Readonly<Record<string, string>> = { CHECK: 'check', ACH: 'ach' };

/**
 * A message to the system that asked. It is named after the event that caused it, so that an event that is decided again
 * sends it once. Versions rise with every message of a refund, so a receiver can drop what comes late.
 */
export function tell(event: string, refund: Refund, role: string, { step, at, reason, next }: Telling): Draft {
  const payment = refund.payments.at(-1);
  const last4 = payment?.number.slice(-4) ?? '';
  const method = METHODS[payment?.method ?? ''];
  return {
    ref: `told-${step}-${event}`,
    kind: 'callback',
    role,
    entity: refund.place.entity,
    asset: NONE,
    lines: [],
    header: {
      requestId: refund.requestId,
      requestVersion: refund.version,
      statusVersion: refund.told,
      status: WORDS[step] ?? step,
      step,
      message: event,
      at,
      amount: formatMinor(refund.netMinor),
      currency: 'USD',
      reason: reason ? { code: step.toUpperCase(), message: reason } : null,
      voucher: refund.voucher === null ? null : { number: refund.voucher.number, date: refund.voucher.on },
      // Only the last four characters of a check or trace number leave the house.
      payment:
        payment !== undefined && method !== undefined && /^\d{4}$/.test(last4)
          ? { method, last4, date: payment.on }
          : null,
      nextStep: next || null,
    },
    // A receiver that refuses a message must not stop the money.
    tells: 'outcome',
  };
}
