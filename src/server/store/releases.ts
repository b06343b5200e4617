import type { ItemState } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { mayBeBooked } from './booked';
import { withWholeScope } from './causes-scope';
import { callKeys } from './claiming';
import { awaitsApproval, stoppedBefore } from './holds';
import { priorsOnTheirWay } from './taking-back';

/**
 * The one place where stopped items move on. Every way of ending a stop takes items of a frozen manifest and moves
 * those that are still as they were frozen; the others are skipped with words and never touched.
 */
export type Release = { readonly eventIds: readonly string[]; readonly flowCode: string; readonly replayId: string };
export type Released = { readonly eventIds: readonly string[]; readonly skipped: number };

interface FrozenItem extends Row {
  event_id: string;
  release_count: number;
}

/** An item as it is now. */
export type Current = {
  readonly id: string;
  readonly state: ItemState;
  readonly releaseCount: number;
  readonly parcelId: string | null;
  /** Its group is proposed: only the answer moves it. */
  readonly proposed: boolean;
  /** It stands for all that its parcel holds. */
  readonly whole: boolean;
};

/** What is done: the item goes on, comes to an end, or gives way to what its parcel holds. */
type Then = 'goes-on' | 'ends' | 'is-made-anew';

/** Why an item is left out, in words a person reads; `null` when it is still as frozen. */
export function whySkipped(
  frozenReleases: number,
  now: Current | undefined,
  maybeBooked: boolean,
  then: Then,
): string | null {
  if (!now) return 'no longer there: its remit was decided again';
  if (now.state === 'posted') return 'already posted';
  if (now.state === 'rejected') return 'already rejected';
  if (now.state === 'duplicate') return 'found to be a duplicate';
  if (now.state === 'ready' || now.state === 'mapped') return 'already released';
  if (now.proposed) return 'waits for an approval';
  if (maybeBooked) return 'its journal may already be in the ERP';
  if (now.releaseCount !== frozenReleases) return 'released before and stopped again';
  return then === 'is-made-anew' && !now.whole ? 'is worked by itself already' : null;
}

const NONE: ReadonlySet<string> = new Set();

type Eligible = { readonly ids: string[]; readonly parcelIds: string[]; readonly skipped: number };

const readCurrent = (tx: Tx, flowCode: string, ids: readonly string[]): Promise<Current[]> =>
  tx.query<Current & Row>(
    `SELECT i.event_id AS id, i.state, i.release_count AS "releaseCount", i.parcel_id AS "parcelId", ${awaitsApproval('i')} AS proposed,
       EXISTS (SELECT FROM parcel p WHERE p.id = i.parcel_id AND p.whole_event_id = i.event_id) AS whole
     FROM item i WHERE i.event_id = ANY ($1::uuid[]) AND i.flow_code = $2 ORDER BY i.event_id FOR UPDATE OF i`,
    [ids, flowCode],
  );

/**
 * Locks the manifest's rows and their items, writes down why some are skipped, and returns the rest. An item that may be in
 * the ERP can go on (its journal is asked about or offered again), but nobody can end it here.
 */
