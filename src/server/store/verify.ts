import { KIND, KINDS, type Kind } from '@/domain/kinds';
import { POSTING_MAYBE_BOOKED } from '@/domain/stages';
import type { Row, Tx } from '../platform/db';
import { inList } from './sql';
import { check, type Found } from './verify-check';

/** Invariants of postings, their lines, legs and documents, and the pages that are read again from what is stored. */

/** Every entry balances in its asset, and its total is the sum of its lines. */
export const entriesBalance = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT p.key AS label, COALESCE(sum(l.debit_minor), 0) <> COALESCE(sum(l.credit_minor), 0) OR COALESCE(sum(l.debit_minor), 0) <> p.debit_minor
       OR p.debit_minor <> p.credit_minor AS bad FROM posting p LEFT JOIN posting_line l ON l.posting_id = p.id GROUP BY p.id`,
  );

/** What events gave to each line, by group, posting and line. */
const GIVEN = `SELECT l.group_id, u.no, u.line_no, sum(u.minor) AS minor
  FROM leg l CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts) AS u(no, line_no, minor) GROUP BY 1, 2, 3`;

/** Lines are what their legs brought: no amount appears or disappears between event and entry. */
export const linesMatchLegs = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT COALESCE(l.key, g.group_id::text || ' no ' || g.no) || ' line ' || COALESCE(l.line_no, g.line_no) AS label,
       COALESCE(l.minor, 0) <> COALESCE(g.minor, 0) AS bad
     FROM (SELECT p.group_id, p.no, p.key, n.line_no, n.debit_minor - n.credit_minor AS minor
           FROM posting p JOIN posting_line n ON n.posting_id = p.id) AS l
     FULL JOIN (${GIVEN}) AS g ON g.group_id = l.group_id AND g.no = l.no AND g.line_no = l.line_no`,
  );

const DIMENSIONS = 'n.account, n.cost_center, n.facility_code, n.payer_class, n.affiliate, n.dims';

/** What takes a document back negates it exactly, line by line, in the same entity, asset and target. */
export const reversalsNegate = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `WITH pair AS (SELECT r.id, r.key, r.reverses_posting AS original FROM posting r WHERE r.reverses_posting IS NOT NULL AND r.state <> 'superseded'),
       lines AS (SELECT id, sum(minor) AS rest FROM (
         SELECT pair.id, ${DIMENSIONS}, n.debit_minor - n.credit_minor AS minor FROM pair JOIN posting_line n ON n.posting_id = pair.id
         UNION ALL SELECT pair.id, ${DIMENSIONS}, n.debit_minor - n.credit_minor FROM pair JOIN posting_line n ON n.posting_id = pair.original) AS n
         GROUP BY id, ${DIMENSIONS})
     SELECT pair.key AS label, o.id IS NULL OR o.state <> 'confirmed' OR (o.entity_code, o.asset, o.target_id) <> (r.entity_code, r.asset, r.target_id)
       OR EXISTS (SELECT FROM lines l WHERE l.id = pair.id AND l.rest <> 0) AS bad
     FROM pair JOIN posting r ON r.id = pair.id LEFT JOIN posting o ON o.id = pair.original`,
  );

export const oneDocumentPerKey = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT p.key AS label, CASE WHEN p.state = 'confirmed' AND p.line_count > 0 THEN count(d.id) <> 1 ELSE count(DISTINCT d.number) > 1 END AS bad
     FROM posting p LEFT JOIN document d ON d.posting_id = p.id AND d.gone_at IS NULL GROUP BY p.id`,
  );

const kindsProvedBy = (...proofs: readonly string[]): string =>
  inList(KINDS.filter((kind) => proofs.includes(KIND[kind].proof)));

/** What proves a kind is in its document as it was asked for. */
export const documentsMatchPostings = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT p.key AS label, (p.kind IN ${kindsProvedBy('totals', 'amount')} AND d.debit_minor IS DISTINCT FROM p.debit_minor)
       OR (p.kind IN ${kindsProvedBy('totals')} AND (d.credit_minor IS DISTINCT FROM p.credit_minor OR d.line_count IS DISTINCT FROM p.line_count)) AS bad
     FROM posting p JOIN document d ON d.posting_id = p.id AND d.gone_at IS NULL WHERE p.state = 'confirmed'`,
  );

/** States of a posting that may be in its target although nothing has confirmed it. */
const UNCERTAIN = POSTING_MAYBE_BOOKED.filter((state) => state !== 'confirmed');
/** Of these, the ones in which something was sent. */
const SENT = [...UNCERTAIN.filter((state) => state !== 'held'), 'rejected'];

