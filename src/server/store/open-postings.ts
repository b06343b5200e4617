import type { Tx } from '../platform/db';
import type { NewPosting } from './mapping';

/** An open summary and its lines, locked until commit. */
export type OpenPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly no: number;
  readonly entity: string;
};
export type OpenPostingLine = {
  readonly postingId: string;
  readonly entity: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims?: Readonly<Record<string, string>>;
  readonly amountMinor: bigint;
};

/**
 * The open summaries of a bucket, one per entity. The bucket is taken first, so that two workers that meet in it, or that both
 * find it empty, take turns.
 */
export async function lockBucket(tx: Tx, bucket: string): Promise<OpenPosting[]> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [bucket]);
  return tx.query<OpenPosting>(
    `SELECT id, group_id AS "groupId", no, entity_code AS entity FROM posting
     WHERE bucket LIKE $1 AND state = 'open' ORDER BY bucket FOR UPDATE`,
    [`${bucket.replace(/[\\%_]/g, '\\$&')}|%`],
  );
}

export const readOpenLines = async (tx: Tx, postingIds: readonly string[]): Promise<OpenPostingLine[]> => {
  const rows = await tx.query<OpenPostingLine & { dims: Readonly<Record<string, string>> | null }>(
    `SELECT l.posting_id AS "postingId", p.entity_code AS entity, l.line_no AS "lineNo", l.account, l.cost_center AS "costCenter",
       l.facility_code AS facility, l.payer_class AS "payerClass", l.affiliate, l.dims, l.debit_minor - l.credit_minor AS "amountMinor"
     FROM posting_line l JOIN posting p ON p.id = l.posting_id WHERE l.posting_id = ANY ($1::uuid[]) ORDER BY l.line_no`,
    [postingIds],
  );
  return rows.map(({ dims, ...line }) => (dims === null ? line : { ...line, dims }));
};

/** Replaces the totals of an open summary after items joined it. */
export async function growPosting(tx: Tx, by: NewPosting): Promise<void> {
  await tx.execute(
    `UPDATE posting SET debit_minor = $2, credit_minor = $9, line_count = $3, own_minor = own_minor + $4, event_count = event_count + $5,
       facility_ids = ARRAY(SELECT DISTINCT unnest(facility_ids || $6::uuid[])),
       first_event_id = LEAST(first_event_id, $7::uuid), last_event_id = GREATEST(last_event_id, $8::uuid) WHERE id = $1`,
    [
      by.id,
      by.debitMinor,
      by.lineCount,
      by.ownMinor,
      by.eventCount,
      by.facilityIds,
      by.firstEventId,
      by.lastEventId,
      by.creditMinor,
    ],
  );
}

/** Cuts summaries whose time has come: from now on their lines do not change. */
export const cutOpenPostings = (tx: Tx): Promise<number> =>
  tx.execute("UPDATE posting SET state = 'ready' WHERE state = 'open' AND ready_at <= now()");
