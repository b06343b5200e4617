import type { Row, Tx } from '@/server/platform/db';

/** Every try at an outside effect for one remit's journals, with its outcome: two rows each, neither ever changed. */
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

/** Journals of a remit: its own ones, and the summary journals and other entities' halves its events went into. */
const POSTINGS = `
  SELECT p.id FROM posting p WHERE p.remit_id = $1
  UNION SELECT s.id FROM posting s JOIN posting p ON p.group_id = s.group_id
   WHERE p.id IN (SELECT DISTINCT posting_id FROM event WHERE remit_id = $1 AND posting_id IS NOT NULL)
  UNION SELECT unnest($2::uuid[])`;

export async function readAttempts(
  tx: Tx,
  remitId: string,
  postingIds: readonly string[],
): Promise<{ rows: AttemptRow[]; total: number }> {
  const values = [remitId, postingIds];
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

/** When a remit reached each stage, from the rows the stages wrote. */
export async function readMoments(tx: Tx, remitId: string, postingIds: readonly string[]): Promise<Moments> {
  const [row] = await tx.query<Moments>(
    `SELECT (SELECT min(created_at) FROM event WHERE remit_id = $1) AS "canonicalAt",
            min(p.created_at) AS "mappedAt", min(s.started_at) AS "sentAt", max(p.confirmed_at) AS "confirmedAt"
       FROM posting p LEFT JOIN attempt s ON s.posting_id = p.id AND s.kind = 'send' WHERE p.id = ANY ($2::uuid[])`,
    [remitId, postingIds],
  );
  return row ?? { canonicalAt: null, mappedAt: null, sentAt: null, confirmedAt: null };
}
