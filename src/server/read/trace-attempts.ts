import type { Row, Tx } from '@/server/platform/db';
import { LEGS_OF_PARCEL, legsOf, type ParcelHead } from './trace-graph';

/** Every try at an outside effect for one parcel's postings, with its outcome: two rows each, neither ever changed. */
export interface AttemptRow extends Row {
  readonly id: string;
  readonly postingId: string;
  readonly entity: string;
  readonly number: number;
  readonly kind: 'send' | 'probe' | 'read-back';
  readonly key: string;
  readonly startedAt: Date;
  readonly deadlineMs: number;
  readonly outcome: string | null;
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly documentNumber: string | null;
  readonly tookMs: number | null;
  readonly postingState: string;
}

/** Newest attempts shown; older ones are counted. */
const ATTEMPTS_MAX = 40;

/** Postings of a parcel: its own ones, and whatever groups its items gave something to. */
const POSTINGS = `
  SELECT p.id FROM posting p WHERE p.parcel_id = $5
  UNION SELECT p.id FROM posting p WHERE p.group_id IN (SELECT DISTINCT l.group_id FROM leg l WHERE ${LEGS_OF_PARCEL})
  UNION SELECT unnest($6::uuid[])`;

export async function readAttempts(
  tx: Tx,
  parcel: ParcelHead,
  postingIds: readonly string[],
): Promise<{ rows: AttemptRow[]; total: number }> {
  const values = [...legsOf(parcel), parcel.id, postingIds];
  const rows = await tx.query<AttemptRow>(
    `SELECT a.id, a.posting_id AS "postingId", p.entity_code AS entity, a.number, a.kind, a.key, a.started_at AS "startedAt",
            (extract(epoch FROM a.deadline_at - a.started_at) * 1000)::int AS "deadlineMs", o.outcome, o.http_status AS "httpStatus",
            o.code, o.detail, o.document_number AS "documentNumber", o.took_ms AS "tookMs", p.state AS "postingState"
       FROM attempt a JOIN posting p ON p.id = a.posting_id LEFT JOIN attempt_outcome o ON o.id = a.id
      WHERE a.posting_id IN (${POSTINGS}) ORDER BY a.started_at DESC, a.id DESC LIMIT ${ATTEMPTS_MAX}`,
    values,
  );
  const [count] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM attempt a WHERE a.posting_id IN (${POSTINGS})`,
    values,
  );
  return { rows: rows.reverse(), total: count?.n ?? rows.length };
}

export interface Moments extends Row {
  readonly canonicalAt: Date | null;
  readonly mappedAt: Date | null;
  readonly sentAt: Date | null;
  readonly confirmedAt: Date | null;
}

/** When a parcel reached each stage, from the rows the stages wrote. */
export async function readMoments(tx: Tx, parcelId: string, postingIds: readonly string[]): Promise<Moments> {
  const [row] = await tx.query<Moments>(
    `SELECT (SELECT GREATEST(created_at, ready_at) FROM parcel WHERE id = $1 AND state = 'canonical') AS "canonicalAt",
            min(p.created_at) AS "mappedAt", min(s.started_at) AS "sentAt", max(p.confirmed_at) AS "confirmedAt"
       FROM posting p LEFT JOIN attempt s ON s.posting_id = p.id AND s.kind = 'send' WHERE p.id = ANY ($2::uuid[])`,
    [parcelId, postingIds],
  );
  return row ?? { canonicalAt: null, mappedAt: null, sentAt: null, confirmedAt: null };
}
