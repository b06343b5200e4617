import { AppError } from '@/domain/failure';
import { appendAudit } from '@/server/audit';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import {
  type CauseRow,
  holdCause,
  insertNote,
  lockCause,
  setCauseOwner,
  unholdCause,
  wakeDeferred,
} from '@/server/store/causes';
import { approvalLimitOf } from '@/server/store/replays';

/** What people do to a cause besides curing it: own it, write on it, put it off. */

async function mustLock(tx: Tx, causeId: string): Promise<CauseRow> {
  const cause = await lockCause(tx, causeId);
  if (cause) return cause;
  throw new AppError('CAUSE_NOT_FOUND', 'exception', 'There is no such cause among the facilities you may see.');
}

/** Gives a cause an owner, or takes it away. Errors: `CAUSE_NOT_FOUND`, `OWNER_NOT_FOUND`. */
export async function assignCause(tx: Tx, causeId: string, email: string | null): Promise<void> {
  const cause = await mustLock(tx, causeId);
  if (email !== null && (await approvalLimitOf(tx, email)) === null) {
    throw new AppError('OWNER_NOT_FOUND', 'exception', `${email} is not an active user, so nothing was assigned.`);
  }
  await setCauseOwner(tx, causeId, email);
  await appendAudit(tx, {
    action: 'cause.assigned',
    subjectKind: 'cause',
    subjectId: causeId,
    detail: { owner: email, before: cause.owner_email },
  });
}

/** Writes down what someone found out. The text stays in its row; the audit only says that it was written. */
export async function noteCause(tx: Tx, causeId: string, body: string): Promise<void> {
  await mustLock(tx, causeId);
  const noteId = await insertNote(tx, causeId, body);
  await appendAudit(tx, { action: 'cause.noted', subjectKind: 'cause', subjectId: causeId, detail: { noteId } });
}

/** Holds the stopped items of a cause until a date; on that day they are exceptions again. Returns how many. */
export async function deferCause(tx: Tx, causeId: string, until: string, reason: string): Promise<number> {
  await mustLock(tx, causeId);
  const items = await holdCause(tx, causeId, until, reason);
  await appendAudit(tx, {
    action: 'cause.deferred',
    subjectKind: 'cause',
    subjectId: causeId,
    detail: { until, items },
  });
  return items;
}

/** Ends a deferral before its date. Returns how many items are exceptions again. */
export async function resumeCause(tx: Tx, causeId: string): Promise<number> {
  await mustLock(tx, causeId);
  const items = await unholdCause(tx, causeId);
  await appendAudit(tx, { action: 'cause.resumed', subjectKind: 'cause', subjectId: causeId, detail: { items } });
  return items;
}

/** For the sweeper: items whose day has come are exceptions again. Returns how many. */
export const endDeferrals = (actor: Actor): Promise<number> =>
  withTransaction(actor, async (tx) => {
    const items = await wakeDeferred(tx);
    if (items > 0) {
      await appendAudit(tx, { action: 'deferrals.ended', subjectKind: 'cause', subjectId: 'due', detail: { items } });
    }
    return items;
  });
