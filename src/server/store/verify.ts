import { STAGES, type Stage } from '@/domain/stages';
import type { Row, Tx } from '../platform/db';

/** What one SQL check found: how many rows were looked at, and the first of those that break the invariant. */
export type Found = { readonly checked: bigint; readonly broken: bigint; readonly example: string | null };

const check = async (tx: Tx, sql: string, values: readonly unknown[] = []): Promise<Found> => {
  const [row] = await tx.query<Row & Found>(sql, values);
  return row ?? { checked: 0n, broken: 0n, example: null };
};

/** Wraps a query of (label, bad) rows into the three numbers every check returns. */
const tally = (rows: string): string =>
  `SELECT count(*)::bigint AS checked, count(*) FILTER (WHERE bad)::bigint AS broken, min(label) FILTER (WHERE bad) AS example FROM (${rows}) AS t`;

export const journalsBalance = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT p.key AS label, COALESCE(sum(l.debit_minor), 0) <> COALESCE(sum(l.credit_minor), 0) OR COALESCE(sum(l.debit_minor), 0) <> p.debit_minor
       OR p.debit_minor <> p.credit_minor AS bad FROM posting p LEFT JOIN posting_line l ON l.posting_id = p.id GROUP BY p.id`,
    ),
  );

/** Lines are what their edges brought: no amount appears or disappears between event and journal. */
export const linesMatchEdges = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT p.key || ' line ' || l.line_no AS label, l.debit_minor - l.credit_minor <> COALESCE(e.amount, 0) AS bad
     FROM posting_line l JOIN posting p ON p.id = l.posting_id
     LEFT JOIN (SELECT posting_id, line_no, sum(amount_minor) AS amount FROM lineage_edge GROUP BY 1, 2) e
       ON e.posting_id = l.posting_id AND e.line_no = l.line_no`,
    ),
  );

export const oneDocumentPerKey = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT p.key AS label, CASE WHEN p.state = 'confirmed' AND p.line_count > 0 THEN count(d.id) <> 1 ELSE count(DISTINCT d.number) > 1 END AS bad
     FROM posting p LEFT JOIN document d ON d.posting_id = p.id AND d.gone_at IS NULL GROUP BY p.id`,
    ),
  );

export const documentsMatchPostings = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT p.key AS label, d.debit_minor <> p.debit_minor OR d.credit_minor <> p.credit_minor OR d.line_count <> p.line_count AS bad
     FROM posting p JOIN document d ON d.posting_id = p.id AND d.gone_at IS NULL WHERE p.state = 'confirmed'`,
    ),
  );

/** Per remit: the places sum to BPR02. A remit that is not canonical is in flight with its header's amount. */
export const placesSumPerRemit = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT r.id::text AS label, r.state = 'canonical' AND r.received_minor <> COALESCE(e.amount, 0) AS bad
     FROM remit r LEFT JOIN (SELECT remit_id, sum(amount_minor) AS amount FROM event GROUP BY 1) e ON e.remit_id = r.id`,
    ),
  );

/** An event's state and its posting's state tell one story. A remit that is being decided again is in flight by its header. */
export const statesAgree = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT e.id::text AS label, CASE e.state
       WHEN 'posted' THEN e.posting_id IS NOT NULL AND EXISTS (SELECT FROM posting s WHERE s.group_id = p.group_id AND s.state NOT IN ('confirmed', 'superseded'))
       WHEN 'mapped' THEN p.id IS NULL OR p.state IN ('superseded')
       WHEN 'exception' THEN r.state = 'canonical' AND (e.cause_id IS NULL
         OR NOT EXISTS (SELECT FROM exception x WHERE x.event_id = e.id AND x.state = 'open' AND x.amount_minor = e.amount_minor))
       ELSE false END AS bad
     FROM event e JOIN remit r ON r.id = e.remit_id LEFT JOIN posting p ON p.id = e.posting_id`,
    ),
  );

