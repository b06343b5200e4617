import type { Master } from '@/domain/master';
import type { Context, Decided, ItemOf, RefundItem } from './context';
import {
  decideApproval,
  decideConfirmed,
  decideDecline,
  decideRefused,
  decideTied,
  decideTimer,
} from './decide-answer';
import { decideCancel, decideNotice } from './decide-cancel';
import { decideRequest } from './decide-request';
import { decideStatus } from './decide-status';
import type { Memory, Refund } from './memory';
import { noted } from './parts';
import type { Rules } from './rules';

/** The whole business of a refund: from one event and what is remembered to drafts, ties and what is remembered next. */
export function decide(item: RefundItem, master: Master, rules: Rules, memory: ReadonlyMap<string, Memory>): Decided {
  const known = memory.get(item.keys[0]);
  const refund = known?.of === 'refund' ? known : null;
  const slot = refund?.redo.find((each) => each.event === item.id);
  if (refund === null || slot === undefined) return decideOnce({ item, master, rules, refund, memory });
  const before = slot.before === null ? null : { ...slot.before, redo: [] };
  return onceMore(decideOnce({ item, master, rules, refund: before, memory }), refund, item);
}

/** The documents and ties of a decision that was taken before; what has been learned since (who agreed, what is booked) stands. */
function onceMore(decision: Decided, refund: Refund, item: RefundItem): Decided {
  if (decision.kind !== 'post') return decision;
  const saga = { memory: refund, step: 'asked for again', concerns: Object.values(refund.concerns) };
  return { ...decision, sagas: { [item.keys[0]]: saga } };
}

function decideOnce(context: Context): Decided {
  const { item } = context;
  const about = <T extends RefundItem>(narrowed: T): Context<T> => ({ ...context, item: narrowed });
  switch (item.type) {
    case 'refund.requested/1':
    case 'refund.updated/1':
      return decideRequest(about<ItemOf<'refund.requested/1'> | ItemOf<'refund.updated/1'>>(item));
    case 'refund.cancelled/1':
      return decideCancel(about(item));
    case 'refund.noticed/1':
      return decideNotice(about(item));
    case 'disbursement.status/1':
      return decideStatus(about(item));
    case 'approval.given/1':
      return decideApproval(about(item));
    case 'approval.declined/1':
      return decideDecline(about(item));
    case 'posting.confirmed/1':
      return decideConfirmed(about(item));
    case 'posting.refused/1':
      return decideRefused(about(item));
    case 'tie.tied/1':
      return decideTied(about(item));
    case 'saga.due/1':
      return decideTimer(about(item));
    default:
      return noted(about(item));
  }
}
