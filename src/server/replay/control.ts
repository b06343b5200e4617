import { AppError } from '@/domain/failure';
import { appendAudit } from '@/server/audit';
import type { Tx } from '@/server/platform/db';
import { settleCauses } from '@/server/store/causes';
import {
  lockReplay,
  markApproved,
  markFinished,
  markPaused,
  measureSet,
  type ReplayRow,
  skipUnsent,
} from '@/server/store/replays';
import { type Approver, requireApprover } from './limits';

/** What people do to a manifest besides sending it: agree to it, pause it, abort what is left of it. */

const refuse = (code: string, words: string) => new AppError(code, 'exception', words);

async function mustBe(
  tx: Tx,
  replayId: string,
  states: readonly ReplayRow['state'][],
  words: string,
): Promise<ReplayRow> {
  const replay = await lockReplay(tx, replayId);
  if (!replay) throw refuse('REPLAY_NOT_FOUND', 'There is no such manifest among the facilities you may see.');
  if (!states.includes(replay.state)) throw refuse('REPLAY_STATE', words);
  return replay;
}

/**
 * A second person agrees to exactly the set whose hash they were shown.
 * Errors: `REPLAY_SET_DIFFERS`, and those of `requireApprover`.
 */
export async function approveReplay(tx: Tx, replayId: string, approver: Approver, shownHash: string): Promise<void> {
  const replay = await mustBe(
    tx,
    replayId,
    ['frozen'],
    'Only a frozen manifest that was not sent yet can be approved.',
  );
  const { hash, grossMinor } = await measureSet(tx, replayId);
  if (!replay.setSha256.equals(hash) || hash.toString('hex') !== shownHash) {
    throw refuse(
      'REPLAY_SET_DIFFERS',
      'Not approved: you were shown another set than the one that is frozen. Load it again.',
    );
  }
  requireApprover(approver, replay.createdBy, grossMinor);
  await markApproved(tx, replayId);
  await appendAudit(tx, {
    action: 'replay.approved',
    subjectKind: 'replay',
    subjectId: replayId,
    detail: { number: replay.number, items: replay.itemCount, amountMinor: replay.amountMinor, hash: shownHash },
  });
}

/** No further batch leaves until it is resumed. What was released goes on. */
export async function pauseReplay(tx: Tx, replayId: string): Promise<void> {
  const replay = await mustBe(tx, replayId, ['sending'], 'Nothing to pause: this manifest is not being sent.');
  await markPaused(tx, replayId);
  await appendAudit(tx, {
    action: 'replay.paused',
    subjectKind: 'replay',
    subjectId: replayId,
    detail: { number: replay.number },
  });
}

/** Gives up the unsent items; they stay stopped under their cause. Returns how many. */
export async function abortReplay(tx: Tx, replayId: string): Promise<number> {
  const replay = await mustBe(
    tx,
    replayId,
    ['frozen', 'sending'],
    'Nothing to abort: every item of this manifest is sent.',
  );
  const unsent = await skipUnsent(tx, replayId, 'aborted before it was sent');
  await markFinished(tx, replayId, 'aborted');
  await settleCauses(tx);
  await appendAudit(tx, {
    action: 'replay.aborted',
    subjectKind: 'replay',
    subjectId: replayId,
    detail: { number: replay.number, unsent },
  });
  return unsent;
}
