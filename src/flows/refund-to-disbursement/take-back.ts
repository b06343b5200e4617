import { failure } from '@/domain/failure';
import type { Draft } from '../flow';
import type { Context, Decided } from './context';
import type { Refund } from './memory';
import { type Done, journal, post, raise, ref, settle, takeBack, untie } from './parts';

/**
 * Taking a booked refund back goes newest step first: the voucher is voided, and only when the ERP has confirmed that is
 * the credit restored. A voucher that is void in the ERP already is not voided again. What a payer took back by itself
 * is settled against that recovery instead of given back to the account a second time.
 */

const undo = (name: string, refund: Refund): string => `back${refund.attempts}-${name}`;

/** First step. `voucherGone`: the ERP itself says that the invoice is cancelled. */
export function beginTakeBack(
  context: Context,
  before: Refund,
  why: string,
  voucherGone: boolean,
  more: Partial<Done> = {},
): Decided {
  const refund: Refund = { ...before, attempts: before.attempts + 1, before: before.state };
  if (voucherGone) return restoreCredit(context, refund, why, more);
  return post(context, {
    ...more,
    refund: { ...refund, state: 'taking-back' },
    step: why,
    drafts: [
      ...(more.drafts ?? []),
      takeBack(undo('invoice', refund), ref.invoice(refund), 'ap-invoice', refund, 'outcome'),
    ],
    wake: { payment: null, cleared: null, stale: null, 'take-back': null, ...more.wake },
  });
}

/** Second step, once nothing of the voucher stands. */
export function restoreCredit(context: Context, refund: Refund, step: string, more: Partial<Done> = {}): Decided {
  const { rules } = context;
  const settles = refund.recouped !== null;
  // Where the credit was never moved, the recovery uses it where it stands.
  const ends = refund.accrual === null ? { debit: 'credit' as const } : {};
  const drafts: readonly Draft[] = settles
    ? journal(undo('settle', refund), 'settled', refund, refund.netMinor, rules, { tells: 'confirmed', ends })
    : [takeBack(undo('approve', refund), refund.approve, 'journal', refund, 'confirmed')];
  return post(context, {
    ...more,
    refund: { ...refund, state: settles ? 'settling' : 'restoring' },
    step,
    drafts: [...(more.drafts ?? []), ...drafts],
    wake: { payment: null, cleared: null, stale: null, 'take-back': null, ...more.wake },
  });
}

/** Last step: the ERP has confirmed that the credit stands again, or that the payer's recovery has used it. */
export function finishTakeBack(context: Context, refund: Refund): Decided {
  const settled = refund.state === 'settling';
  const done = settle(
    refund,
    'DOUBLE_RECOVERY',
    'STOP_ASKED',
    'CANCEL_REFUSED',
    'CLOCK_60_DAY',
    'REFUND_LATE',
    'CHECK_STALE',
    'PAYMENT_LATE',
    'UNCASHED',
  );
  return post(context, {
    refund: { ...done, state: settled ? 'settled' : 'restored', cleared: null },
    step: settled ? 'settled by recoupment' : 'credit restored',
    ties: untie(refund),
    telling: {
      step: settled ? 'settled_by_recoupment' : 'cancelled_credit_restored',
      at: context.item.at,
      reason: refund.recouped ?? '',
      next: settled ? '' : 'put the credit back, with the age it had',
    },
  });
}

/** The ERP will not void the voucher. The refund stands as it stood, and a person hears of it. */
export function takeBackRefused(context: Context, refund: Refund, why: string): Decided {
  const before = refund.before ?? 'booked';
  const wrong = failure('CANCEL_REFUSED', 'voucher', refund.requestId, { answer: why });
  // The request may have been ended with its journal still refused; now that its voucher stays, the credit has to move.
  const stands = refund.accrual !== null;
  const approve = stands ? refund.approve : undo('approve-anew', refund);
  return post(context, {
    refund: raise({ ...refund, state: before, before: null, approve }, wrong),
    step: 'take-back refused',
    drafts: stands ? [] : journal(approve, 'approved', refund, refund.netMinor, context.rules, { tells: 'confirmed' }),
    telling: { step: 'cancel_refused', at: context.item.at },
  });
}

/** Names of the drafts whose answers move a take-back on. */
export const takesBack = {
  invoice: (name: string): boolean => /^back\d+-invoice$/.test(name),
  last: (name: string): boolean => /^back\d+-(approve|settle|card)$/.test(name),
};