export const attemptsAreWritten = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT p.key AS label, NOT EXISTS (SELECT FROM attempt a WHERE a.posting_id = p.id AND a.kind = 'send') AS bad
     FROM posting p WHERE p.state IN ${inList(SENT)} OR (p.state = 'confirmed' AND (p.line_count > 0 OR p.send_count > 0))`,
  );

export type ErpScope = {
  readonly entity: string;
  readonly period: string;
  readonly count: bigint;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

/** Our confirmed journals per entity and period that anything was ever sent to, as the ERP should total them by our key prefix. */
export const confirmedTotals = (tx: Tx): Promise<ErpScope[]> =>
  tx.query<ErpScope & Row>(
    `SELECT entity_code AS entity, period, count(*) FILTER (WHERE state = 'confirmed')::bigint AS count,
       COALESCE(sum(debit_minor) FILTER (WHERE state = 'confirmed'), 0)::bigint AS "debitMinor",
       COALESCE(sum(credit_minor) FILTER (WHERE state = 'confirmed'), 0)::bigint AS "creditMinor"
     FROM posting WHERE kind = 'journal' AND line_count > 0 AND send_count > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
  );

/**
 * How many journals the ERP may hold per entity and period beyond the confirmed ones: one for each posting that is on its
 * way, two for each that was held, because a key that has two documents is held.
 */
export const unsettledPostings = async (tx: Tx): Promise<ReadonlyMap<string, bigint>> => {
  const rows = await tx.query<{ scope: string; most: bigint }>(
    `SELECT entity_code || '|' || period AS scope, sum(CASE state WHEN 'held' THEN 2 ELSE 1 END)::bigint AS most
     FROM posting WHERE kind = 'journal' AND (state IN ${inList(UNCERTAIN)} OR (state = 'ready' AND send_count > 0)) GROUP BY 1`,
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
  readonly kind: Kind;
  readonly asset: string;
  readonly header: Readonly<Record<string, unknown>>;
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
    `SELECT id, kind, key, entity_code AS entity, asset, period, posting_date AS "postingDate", header, payload_sha256 AS "payloadSha256"
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
  readonly flowCode: string;
  /** With its version: `payment.posted/1`. */
  readonly type: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  /** Of its item, which must say the same. */
  readonly itemMinor: bigint;
  readonly identifiers: Buffer | null;
  readonly bytesId: string;
  readonly wrappedKey: Buffer;
  readonly chunkBytes: number;
  readonly format: string;
  readonly detail: string;
  readonly name: string;
  readonly byteOffset: bigint;
  readonly byteLength: number;
  readonly part: number;
  readonly head: unknown;
};

/** A page of events that count in the flow that reads them, with where their bytes are. */
export const readLineage = (tx: Tx, afterId: string, limit: number): Promise<LineageRow[]> =>
  tx.query<LineageRow & Row>(
    `SELECT e.id AS "eventId", i.flow_code AS "flowCode", e.type || '/' || e.version AS type, e.asset, e.amount_minor AS "amountMinor",
       i.amount_minor AS "itemMinor", e.identifiers, a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey", a.chunk_bytes AS "chunkBytes",
       COALESCE(a.format, '') AS format, COALESCE(a.detail, '') AS detail, a.name, e.byte_offset AS "byteOffset",
       e.byte_length AS "byteLength", e.part, p.head
     FROM item i JOIN event e ON e.id = i.event_id JOIN parcel p ON p.id = e.parcel_id AND p.flow_code = i.flow_code
     JOIN artifact a ON a.id = p.artifact_id
     WHERE i.event_id > $1 AND e.type <> 'parcel.whole' AND e.byte_offset IS NOT NULL AND e.byte_length IS NOT NULL
     ORDER BY i.event_id LIMIT $2`,
    [afterId, limit],
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

/** The last check of the invariants, by whomever: how long ago it ended and how long it took, in milliseconds. */
export async function lastVerifyRun(tx: Tx): Promise<{ agoMs: number; tookMs: number } | undefined> {
  const [row] = await tx.query<{ agoMs: number; tookMs: number }>(
    `SELECT (extract(epoch FROM now() - ran_at) * 1000)::float8 AS "agoMs", took_ms AS "tookMs" FROM verify_run ORDER BY id DESC LIMIT 1`,
  );
  return row;
}
