import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { withWholeScope } from './causes-scope';
import { awaitsApproval, STOPPED, waits } from './holds';
import { inList } from './sql';

/** Manifests: frozen sets of stopped items of one flow and asset, their approval, and how far they are sent. */

/** A larger set is frozen in parts; the screen states this number. */
export const REPLAY_ITEMS_MAX = 100_000;

/** What a manifest does to its items when it is sent. */
export const REPLAY_ACTIONS = ['release', 'accept', 'unapplied', 'reject', 'accept-parcel', 'replace-parcel'] as const;
export type ReplayAction = (typeof REPLAY_ACTIONS)[number];

export type NewReplay = {
  readonly causeId: string | null;
  readonly title: string;
  readonly reason: string;
  readonly action: ReplayAction;
  /** The judgement its items get, when it is another than the action's own. */
  readonly mark?: string | null;
  /** What comes into force when it is sent. */
  readonly change?: Readonly<Record<string, unknown>> | null;
};

/** What a set counts in: items of one flow, amounts of one asset. */
export type Measured = { readonly flowCode: string; readonly asset: string };

/**
 * Every stopped item of these causes, or those of them that a person picked; with `asOf` only what had stopped by
 * then, so that the set shown can be frozen while others keep arriving. Resolved once, here, and never again.
 */
export type StoppedFilter = {
  readonly causeIds: readonly string[];
  readonly eventIds?: readonly string[];
  /** A moment as the database wrote it, to the microsecond. */
  readonly asOf?: string;
};
export type FrozenFilter = StoppedFilter & Measured;

export type FrozenSet = Measured & {
  readonly id: string;
  readonly number: number;
  readonly itemCount: number;
  readonly amountMinor: bigint;
};

/**
 * Stopped items of the filter as `i`, bound as $1 to $3. What waits for an approval moves by its answer alone, and what waits
 * for an event only when somebody picked it.
 */
const STOPPED_OF = `i.cause_id = ANY ($1::uuid[]) AND i.state IN ${inList(STOPPED)} AND NOT ${awaitsApproval('i')}
  AND ($2::uuid[] IS NULL AND NOT ${waits('i')} OR i.event_id = ANY ($2))
  AND ($3::timestamptz IS NULL OR NOT EXISTS (SELECT FROM exception x
    WHERE x.event_id = i.event_id AND x.flow_code = i.flow_code AND x.state = 'open' AND x.opened_at > $3))`;
const boundOf = ({ causeIds, eventIds, asOf }: StoppedFilter) => [causeIds, eventIds ?? null, asOf ?? null];
/** The same of one flow and asset, bound as $1 to $5. */
const FROZEN_OF = `${STOPPED_OF} AND i.flow_code = $4 AND i.asset = $5`;
const frozenBound = (filter: FrozenFilter) => [...boundOf(filter), filter.flowCode, filter.asset];

/** The flows and assets in which anything of the filter is stopped; a cause that all flows share may be in several. */
export const measuresOf = (tx: Tx, filter: StoppedFilter): Promise<Measured[]> =>
  tx.query<Measured & Row>(
    `SELECT DISTINCT i.flow_code AS "flowCode", i.asset FROM item i WHERE ${STOPPED_OF} ORDER BY 1, 2`,
    boundOf(filter),
  );

/** SHA-256 over flow, asset and `event|amount|release count` in order: another set, amount or try has another hash. */
const setHash = (
  flow: string,
  asset: string,
): string => `sha256(convert_to(${flow} || '|' || ${asset} || E'\\n' || COALESCE(string_agg(
  event_id::text || '|' || amount_minor || '|' || release_count, E'\\n' ORDER BY ordinal), ''), 'UTF8'))`;

/**
 * Freezes the stopped items of the filter that the actor may see, in the order of their events. One row more than the limit
 * is read, so that the caller can refuse a set that is too large instead of cutting it.
 */
export async function insertReplay(tx: Tx, replay: NewReplay, filter: FrozenFilter): Promise<FrozenSet> {
  const id = newId();
  const { flowCode, asset } = filter;
  const preview = { action: replay.action, mark: replay.mark ?? null, change: replay.change ?? null };
  // A manifest is visible through its items, and it has none yet.
  const [head] = await withWholeScope(tx, () =>
    tx.query<{ number: number }>(
      `INSERT INTO replay (id, cause_id, flow_code, asset, title, reason, state, item_count, amount_minor, set_sha256, preview, created_by)
       VALUES ($1, $2, $7, $8, $3, $4, 'frozen', 0, 0, '', $5, $6) RETURNING number`,
      [id, replay.causeId, replay.title, replay.reason, preview, tx.actor.name, flowCode, asset],
    ),
  );
  await tx.execute(
    `INSERT INTO replay_item (replay_id, ordinal, event_id, flow_code, facility_id, amount_minor, release_count)
     SELECT $6, row_number() OVER (ORDER BY e.event_id), e.event_id, e.flow_code, e.facility_id, e.amount_minor, e.release_count
     FROM (SELECT i.event_id, i.flow_code, i.facility_id, i.amount_minor, i.release_count FROM item i
           WHERE ${FROZEN_OF} ORDER BY i.event_id LIMIT ${REPLAY_ITEMS_MAX + 1}) AS e`,
    [...frozenBound(filter), id],
  );
  const [set] = await withWholeScope(tx, () =>
    tx.query<{ itemCount: number; amountMinor: bigint }>(
      `UPDATE replay r SET item_count = s.n, amount_minor = s.amount, set_sha256 = s.hash
       FROM (SELECT count(*)::int AS n, COALESCE(sum(amount_minor), 0)::bigint AS amount, ${setHash('$2::text', '$3::text')} AS hash
             FROM replay_item WHERE replay_id = $1) AS s
       WHERE r.id = $1 RETURNING r.item_count AS "itemCount", r.amount_minor AS "amountMinor"`,
      [id, flowCode, asset],
    ),
  );
  const found = { itemCount: set?.itemCount ?? 0, amountMinor: set?.amountMinor ?? 0n };
  return { id, number: head?.number ?? 0, flowCode, asset, ...found };
}