/** What the ERP has is shown as posted: no event of a journal whose every part is confirmed may be anywhere else. */
export const bookedIsPosted = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT e.id::text AS label, e.state <> 'posted' AS bad
     FROM (SELECT group_id FROM posting GROUP BY group_id HAVING bool_and(state = 'confirmed') AND bool_or(line_count > 0)) AS g
     JOIN posting p ON p.group_id = g.group_id JOIN lineage_edge l ON l.posting_id = p.id JOIN event e ON e.id = l.event_id
     GROUP BY e.id, e.state`,
    ),
  );

/**
 * Control totals tie from stage to stage, and each is what its remit's events add up to: parse and canonicalize to what
 * was received, map to what has a journal, post to what the ERP accepted, confirm to what is posted.
 */
export const controlTotalsTie = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT r.id::text AS label, COALESCE(t.parse, 0) <> r.received_minor
       OR (r.state = 'canonical' AND COALESCE(t.canonicalize, 0) <> r.received_minor)
       OR (COALESCE(t.map, 0), COALESCE(t.maps, 0)) <> (COALESCE(e.map, 0), COALESCE(e.maps, 0))
       OR (COALESCE(t.post, 0), COALESCE(t.posts, 0)) <> (COALESCE(e.post, 0), COALESCE(e.posts, 0))
       OR (COALESCE(t.confirm, 0), COALESCE(t.confirms, 0)) <> (COALESCE(e.confirm, 0), COALESCE(e.confirms, 0))
       OR (r.reconcile_state = 'tied' AND t.reconcile IS DISTINCT FROM r.received_minor) AS bad
     FROM remit r LEFT JOIN (${CONTROL_TOTALS}) AS t ON t.scope_id = r.id LEFT JOIN (${EVENT_TOTALS}) AS e ON e.remit_id = r.id`,
    ),
  );

const STAGE_COLUMNS: readonly (readonly [stage: Stage, past: string])[] = [
  ['map', `e.state IN ('mapped', 'posted')`],
  ['post', `(e.state = 'posted' OR (e.state = 'mapped' AND p.state IN ('sent', 'confirmed')))`],
  ['confirm', `e.state = 'posted'`],
];

/** Amount (and count, with an s) per remit and stage, as written down. */
const CONTROL_TOTALS = `SELECT scope_id, ${STAGES.map(
  (stage) =>
    `sum(amount_minor) FILTER (WHERE stage = '${stage}') AS ${stage}, sum(item_count) FILTER (WHERE stage = '${stage}') AS ${stage}s`,
).join(', ')} FROM control_total WHERE scope_kind = 'remit' GROUP BY scope_id`;

/** The same, added up from the events. */
const EVENT_TOTALS = `SELECT e.remit_id, ${STAGE_COLUMNS.map(
  ([stage, past]) =>
    `sum(e.amount_minor) FILTER (WHERE ${past}) AS ${stage}, count(*) FILTER (WHERE ${past}) AS ${stage}s`,
).join(', ')} FROM event e LEFT JOIN posting p ON p.id = e.posting_id GROUP BY e.remit_id`;

export const naturalKeysUnique = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT e.id::text AS label, k.event_id IS NULL AS bad FROM event e LEFT JOIN event_key k ON k.event_id = e.id`,
    ),
  );

export const plbItemsMatchMovements = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT i.id::text AS label, i.balance_minor <> COALESCE(sum(m.amount_minor), 0) OR i.movement_count <> count(m.event_id) AS bad
     FROM plb_item i LEFT JOIN plb_movement m ON m.item_id = i.id GROUP BY i.id`,
    ),
  );

export const attemptsAreWritten = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT p.key AS label, NOT EXISTS (SELECT FROM attempt a WHERE a.posting_id = p.id AND a.kind = 'send') AS bad
     FROM posting p WHERE p.state IN ('intent', 'sent', 'unknown', 'rejected') OR (p.state = 'confirmed' AND p.line_count > 0)`,
    ),
  );

export type ErpScope = {
  readonly entity: string;
  readonly period: string;
  readonly count: bigint;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

/** Our confirmed documents per entity and period that anything was ever sent to, as the ERP should total them by our key prefix. */
export const confirmedTotals = (tx: Tx): Promise<ErpScope[]> =>
  tx.query<ErpScope & Row>(
    `SELECT entity_code AS entity, period, count(*) FILTER (WHERE state = 'confirmed')::bigint AS count,
       COALESCE(sum(debit_minor) FILTER (WHERE state = 'confirmed'), 0)::bigint AS "debitMinor",
       COALESCE(sum(credit_minor) FILTER (WHERE state = 'confirmed'), 0)::bigint AS "creditMinor"
     FROM posting WHERE line_count > 0 AND send_count > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
  );

/**
 * How many documents the ERP may hold per entity and period beyond the confirmed ones: one for each posting that is on its
 * way, two for each that was held, because a key that has two documents is held.
 */
