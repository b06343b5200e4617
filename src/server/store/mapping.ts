import { type Actor, type Row, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { arrayText, insertRows } from './rows';

/** Work of stage map: ready events, the postings made of them, and the edges between the two. */
export type ReadyEvent = {
  readonly id: string;
  readonly remitId: string;
  readonly artifactId: string;
  readonly partition: string;
  readonly facts: Row;
  readonly amountMinor: bigint;
  readonly businessDate: string;
  readonly releaseCount: number;
  readonly accountIndex: Buffer | null;
  readonly payerKey: string;
  readonly payerName: string;
  readonly payeeKey: string;
  readonly payeeName: string;
  readonly payeeNpi: string | null;
  readonly payeeTin: string | null;
  readonly method: string;
  readonly trn02: string;
  /** The remit's own identity in words, for the posting key. */
  readonly remitSource: string;
  readonly claimMaster: string | null;
};

const READY = `e.id, e.remit_id AS "remitId", e.artifact_id AS "artifactId", encode(e.partition_key, 'hex') AS partition, e.facts,
  e.amount_minor AS "amountMinor", e.business_date AS "businessDate", e.release_count AS "releaseCount",
  e.account_index AS "accountIndex", r.payer_key AS "payerKey", r.payer_name AS "payerName", r.payee_key AS "payeeKey",
  r.payee_name AS "payeeName", r.payee_npi AS "payeeNpi", r.payee_tin AS "payeeTin", r.method, COALESCE(r.trn02, '') AS trn02,
  r.payer_key || '|' || COALESCE(r.trn02, '') || '|' || encode(COALESCE(r.content_sha256, ''), 'hex') AS "remitSource",
  m.facility_code AS "claimMaster"`;

/** A file is waited for while it is read, and while it is read again after a worker died over it; not after a second death. */
const READINGS_WAITED_FOR = 2;
/** Turning a remit into events takes moments. One that has not come to it for this long has another problem than order. */
const REMIT_WAIT_MINUTES = 15;

/**
 * Nothing that arrived earlier may still hold an earlier event of the same key: artifacts are read, and remits turned into
 * events, by many at once. Events of later arrivals wait until the earlier ones are events too.
 */
const ARRIVED_IN_ORDER = `e.artifact_id <= COALESCE((SELECT a.id FROM artifact a WHERE a.state = 'received'
    AND a.crash_count <= ${READINGS_WAITED_FOR} ORDER BY a.id LIMIT 1), e.artifact_id)
  AND COALESCE((e.artifact_id, e.remit_id) < (SELECT w.artifact_id, w.id FROM remit w WHERE w.state = 'parsed'
    AND w.ready_at > now() - interval '${REMIT_WAIT_MINUTES} minutes' ORDER BY w.artifact_id, w.id LIMIT 1), true)`;

/** Ready, and no earlier event of the same key is unfinished elsewhere. */
const MOVABLE = `e.state = 'ready' AND e.ready_at <= now() AND ${ARRIVED_IN_ORDER}
  AND NOT EXISTS (SELECT FROM event b WHERE b.partition_key = e.partition_key AND b.id < e.id
    AND b.state IN ('ready', 'mapped', 'exception', 'held') AND NOT (b.state = 'ready' AND b.remit_id = e.remit_id AND b.ready_at <= e.ready_at))`;

/**
 * Locks ready events that may move. Events of one remit stay together; an earlier one of the same remit that is ready too,
 * and became so no later, is in the set before its follower.
 */
export async function lockReadyEvents(tx: Tx, limit: number): Promise<ReadyEvent[]> {
  const rows = await tx.query<ReadyEvent>(
    `SELECT ${READY} FROM event e JOIN remit r ON r.id = e.remit_id LEFT JOIN claim_master m ON m.account_index = e.account_index
     WHERE ${MOVABLE} AND r.state = 'canonical' ORDER BY e.ready_at, e.id LIMIT $1 FOR UPDATE OF e SKIP LOCKED`,
    [limit],
  );
  return withoutOrphanedFollowers(tx, rows);
}

/** Drops events whose predecessor of the same remit is, or was until just now, in another worker's set, or outside this one. */
async function withoutOrphanedFollowers(tx: Tx, rows: ReadyEvent[]): Promise<ReadyEvent[]> {
  const ids = rows.map((r) => r.id);
  const orphaned = await tx.query<{ id: string }>(
    `SELECT e.id FROM event e WHERE e.id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM event b
       WHERE b.partition_key = e.partition_key AND b.id < e.id AND b.state IN ('ready', 'mapped', 'exception', 'held') AND NOT b.id = ANY ($1::uuid[]))`,
    [ids],
  );
  const drop = new Set(orphaned.map((o) => o.id));
  return rows.filter((r) => !drop.has(r.id));
}

/** The same columns for a given set, without locking: what a preview looks at. */
export const readEventsForPreview = (tx: Tx, ids: readonly string[]): Promise<ReadyEvent[]> =>
  tx.query<ReadyEvent>(
    `SELECT ${READY} FROM event e JOIN remit r ON r.id = e.remit_id LEFT JOIN claim_master m ON m.account_index = e.account_index
     WHERE e.id = ANY ($1::uuid[]) ORDER BY e.id`,
    [ids],
  );

export const hasEventsToMap = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query(`SELECT 1 FROM event e WHERE ${MOVABLE} LIMIT 1`);
    return rows.length > 0;
  });

