import { AppError } from '@/domain/failure';
import { appendAudit } from '@/server/audit';
import { changeSchema, enactChange } from '@/server/masterdata/change-set';
import { requireWholeScope } from '@/server/masterdata/whole-scope';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';
import type { Doorbell } from '@/server/queue/catalog';
import { ring } from '@/server/queue/doorbell';
import { lockCause, settleCauses } from '@/server/store/causes';
import { withWholeScope } from '@/server/store/causes-scope';
import {
  acceptParcels,
  type Release,
  type Released,
  rejectItems,
  releaseItems,
  replaceParcels,
  UNAPPLIED,
} from '@/server/store/releases';
import {
  lockReplay,
  markFinished,
  markSending,
  measureSet,
  mergePreview,
  nextItems,
  type ReplayAction,
  type ReplayRow,
  sendingReplays,
} from '@/server/store/replays';
import { consentOf } from './consent';

/** Items per transaction: small enough that a pause takes effect at once. */
export const SEND_BATCH_MAX = 500;
/** Batches sent before the person's request is answered; the rest goes on behind it. */
const INLINE_BATCHES = 4;
/** Manifests that a sweep continues in one turn. */
const SWEEP_REPLAYS_MAX = 20;

const log = logger('replay');

type Step = { readonly moved: number; readonly done: boolean };

type Moves = (tx: Tx, release: Release, mark: string | null) => Promise<Released>;
const MOVES: Readonly<Record<ReplayAction, Moves>> = {
  release: (tx, release) => releaseItems(tx, release),
  accept: (tx, release, mark) => releaseItems(tx, release, mark ?? 'accepted'),
  unapplied: (tx, release) => releaseItems(tx, release, UNAPPLIED),
  reject: rejectItems,
  'accept-parcel': acceptParcels,
  'replace-parcel': replaceParcels,
};

/** Whose work list grows when items of this action move. A rejected item wakes nobody. */
const BELLS: Readonly<Record<ReplayAction, Doorbell | null>> = {
  release: 'map',
  accept: 'map',
  unapplied: 'map',
  reject: null,
  'accept-parcel': 'canonicalize',
  'replace-parcel': 'canonicalize',
};

/**
 * Starts, or resumes, sending a frozen manifest, and answers when the first batches are out; the rest follows behind.
 *
 * Errors: `REPLAY_NOT_FOUND`, `REPLAY_NOT_FROZEN`, `REPLAY_NEEDS_APPROVAL`, `REPLAY_SET_DIFFERS`.
 */
export async function sendReplay(actor: Actor, replayId: string): Promise<void> {
  await withTransaction(actor, (tx) => startSending(tx, replayId));
  await sendStarted(actor, replayId);
}

/** The first batches of a manifest that is being sent; the rest follows behind. */
export async function sendStarted(actor: Actor, replayId: string): Promise<void> {
  for (let batch = 0; batch < INLINE_BATCHES; batch += 1) {
    if ((await sendOnce(actor, replayId)).done) return;
  }
  void sendRest(actor, replayId);
}

/**
 * Marks a manifest as being sent, and brings the change into force that its items were waiting for. Part of a cure's own transaction
 * when the maker may send alone. Errors: those of `sendReplay` and of the change.
 */
export async function startSending(tx: Tx, replayId: string): Promise<void> {
  const replay = await mustLock(tx, replayId);
  if (replay.state !== 'frozen') {
    throw new AppError(
      'REPLAY_NOT_FROZEN',
      'exception',
      `This manifest is ${wordsOf(replay)}; it cannot be sent again.`,
    );
  }
  const measured = await measureSet(tx, replayId);
  requireSameSet(replay, measured);
  // Slices of one cause that are sent at once are counted one after the other.
  if (replay.causeId) await withWholeScope(tx, () => lockCause(tx, replay.causeId ?? ''));
  const consent = await consentOf(tx, {
    maker: replay.createdBy,
    causeId: replay.causeId,
    replayId,
    grossMinor: measured.grossMinor,
  });
  if (consent.needed && replay.approvedBy === null) {
    throw new AppError(
      'REPLAY_NEEDS_APPROVAL',
      'exception',
      'This set moves more than its maker may move alone under one cause and day. A controller has to approve it first.',
    );
  }
  await markSending(tx, replayId);
  if (replay.startedAt === null && replay.change !== null) {
    requireWholeScope(tx);
    for (const entry of await enactChange(tx, changeSchema.parse(replay.change))) await appendAudit(tx, entry);
  }
  await appendAudit(tx, {
    action: replay.startedAt ? 'replay.resumed' : 'replay.started',
    subjectKind: 'replay',
    subjectId: replayId,
    detail: { number: replay.number, items: replay.itemCount, hash: replay.setSha256.toString('hex') },
  });
}