export const unsettledPostings = async (tx: Tx): Promise<ReadonlyMap<string, bigint>> => {
  const rows = await tx.query<{ scope: string; most: bigint }>(
    `SELECT entity_code || '|' || period AS scope, sum(CASE state WHEN 'held' THEN 2 ELSE 1 END)::bigint AS most
     FROM posting WHERE state IN ('intent', 'sent', 'unknown', 'held') OR (state = 'ready' AND send_count > 0) GROUP BY 1`,
  );
  return new Map(rows.map((r) => [r.scope, r.most]));
};

export type StoredArtifact = {
  readonly id: string;
  readonly bytesId: string;
  readonly wrappedKey: Buffer;
  readonly chunkBytes: number;
  readonly sha256: Buffer;
  readonly sizeBytes: bigint;
};

/** A page of artifacts that hold bytes of their own; a repeat shares those of the first. */
export const readArtifactHashes = (tx: Tx, afterId: string, limit: number): Promise<StoredArtifact[]> =>
  tx.query<StoredArtifact & Row>(
    `SELECT id, bytes_id AS "bytesId", wrapped_key AS "wrappedKey", chunk_bytes AS "chunkBytes", sha256, size_bytes AS "sizeBytes"
     FROM artifact WHERE id > $1 AND repeat_of IS NULL ORDER BY id LIMIT $2`,
    [afterId, limit],
  );

export type SentPayload = {
  readonly id: string;
  readonly key: string;
  readonly entity: string;
  readonly period: string;
  readonly postingDate: string;
  readonly payloadSha256: Buffer;
};

/** A page of postings that were sent at least once, with the hash of what was sent. */
export const readSentPayloads = (tx: Tx, afterId: string, limit: number): Promise<SentPayload[]> =>
  tx.query<SentPayload & Row>(
    `SELECT id, key, entity_code AS entity, period, posting_date AS "postingDate", payload_sha256 AS "payloadSha256"
     FROM posting WHERE id > $1 AND payload_sha256 IS NOT NULL ORDER BY id LIMIT $2`,
    [afterId, limit],
  );

/** Where each audit chain ended when the last run found all well. Empty before the first such run. */
export async function readAnchors(tx: Tx): Promise<Readonly<Record<string, { seq: string; hash: string }>>> {
  const [row] = await tx.query<{ anchors: Record<string, { seq: string; hash: string }> | null }>(
    `SELECT c->'anchors' AS anchors FROM verify_run v, jsonb_array_elements(v.checks) AS c
     WHERE v.ok AND c->>'id' = 'audit-chain' ORDER BY v.id DESC LIMIT 1`,
  );
  return row?.anchors ?? {};
}

export type LineageRow = {
  readonly eventId: string;
  readonly kind: 'claim' | 'plb';
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
  readonly bytesId: string;
  readonly wrappedKey: Buffer;
  readonly chunkBytes: number;
  readonly byteOffset: bigint;
  readonly byteLength: number;
  readonly pair: number;
  readonly delimiters: unknown;
};

/** A page of events with where their bytes are. */
export const readLineage = (tx: Tx, afterId: string, limit: number): Promise<LineageRow[]> =>
  tx.query<LineageRow & Row>(
    `SELECT e.id AS "eventId", c.kind, e.amount_minor AS "amountMinor", e.identifiers, a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey",
       a.chunk_bytes AS "chunkBytes", c.byte_offset AS "byteOffset", c.byte_length AS "byteLength", c.pair, r.delimiters
     FROM event e JOIN record c ON c.id = e.record_id JOIN remit r ON r.id = e.remit_id JOIN artifact a ON a.id = e.artifact_id
     WHERE e.id > $1 ORDER BY e.id LIMIT $2`,
    [afterId, limit],
  );

export const eventsWithoutRecord = (tx: Tx): Promise<Found> =>
  check(
    tx,
    tally(
      `SELECT e.id::text AS label, CASE WHEN e.type = 'remit.unapplied' THEN r.byte_length = 0 ELSE c.id IS NULL END AS bad
     FROM event e JOIN remit r ON r.id = e.remit_id LEFT JOIN record c ON c.id = e.record_id`,
    ),
  );

export async function insertVerifyRun(
  tx: Tx,
  run: { id: string; ok: boolean; tookMs: number; checks: unknown },
): Promise<void> {
  await tx.execute('INSERT INTO verify_run (id, ok, took_ms, checks) VALUES ($1, $2, $3, $4)', [
    run.id,
    run.ok,
    Math.round(run.tookMs),
    JSON.stringify(run.checks),
  ]);
}