/**
 * Earlier payments on the accounts of these reversals, by event id of the reversal. One mirrors it when its amount is the
 * opposite and no earlier reversal has taken it back already. A correction that stands before its reversal in the same
 * remit is no original, and a denial of nothing is the original only of a reversal of nothing.
 */
export const findOriginals = (tx: Tx, reversalIds: readonly string[]) =>
  tx.query<{ reversalId: string; mirrors: boolean }>(
    `SELECT v.id AS "reversalId", count(*) FILTER (WHERE o.amount_minor = -v.amount_minor) >
       (SELECT count(*) FROM event w WHERE w.account_index = v.account_index AND w.id < v.id AND w.type = v.type
          AND w.amount_minor = v.amount_minor AND w.facts->>'status' = '22' AND w.state IN ('ready', 'mapped', 'posted')) AS mirrors
     FROM event v JOIN event o ON o.account_index = v.account_index AND o.id < v.id AND o.type = v.type
       AND o.state IN ('ready', 'mapped', 'posted') AND o.amount_minor >= 0
       AND (o.amount_minor = -v.amount_minor OR (o.amount_minor > 0 AND o.remit_id <> v.remit_id))
     JOIN remit vr ON vr.id = v.remit_id JOIN remit ro ON ro.id = o.remit_id AND ro.payer_key = vr.payer_key
     WHERE v.id = ANY ($1::uuid[]) AND o.facts->>'status' <> '22'
     GROUP BY v.id, v.account_index, v.type, v.amount_minor`,
    [reversalIds],
  );

/** Serialises posting numbers per remit, and lets the remit learn its payer, entity and facilities. */
export const lockRemits = (tx: Tx, ids: readonly string[]) =>
  tx.query<{ id: string; postings: number }>(
    `SELECT r.id, (SELECT count(*)::int FROM posting p WHERE p.remit_id = r.id) AS postings
     FROM remit r WHERE r.id = ANY ($1::uuid[]) ORDER BY r.id FOR UPDATE`,
    [ids],
  );

export type NewPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly flowCode: string;
  readonly connectionId: string;
  readonly entity: string;
  readonly period: string;
  readonly priorPeriod: string | null;
  readonly postingDate: string;
  readonly remitId: string | null;
  readonly bucket: string | null;
  readonly facilityIds: readonly string[];
  readonly key: string;
  readonly ruleVersion: number;
  readonly description: string;
  readonly state: 'open' | 'ready' | 'confirmed';
  readonly debitMinor: bigint;
  readonly lineCount: number;
  readonly cashMinor: bigint;
  readonly eventCount: number;
  /** Seconds until an open summary journal is cut. */
  readonly cutSeconds: number;
};

const POSTING = {
  id: 'uuid',
  group_id: 'uuid',
  flow_code: 'text',
  connection_id: 'uuid',
  entity_code: 'text',
  period: 'text',
  prior_period: 'text',
  posting_date: 'date',
  remit_id: 'uuid',
  bucket: 'text',
  facility_ids: 'uuid[]',
  key: 'text',
  rule_version: 'int',
  description: 'text',
  state: 'text',
  debit_minor: 'bigint',
  credit_minor: 'bigint',
  line_count: 'int',
  cash_minor: 'bigint',
  event_count: 'int',
  ready_at: 'timestamptz',
  confirmed_at: 'timestamptz',
} as const;

export async function insertPostings(tx: Tx, postings: readonly NewPosting[]): Promise<void> {
  if (postings.length === 0) return;
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const now = clock?.now ?? new Date();
  await insertRows(
    tx,
    'posting',
    POSTING,
    postings.map((p) => [
      p.id,
      p.groupId,
      p.flowCode,
      p.connectionId,
      p.entity,
      p.period,
      p.priorPeriod,
      p.postingDate,
      p.remitId,
      p.bucket,
      arrayText(p.facilityIds),
      p.key,
      p.ruleVersion,
      p.description,
      p.state,
      p.debitMinor,
      p.debitMinor,
      p.lineCount,
      p.cashMinor,
      p.eventCount,
      new Date(now.getTime() + p.cutSeconds * 1000),
      p.state === 'confirmed' ? now : null,
    ]),
  );
}