const wordsOf = (replay: ReplayRow): string =>
  replay.state === 'sent' ? 'already sent' : replay.state === 'sending' ? 'being sent' : replay.state;

async function mustLock(tx: Tx, replayId: string): Promise<ReplayRow> {
  const replay = await lockReplay(tx, replayId);
  if (replay) return replay;
  throw new AppError('REPLAY_NOT_FOUND', 'exception', 'There is no such manifest among the facilities you may see.');
}

/** The set is the one that was shown and approved: same ids, amounts and tries, all of them visible to this sender. */
function requireSameSet(replay: ReplayRow, now: { hash: Buffer; itemCount: number }): void {
  if (replay.setSha256.equals(now.hash)) return;
  const hidden = replay.itemCount - now.itemCount;
  throw new AppError(
    'REPLAY_SET_DIFFERS',
    'exception',
    hidden > 0
      ? `Nothing was sent: ${hidden} of ${replay.itemCount} items belong to facilities that you may not see.`
      : 'Nothing was sent: the set is not the one that was frozen. Abort it and freeze again.',
  );
}

async function sendOnce(actor: Actor, replayId: string): Promise<Step> {
  let action: ReplayAction | undefined;
  const step = await withTransaction(actor, async (tx) => {
    const replay = await mustLock(tx, replayId);
    action = replay.action;
    return sendBatch(tx, replay);
  });
  const bell = action && BELLS[action];
  if (step.moved > 0 && bell) void ring(bell);
  return step;
}

/** One batch under the manifest's lock: compare the hash, move what is still as frozen, skip the rest with words. */
async function sendBatch(tx: Tx, replay: ReplayRow): Promise<Step> {
  if (replay.state !== 'sending') return { moved: 0, done: true };
  const measured = await measureSet(tx, replay.id);
  if (!replay.setSha256.equals(measured.hash)) return refuse(tx, replay, measured.itemCount);
  const eventIds = await nextItems(tx, replay.id, SEND_BATCH_MAX);
  if (eventIds.length === 0) return finish(tx, replay);
  const release = { eventIds, flowCode: replay.flowCode, replayId: replay.id };
  const { eventIds: moved, skipped } = await MOVES[replay.action](tx, release, replay.mark);
  await appendAudit(tx, {
    action: 'replay.batch',
    subjectKind: 'replay',
    subjectId: replay.id,
    detail: { number: replay.number, moved: moved.length, skipped },
  });
  return { moved: moved.length, done: false };
}

async function finish(tx: Tx, replay: ReplayRow): Promise<Step> {
  await markFinished(tx, replay.id, 'sent');
  await settleCauses(tx);
  await appendAudit(tx, {
    action: 'replay.sent',
    subjectKind: 'replay',
    subjectId: replay.id,
    detail: { number: replay.number, items: replay.itemCount },
  });
  return { moved: 0, done: true };
}

async function refuse(tx: Tx, replay: ReplayRow, itemCount: number): Promise<Step> {
  await mergePreview(tx, replay.id, { stopped: 'The set is not the one that was frozen.' });
  await markFinished(tx, replay.id, 'aborted');
  await appendAudit(tx, {
    action: 'replay.refused',
    subjectKind: 'replay',
    subjectId: replay.id,
    detail: { number: replay.number, frozenItems: replay.itemCount, presentItems: itemCount },
  });
  log.error('replay.set-differs', { replayId: replay.id });
  return { moved: 0, done: true };
}

/** Goes on until the manifest is sent, paused or aborted. What a crash leaves, the sweep continues. */
async function sendRest(actor: Actor, replayId: string): Promise<void> {
  try {
    while (!(await sendOnce(actor, replayId)).done);
  } catch (error) {
    log.warn('replay.interrupted', { replayId, error });
  }
}

/** For the sweeper: goes on with every manifest that is being sent, in case its sender died. Returns what moved. */
export async function continueSending(actor: Actor): Promise<number> {
  let moved = 0;
  for (const id of await withTransaction(actor, (tx) => sendingReplays(tx, SWEEP_REPLAYS_MAX))) {
    moved += (await sendOnce(actor, id)).moved;
  }
  return moved;
}
