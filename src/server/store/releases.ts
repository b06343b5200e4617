import type { Row, Tx } from '@/server/platform/db';
import { mayBeBooked } from './posting-groups';

/**
 * The one place where stopped items move on. Every way of ending a stop takes items of a frozen manifest and moves
 * those that are still as they were frozen; the others are skipped with words and never touched.
 */
export type Release = { readonly eventIds: readonly string[]; readonly replayId: string };
export type Released = { readonly eventIds: readonly string[]; readonly skipped: number };

interface FrozenItem extends Row {
  event_id: string;
  release_count: number;
}
interface Current extends Row {
  id: string;
  state: string;
  release_count: number;
  remit_id: string;
}

/** Why an item is left out, in words a person reads; `null` when it is still as frozen. */
export function whySkipped(
  frozenReleases: number,
  now: { state: string; release_count: number } | undefined,
  maybeBooked: boolean,
): string | null {
  if (!now) return 'no longer there: its remit was decided again';
  if (now.state === 'posted') return 'already posted';
  if (now.state === 'rejected') return 'already rejected';
  if (now.state === 'duplicate') return 'found to be a duplicate';
  if (now.state === 'ready' || now.state === 'mapped') return 'already released';
  if (maybeBooked) return 'its journal may already be in the ERP';
  return now.release_count === frozenReleases ? null : 'released before and stopped again';
}

const NONE: ReadonlySet<string> = new Set();

type Eligible = { readonly ids: string[]; readonly remitIds: string[]; readonly skipped: number };

/**
 * Locks the items and their events, writes down why some are skipped, and returns the rest. An item that may be in
 * the ERP can go on (its journal is asked about or offered again), but nobody can end it here.
 */
async function lockItems(tx: Tx, { eventIds, replayId }: Release, then: 'goes-on' | 'ends'): Promise<Eligible> {
  const items = await tx.query<FrozenItem>(
    `SELECT event_id, release_count FROM replay_item
     WHERE replay_id = $1 AND event_id = ANY ($2::uuid[]) AND released_at IS NULL AND skipped IS NULL
     ORDER BY ordinal FOR UPDATE`,
    [replayId, eventIds],
  );
  const ids = items.map((item) => item.event_id);
  const events = await tx.query<Current>(
    'SELECT id, state, release_count, remit_id FROM event WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE',
    [ids],
  );
  const booked = then === 'ends' ? await mayBeBooked(tx, ids) : NONE;
  const current = new Map(events.map((event) => [event.id, event]));
  const verdicts = items.map((item) => ({
    id: item.event_id,
    why: whySkipped(item.release_count, current.get(item.event_id), booked.has(item.event_id)),
  }));
  const skipped = verdicts.filter((verdict) => verdict.why !== null);
  if (skipped.length > 0) {
    await tx.execute(
      `UPDATE replay_item i SET skipped = s.why FROM unnest($2::uuid[], $3::text[]) AS s(event_id, why)
       WHERE i.replay_id = $1 AND i.event_id = s.event_id`,
      [replayId, skipped.map((s) => s.id), skipped.map((s) => s.why)],
    );
  }
  const eligible = verdicts.filter((verdict) => verdict.why === null).map((verdict) => verdict.id);
  const remitIds = new Set(eligible.map((id) => current.get(id)?.remit_id ?? ''));
  return { ids: eligible, remitIds: [...remitIds], skipped: skipped.length };
}

async function closeStops(
  tx: Tx,
  replayId: string,
  ids: readonly string[],
  state: 'released' | 'closed',
): Promise<void> {
  await tx.execute(
    `UPDATE exception SET state = $3, closed_at = now(), replay_id = $1 WHERE event_id = ANY ($2::uuid[]) AND state = 'open'`,
    [replayId, ids, state],
  );
  await tx.execute('UPDATE replay_item SET released_at = now() WHERE replay_id = $1 AND event_id = ANY ($2::uuid[])', [
    replayId,
    ids,
  ]);
}

/** A person's judgement that travels with the release into the facts that the map stage reads. */
export type Mark = 'accepted' | 'unapplied';

/** Writes the judgement into the facts of these events. */
export async function markEvents(tx: Tx, ids: readonly string[], mark: Mark): Promise<void> {
  await tx.execute(`UPDATE event SET facts = jsonb_set(facts, $2::text[], 'true') WHERE id = ANY ($1::uuid[])`, [
    ids,
    [mark],
  ]);
}

/**
 * Sends frozen items through the map stage again. Moves only events in `exception` or `held` whose release count is the
 * frozen one; the caller rings `map` after commit and settles the causes.
 */
export async function releaseEvents(tx: Tx, release: Release, mark?: Mark): Promise<Released> {
  const { ids, remitIds, skipped } = await lockItems(tx, release, 'goes-on');
  if (ids.length === 0) return { eventIds: [], skipped };
  if (mark) await markEvents(tx, ids, mark);
  if (mark === 'unapplied') await decideRemits(tx, remitIds, 'unapplied');
  await tx.execute(
    `UPDATE event SET state = 'ready', cause_id = NULL, posting_id = NULL, hold_until = NULL, hold_reason = NULL,
       release_count = release_count + 1, ready_at = now() WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  await closeStops(tx, release.replayId, ids, 'released');
  return { eventIds: ids, skipped };
}

/** Ends frozen items as rejected at source: nothing will be posted for them. */
export async function rejectEvents(tx: Tx, release: Release): Promise<Released> {
  const { ids, remitIds, skipped } = await lockItems(tx, release, 'ends');
  if (ids.length === 0) return { eventIds: [], skipped };
  await decideRemits(tx, remitIds, 'reject');
  await tx.execute(
    `UPDATE event SET state = 'rejected', hold_until = NULL, hold_reason = NULL, release_count = release_count + 1
     WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  await closeStops(tx, release.replayId, ids, 'closed');
  return { eventIds: ids, skipped };
}

/** Sends the remits of frozen placeholder items back to canonicalize, accepted by a person. The caller rings it. */
export async function acceptRemits(tx: Tx, release: Release): Promise<Released> {
  const { ids, remitIds, skipped } = await lockItems(tx, release, 'ends');
  if (ids.length === 0) return { eventIds: [], skipped };
  await decideRemits(tx, remitIds, 'accept');
  await tx.execute("UPDATE remit SET state = 'parsed', ready_at = now() WHERE id = ANY ($1::uuid[])", [remitIds]);
  // The placeholder stays until canonicalize replaces it; the count keeps a second manifest from acting on it.
  await tx.execute('UPDATE event SET release_count = release_count + 1 WHERE id = ANY ($1::uuid[])', [ids]);
  await closeStops(tx, release.replayId, ids, 'released');
  return { eventIds: ids, skipped };
}

const decideRemits = (
  tx: Tx,
  remitIds: readonly string[],
  decision: 'accept' | 'unapplied' | 'reject',
): Promise<number> =>
  tx.execute('UPDATE remit SET decision = $2, decided_by = $3 WHERE id = ANY ($1::uuid[])', [
    remitIds,
    decision,
    tx.actor.name,
  ]);