const LINE = {
  posting_id: 'uuid',
  line_no: 'int',
  account: 'text',
  cost_center: 'text',
  facility_id: 'uuid',
  facility_code: 'text',
  payer_class: 'text',
  affiliate: 'text',
  debit_minor: 'bigint',
  credit_minor: 'bigint',
  sent: 'boolean',
} as const;

export type NewLine = {
  readonly postingId: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facilityId: string | null;
  readonly facilityCode: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly sent: boolean;
};

export const insertLines = (tx: Tx, lines: readonly NewLine[]): Promise<number> =>
  insertRows(
    tx,
    'posting_line',
    LINE,
    lines.map((l) => [
      l.postingId,
      l.lineNo,
      l.account,
      l.costCenter,
      l.facilityId,
      l.facilityCode,
      l.payerClass,
      l.affiliate,
      l.debitMinor,
      l.creditMinor,
      l.sent,
    ]),
  );

export type NewEdge = {
  readonly eventId: string;
  readonly postingId: string;
  readonly lineNo: number;
  readonly amountMinor: bigint;
  readonly rule: string;
  readonly ruleVersion: number;
};

export const insertEdges = (tx: Tx, edges: readonly NewEdge[]): Promise<number> =>
  insertRows(
    tx,
    'lineage_edge',
    {
      id: 'uuid',
      event_id: 'uuid',
      posting_id: 'uuid',
      line_no: 'int',
      amount_minor: 'bigint',
      rule: 'text',
      rule_version: 'int',
    },
    edges.map((e) => [newId(), e.eventId, e.postingId, e.lineNo, e.amountMinor, e.rule, e.ruleVersion]),
  );

export type EventPlacement = {
  readonly id: string;
  readonly state: 'mapped' | 'posted' | 'exception';
  readonly postingId: string | null;
  readonly payerId: string | null;
  readonly facilityId: string | null;
  readonly entity: string | null;
  readonly period: string | null;
  readonly priorPeriod: string | null;
};

/** Writes where mapping left each event. Exceptions get their cause from `stopEvents` afterwards. */
export async function placeEvents(tx: Tx, placements: readonly EventPlacement[]): Promise<void> {
  if (placements.length === 0) return;
  await tx.execute(
    `UPDATE event e SET state = s.state, posting_id = s.posting_id, payer_id = s.payer_id, facility_id = s.facility_id,
       entity_code = s.entity, period = s.period, prior_period = s.prior_period,
       posted_at = CASE WHEN s.state = 'posted' THEN now() END
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[])
       AS s(id, state, posting_id, payer_id, facility_id, entity, period, prior_period) WHERE e.id = s.id`,
    [
      placements.map((p) => p.id),
      placements.map((p) => p.state),
      placements.map((p) => p.postingId),
      placements.map((p) => p.payerId),
      placements.map((p) => p.facilityId),
      placements.map((p) => p.entity),
      placements.map((p) => p.period),
      placements.map((p) => p.priorPeriod),
    ],
  );
}

export type Learned = {
  readonly remitId: string;
  readonly payerId: string | null;
  readonly entity: string | null;
  readonly facilityIds: readonly string[];
};

/** What remits learned from their events: scope for lists and for row-level security, of their artifacts too. */
export async function widenRemits(tx: Tx, learned: readonly Learned[]): Promise<void> {
  if (learned.length === 0) return;
  const facilities = learned.map((l) => arrayText(l.facilityIds));
  await tx.execute(
    `UPDATE remit r SET payer_id = COALESCE(s.payer_id, r.payer_id), entity_code = COALESCE(s.entity, r.entity_code),
       facility_ids = ARRAY(SELECT DISTINCT unnest(r.facility_ids || s.facilities::uuid[]))
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS s(id, payer_id, entity, facilities) WHERE r.id = s.id`,
    [learned.map((l) => l.remitId), learned.map((l) => l.payerId), learned.map((l) => l.entity), facilities],
  );
  // Locked in one order first: two workers that learn about the same artifacts must not wait for each other.
  await tx.execute(
    `WITH told AS (SELECT r.artifact_id AS id, array_agg(DISTINCT f.id) AS facilities FROM unnest($1::uuid[], $2::text[]) AS s(id, facilities)
         JOIN remit r ON r.id = s.id CROSS JOIN LATERAL unnest(s.facilities::uuid[]) AS f(id) GROUP BY 1),
       locked AS (SELECT a.id, t.facilities FROM artifact a JOIN told t ON t.id = a.id
         WHERE NOT a.facility_ids @> t.facilities ORDER BY a.id FOR UPDATE OF a)
     UPDATE artifact a SET facility_ids = ARRAY(SELECT DISTINCT unnest(a.facility_ids || l.facilities)) FROM locked l WHERE a.id = l.id`,
    [learned.map((l) => l.remitId), facilities],
  );
}
