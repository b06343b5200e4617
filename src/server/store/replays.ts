import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { withWholeScope } from './causes-scope';

/** Manifests: frozen sets of stopped events, their approval, and how far they are sent. */

/** A larger set is frozen in parts; the screen states this number. */
export const REPLAY_ITEMS_MAX = 100_000;

/** What a manifest does to its items when it is sent. */
export const REPLAY_ACTIONS = ['release', 'accept', 'unapplied', 'reject', 'accept-remit'] as const;
export type ReplayAction = (typeof REPLAY_ACTIONS)[number];

export type NewReplay = {
  readonly causeId: string | null;
  readonly title: string;
  readonly reason: string;
  readonly action: ReplayAction;
};

/**
 * Every stopped item of these causes, or those of them that a person picked; with `asOf` only what had stopped by
 * then, so that the set shown can be frozen while others keep arriving. Resolved once, here, and never again.
 */
export type FrozenFilter = {
  readonly causeIds: readonly string[];
  readonly eventIds?: readonly string[];
  /** A moment as the database wrote it, to the microsecond. */
  readonly asOf?: string;
};

export type FrozenSet = {
  readonly id: string;
  readonly number: number;
  readonly itemCount: number;
  readonly amountMinor: bigint;
};

/** Stopped events of the filter, bound as $1 to $3. */
const STOPPED_OF = `cause_id = ANY ($1::uuid[]) AND state IN ('exception', 'held') AND ($2::uuid[] IS NULL OR id = ANY ($2))
  AND ($3::timestamptz IS NULL OR NOT EXISTS (
    SELECT FROM exception x WHERE x.event_id = event.id AND x.state = 'open' AND x.opened_at > $3))`;
const boundOf = ({ causeIds, eventIds, asOf }: FrozenFilter) => [causeIds, eventIds ?? null, asOf ?? null];

/** SHA-256 over `event|amount|release count` in order: another set, another amount or another try has another hash. */
const SET_HASH = `sha256(convert_to(COALESCE(string_agg(
  event_id::text || '|' || amount_minor || '|' || release_count, E'\\n' ORDER BY ordinal), ''), 'UTF8'))`;

/**
 * Freezes the stopped events of the filter that the actor may see, in event order. One row more than the limit is read,
 * so that the caller can refuse a set that is too large instead of cutting it.
 */
export async function insertReplay(tx: Tx, replay: NewReplay, filter: FrozenFilter): Promise<FrozenSet> {
  const id = newId();
  // A manifest is visible through its items, and it has none yet.
  const [head] = await withWholeScope(tx, () =>
    tx.query<{ number: number }>(
      `INSERT INTO replay (id, cause_id, title, reason, state, item_count, amount_minor, set_sha256, preview, created_by)
       VALUES ($1, $2, $3, $4, 'frozen', 0, 0, '', $5, $6) RETURNING number`,
      [id, replay.causeId, replay.title, replay.reason, { action: replay.action }, tx.actor.name],
    ),
  );
  await tx.execute(
    `INSERT INTO replay_item (replay_id, ordinal, event_id, facility_id, amount_minor, release_count)
     SELECT $4, row_number() OVER (ORDER BY e.id), e.id, e.facility_id, e.amount_minor, e.release_count
     FROM (SELECT id, facility_id, amount_minor, release_count FROM event
           WHERE ${STOPPED_OF} ORDER BY id LIMIT ${REPLAY_ITEMS_MAX + 1}) AS e`,
    [...boundOf(filter), id],
  );
  const [set] = await withWholeScope(tx, () =>
    tx.query<{ itemCount: number; amountMinor: bigint }>(
      `UPDATE replay r SET item_count = s.n, amount_minor = s.amount, set_sha256 = s.hash
       FROM (SELECT count(*)::int AS n, COALESCE(sum(amount_minor), 0)::bigint AS amount, ${SET_HASH} AS hash
             FROM replay_item WHERE replay_id = $1) AS s
       WHERE r.id = $1 RETURNING r.item_count AS "itemCount", r.amount_minor AS "amountMinor"`,
      [id],
    ),
  );
  return { id, number: head?.number ?? 0, itemCount: set?.itemCount ?? 0, amountMinor: set?.amountMinor ?? 0n };
}

export interface ReplayRow extends Row {
  id: string;
  number: number;
  title: string;
  state: 'frozen' | 'sending' | 'sent' | 'aborted';
  action: ReplayAction;
  itemCount: number;
  amountMinor: bigint;
  createdBy: string;
  approvedBy: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  setSha256: Buffer;
}

/** The manifest under a lock, so that its senders take turns; `null` when it is not there for this actor. */
export async function lockReplay(tx: Tx, replayId: string): Promise<ReplayRow | null> {
  const rows = await tx.query<ReplayRow>(
    `SELECT id, number, title, state, preview->>'action' AS action, item_count AS "itemCount", amount_minor AS "amountMinor",
       created_by AS "createdBy", approved_by AS "approvedBy", started_at AS "startedAt", finished_at AS "finishedAt",
       set_sha256 AS "setSha256"
     FROM replay WHERE id = $1 FOR UPDATE`,
    [replayId],
  );
  return rows[0] ?? null;
}