export interface ReplayRow extends Row {
  id: string;
  causeId: string | null;
  number: number;
  flowCode: string;
  asset: string;
  title: string;
  state: 'frozen' | 'sending' | 'sent' | 'aborted';
  action: ReplayAction;
  mark: string | null;
  /** What comes into force when it is sent; null when nothing does. */
  change: unknown;
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
    `SELECT id, cause_id AS "causeId", number, flow_code AS "flowCode", asset, title, state, preview->>'action' AS action, preview->>'mark' AS mark, NULLIF(preview->'change', 'null') AS change, item_count AS "itemCount", amount_minor AS "amountMinor",
       created_by AS "createdBy", approved_by AS "approvedBy", started_at AS "startedAt", finished_at AS "finishedAt",
       set_sha256 AS "setSha256"
     FROM replay WHERE id = $1 FOR UPDATE`,
    [replayId],
  );
  return rows[0] ?? null;
}

/** What the manifest holds right now for this actor, and how much moves in it, whatever its sign. */
export async function measureSet(
  tx: Tx,
  replayId: string,
): Promise<{ hash: Buffer; itemCount: number; grossMinor: bigint }> {
  const [row] = await tx.query<{ hash: Buffer; itemCount: number; grossMinor: bigint }>(
    `SELECT ${setHash(ofReplay('flow_code'), ofReplay('asset'))} AS hash, count(*)::int AS "itemCount",
       COALESCE(sum(abs(amount_minor)), 0)::bigint AS "grossMinor"
     FROM replay_item WHERE replay_id = $1`,
    [replayId],
  );
  return row ?? { hash: Buffer.alloc(0), itemCount: 0, grossMinor: 0n };
}

/** Nothing, rather than NULL, for whoever sees none of its items. */
const ofReplay = (column: 'flow_code' | 'asset'): string =>
  `COALESCE((SELECT r.${column} FROM replay r WHERE r.id = $1), '')`;

export type ShownSet = {
  readonly hash: Buffer;
  readonly itemCount: number;
  readonly amountMinor: bigint;
  readonly grossMinor: bigint;
  /** When it was looked at, to the microsecond; a freeze as of this moment leaves out what stops later. */
  readonly asOf: string;
};

/** What a freeze of this filter would hold right now, with the hash it would have: what a person is shown beforehand. */
export async function measureFilter(tx: Tx, filter: FrozenFilter): Promise<ShownSet> {
  const [row] = await tx.query<ShownSet>(
    `SELECT ${setHash('$4::text', '$5::text')} AS hash, count(*)::int AS "itemCount", COALESCE(sum(amount_minor), 0)::bigint AS "amountMinor",
       COALESCE(sum(abs(amount_minor)), 0)::bigint AS "grossMinor", now()::text AS "asOf"
     FROM (SELECT i.event_id, i.event_id AS ordinal, i.amount_minor, i.release_count FROM item i WHERE ${FROZEN_OF}) AS e`,
    frozenBound(filter),
  );
  return row ?? { hash: Buffer.alloc(0), itemCount: 0, amountMinor: 0n, grossMinor: 0n, asOf: '' };
}

/** The first event ids of a filter in frozen order, for a dry run. */
export async function stoppedIds(tx: Tx, filter: FrozenFilter, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT i.event_id AS id FROM item i WHERE ${FROZEN_OF} ORDER BY i.event_id LIMIT $6`,
    [...frozenBound(filter), limit],
  );
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
/**
 * What this person sent under a cause within a day before, and nobody else agreed to, whatever its sign. Of a manifest that was
 * sent, the day before that.
 */
export async function sentAloneBefore(
  tx: Tx,
  maker: string,
  causeId: string | null,
  replayId: string | null,
): Promise<bigint> {
  const [row] = await tx.query<{ minor: bigint }>(
    `WITH own AS (SELECT COALESCE((SELECT started_at FROM replay WHERE id = $3), now()) AS at)
     SELECT COALESCE(sum(abs(m.amount_minor)), 0)::bigint AS minor
     FROM own, replay r JOIN replay_item m ON m.replay_id = r.id
     WHERE r.created_by = $1 AND r.cause_id IS NOT DISTINCT FROM $2::uuid AND r.id IS DISTINCT FROM $3::uuid AND r.approved_by IS NULL
       AND r.started_at > own.at - interval '1 day' AND r.started_at < own.at`,
    [maker, causeId, replayId],
  );
  return row?.minor ?? 0n;
}

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