async function lockItems(tx: Tx, { eventIds, flowCode, replayId }: Release, then: Then): Promise<Eligible> {
  const items = await tx.query<FrozenItem>(
    `SELECT event_id, release_count FROM replay_item
     WHERE replay_id = $1 AND event_id = ANY ($2::uuid[]) AND flow_code = $3 AND released_at IS NULL AND skipped IS NULL
     ORDER BY ordinal FOR UPDATE`,
    [replayId, eventIds, flowCode],
  );
  const ids = items.map((item) => item.event_id);
  const current = new Map((await readCurrent(tx, flowCode, ids)).map((item) => [item.id, item]));
  const booked = then === 'goes-on' ? NONE : await mayBeBooked(tx, flowCode, ids);
  const verdicts = items.map(({ event_id: id, release_count: releases }) => ({
    id,
    why: whySkipped(releases, current.get(id), booked.has(id), then),
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
  const parcelIds = new Set(eligible.flatMap((id) => current.get(id)?.parcelId ?? []));
  return { ids: eligible, parcelIds: [...parcelIds], skipped: skipped.length };
}

async function closeStops(
  tx: Tx,
  { replayId, flowCode }: Release,
  ids: readonly string[],
  state: 'released' | 'closed',
): Promise<void> {
  await tx.execute(
    `UPDATE exception SET state = $3, closed_at = now(), replay_id = $1
     WHERE event_id = ANY ($2::uuid[]) AND flow_code = $4 AND state = 'open'`,
    [replayId, ids, state, flowCode],
  );
  await tx.execute('UPDATE replay_item SET released_at = now() WHERE replay_id = $1 AND event_id = ANY ($2::uuid[])', [
    replayId,
    ids,
  ]);
}

/**
 * Calls what stands behind these items in all of their keys. Followers that are decided for the first time have no facility
 * yet, so whoever sees only some facilities would call none of them.
 */
const callFollowers = (tx: Tx, flowCode: string, ids: readonly string[]): Promise<void> =>
  withWholeScope(tx, async () => {
    const rows = await tx.query<{ key: Buffer }>(
      `SELECT order_key AS key FROM item WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2
       UNION SELECT order_key FROM item_key WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 ORDER BY 1`,
      [ids, flowCode],
    );
    await callKeys(
      tx,
      rows.map((row) => row.key),
    );
  });

/**
 * Adds a person's judgement to those of these items, oldest first: what the flow's next decision reads. The fact itself stays
 * as it was read.
 */
export const judgeItems = (tx: Tx, flowCode: string, ids: readonly string[], mark: string): Promise<number> =>
  tx.execute(
    `UPDATE item SET judgements = COALESCE(judgements, '[]') || jsonb_build_array(jsonb_build_object('mark', $3::text, 'by', $4::text))
     WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2`,
    [ids, flowCode, mark, tx.actor.name],
  );

/** The judgement that the cash of a whole parcel is real although its facts are not clear; written on the parcel too. */
export const UNAPPLIED = 'unapplied';

/**
 * Sends frozen items through the map stage again. Moves only items that are stopped and whose release count is the frozen
 * one; the caller rings `map` after commit and settles the causes.
 */
export async function releaseItems(tx: Tx, release: Release, mark: string | null = null): Promise<Released> {
  const { ids, parcelIds, skipped } = await lockItems(tx, release, 'goes-on');
  if (ids.length === 0) return { eventIds: [], skipped };
  if (mark !== null) await judgeItems(tx, release.flowCode, ids, mark);
  if (mark === UNAPPLIED) await decideParcels(tx, parcelIds, ids, 'unapplied');
  await tx.execute(
    `UPDATE item SET state = 'ready', cause_id = NULL, aside = false, hold_until = NULL, hold_reason = NULL, waits_for = NULL,
       wait_until = NULL, wait_late = NULL, pushed = 0, release_count = release_count + 1, ready_at = now()
     WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 AND state IN ${stoppedBefore('ready')}`,
    [ids, release.flowCode],
  );
  await closeStops(tx, release, ids, 'released');
  await callFollowers(tx, release.flowCode, ids);
  return { eventIds: ids, skipped };
}

/** Ends frozen items as rejected: nothing will be posted for them. */
export async function rejectItems(tx: Tx, release: Release): Promise<Released> {
  const { ids, parcelIds, skipped } = await lockItems(tx, release, 'ends');
  if (ids.length === 0) return { eventIds: [], skipped };
  await decideParcels(tx, parcelIds, ids, 'reject');
  await tx.execute(
    `UPDATE item SET state = 'rejected', hold_until = NULL, hold_reason = NULL, waits_for = NULL, wait_until = NULL, wait_late = NULL,
       release_count = release_count + 1
     WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 AND state IN ${stoppedBefore('rejected')}`,
    [ids, release.flowCode],
  );
  await closeStops(tx, release, ids, 'closed');
  await callFollowers(tx, release.flowCode, ids);
  return { eventIds: ids, skipped };
}

/** Sends the parcels that frozen items stand for back to canonicalize, accepted by a person. The caller rings it. */
export const acceptParcels = (tx: Tx, release: Release): Promise<Released> => readAgain(tx, release, 'accept');

/** The same, and each takes the place of the parcel that it contradicts: canonicalize takes that one back. */
export const replaceParcels = (tx: Tx, release: Release): Promise<Released> => readAgain(tx, release, 'replace');

async function readAgain(tx: Tx, release: Release, decision: 'accept' | 'replace'): Promise<Released> {
  const eligible = await lockItems(tx, release, 'is-made-anew');
  const { ids, parcelIds, skipped } = decision === 'replace' ? await withoutWaiting(tx, release, eligible) : eligible;
  if (ids.length === 0) return { eventIds: [], skipped };
  await decideParcels(tx, parcelIds, ids, decision);
  await tx.execute("UPDATE parcel SET state = 'parsed', ready_at = now() WHERE id = ANY ($1::uuid[])", [parcelIds]);
  // The item stays until canonicalize replaces it: in no parcel, because by now the parcel is in flight by its header and
  // would count twice. Its release count keeps a second manifest from acting on it.
  await tx.execute(
    `UPDATE item SET parcel_id = NULL, release_count = release_count + 1 WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2`,
    [ids, release.flowCode],
  );
  await closeStops(tx, release, ids, 'released');
  await callFollowers(tx, release.flowCode, ids);
  return { eventIds: ids, skipped };
}

/** Leaves out what would replace a parcel that is still on its way to a target, and says so. */
async function withoutWaiting(tx: Tx, { replayId }: Release, eligible: Eligible): Promise<Eligible> {
  const waiting = await priorsOnTheirWay(tx, eligible.parcelIds);
  if (waiting.size === 0) return eligible;
  const rows = await tx.query<{ id: string }>(
    `UPDATE replay_item r SET skipped = 'what it replaces is still on its way' FROM parcel p
     WHERE r.replay_id = $1 AND p.id = ANY ($2::uuid[]) AND r.event_id = p.whole_event_id RETURNING r.event_id AS id`,
    [replayId, [...waiting]],
  );
  const left = new Set(rows.map((row) => row.id));
  return {
    ids: eligible.ids.filter((id) => !left.has(id)),
    parcelIds: eligible.parcelIds.filter((id) => !waiting.has(id)),
    skipped: eligible.skipped + left.size,
  };
}

/** Writes down what a person decided about whole parcels: those of which one of these items is all. */
const decideParcels = (
  tx: Tx,
  parcelIds: readonly string[],
  eventIds: readonly string[],
  decision: 'accept' | 'replace' | 'unapplied' | 'reject',
): Promise<number> =>
  tx.execute(
    'UPDATE parcel SET decision = $3, decided_by = $4 WHERE id = ANY ($1::uuid[]) AND whole_event_id = ANY ($2::uuid[])',
    [parcelIds, eventIds, decision, tx.actor.name],
  );