/** What the manifest holds right now for this actor, and how much money moves in it, whatever its sign. */
export async function measureSet(
  tx: Tx,
  replayId: string,
): Promise<{ hash: Buffer; itemCount: number; grossMinor: bigint }> {
  const [row] = await tx.query<{ hash: Buffer; itemCount: number; grossMinor: bigint }>(
    `SELECT ${SET_HASH} AS hash, count(*)::int AS "itemCount", COALESCE(sum(abs(amount_minor)), 0)::bigint AS "grossMinor"
     FROM replay_item WHERE replay_id = $1`,
    [replayId],
  );
  return row ?? { hash: Buffer.alloc(0), itemCount: 0, grossMinor: 0n };
}

export type ShownSet = {
  readonly hash: Buffer;
  readonly itemCount: number;
  readonly amountMinor: bigint;
  readonly grossMinor: bigint;
  /** When it was looked at, to the microsecond; a freeze as of this moment leaves out what stops later. */
  readonly asOf: string;
};

/**
 * What a freeze of this filter would hold right now, with the hash it would have: what a person is shown beforehand.
 */
export async function measureFilter(tx: Tx, filter: FrozenFilter): Promise<ShownSet> {
  const [row] = await tx.query<ShownSet>(
    `SELECT ${SET_HASH} AS hash, count(*)::int AS "itemCount", COALESCE(sum(amount_minor), 0)::bigint AS "amountMinor",
       COALESCE(sum(abs(amount_minor)), 0)::bigint AS "grossMinor", now()::text AS "asOf"
     FROM (SELECT id AS event_id, id AS ordinal, amount_minor, release_count FROM event WHERE ${STOPPED_OF}) AS e`,
    boundOf(filter),
  );
  return row ?? { hash: Buffer.alloc(0), itemCount: 0, amountMinor: 0n, grossMinor: 0n, asOf: '' };
}

/** The first ids of a filter in frozen order, for a dry run. */
export async function stoppedIds(tx: Tx, filter: FrozenFilter, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`SELECT id FROM event WHERE ${STOPPED_OF} ORDER BY id LIMIT $4`, [
    ...boundOf(filter),
    limit,
  ]);
  return rows.map((row) => row.id);
}

/** Count and gross alone, for reading: nothing is hashed. */
export async function measureGross(tx: Tx, replayId: string): Promise<{ itemCount: number; grossMinor: bigint }> {
  const [row] = await tx.query<{ itemCount: number; grossMinor: bigint }>(
    `SELECT count(*)::int AS "itemCount", COALESCE(sum(abs(amount_minor)), 0)::bigint AS "grossMinor"
     FROM replay_item WHERE replay_id = $1`,
    [replayId],
  );
  return row ?? { itemCount: 0, grossMinor: 0n };
}

/** The next unsent items in frozen order. */
export async function nextItems(tx: Tx, replayId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ event_id: string }>(
    `SELECT event_id FROM replay_item WHERE replay_id = $1 AND released_at IS NULL AND skipped IS NULL
     ORDER BY ordinal LIMIT $2`,
    [replayId, limit],
  );
  return rows.map((row) => row.event_id);
}

/** Writes down the dry run, or why sending stopped, beside what is there. */
export const mergePreview = (tx: Tx, replayId: string, part: Readonly<Record<string, unknown>>): Promise<number> =>
  tx.execute('UPDATE replay SET preview = preview || $2::jsonb WHERE id = $1', [replayId, JSON.stringify(part)]);

export const markApproved = (tx: Tx, replayId: string): Promise<number> =>
  tx.execute('UPDATE replay SET approved_by = $2, approved_at = now() WHERE id = $1', [replayId, tx.actor.name]);

export const markSending = (tx: Tx, replayId: string): Promise<number> =>
  tx.execute("UPDATE replay SET state = 'sending', started_at = COALESCE(started_at, now()) WHERE id = $1", [replayId]);

/** A paused manifest is a frozen one that has started. */
export const markPaused = (tx: Tx, replayId: string): Promise<number> =>
  tx.execute("UPDATE replay SET state = 'frozen' WHERE id = $1", [replayId]);

export const markFinished = (tx: Tx, replayId: string, state: 'sent' | 'aborted'): Promise<number> =>
  tx.execute('UPDATE replay SET state = $2, finished_at = now() WHERE id = $1', [replayId, state]);

export const skipUnsent = (tx: Tx, replayId: string, why: string): Promise<number> =>
  tx.execute('UPDATE replay_item SET skipped = $2 WHERE replay_id = $1 AND released_at IS NULL AND skipped IS NULL', [
    replayId,
    why,
  ]);

/** The limit of the person who made a manifest, as it is now; `null` when there is no such active person. */
export async function approvalLimitOf(tx: Tx, email: string): Promise<bigint | null> {
  const rows = await tx.query<{ limit: bigint }>(
    'SELECT approval_limit_minor AS limit FROM app_user WHERE email = $1 AND active',
    [email],
  );
  return rows[0]?.limit ?? null;
}

/** Manifests that are being sent and still have unsent items: a sender that died is continued from here. */
export async function sendingReplays(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>("SELECT id FROM replay WHERE state = 'sending' ORDER BY id LIMIT $1", [
    limit,
  ]);
  return rows.map((row) => row.id);
}
