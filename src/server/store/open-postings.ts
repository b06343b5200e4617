import type { Tx } from '../platform/db';

/** An open summary journal and its lines, locked until commit. */
export type OpenPosting = { readonly id: string; readonly groupId: string; readonly entity: string };
export type OpenPostingLine = {
  readonly postingId: string;
  readonly entity: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly amountMinor: bigint;
};

export const lockOpenPostings = (tx: Tx, bucket: string): Promise<OpenPosting[]> =>
  tx.query<OpenPosting>(
    `SELECT id, group_id AS "groupId", entity_code AS entity FROM posting
     WHERE bucket = ANY (ARRAY(SELECT bucket FROM posting WHERE state = 'open' AND bucket LIKE $1)) AND state = 'open' FOR UPDATE`,
    [`${bucket.replace(/[\\%_]/g, '\\$&')}|%`],
  );

export const readOpenLines = (tx: Tx, postingIds: readonly string[]): Promise<OpenPostingLine[]> =>
  tx.query<OpenPostingLine>(
    `SELECT l.posting_id AS "postingId", p.entity_code AS entity, l.line_no AS "lineNo", l.account, l.cost_center AS "costCenter",
       l.facility_code AS facility, l.payer_class AS "payerClass", l.affiliate, l.debit_minor - l.credit_minor AS "amountMinor"
     FROM posting_line l JOIN posting p ON p.id = l.posting_id WHERE l.posting_id = ANY ($1::uuid[]) ORDER BY l.line_no`,
    [postingIds],
  );

/** Replaces the totals of an open journal after events joined it. */
export async function growPosting(
  tx: Tx,
  id: string,
  by: { debitMinor: bigint; lineCount: number; cashMinor: bigint; eventCount: number; facilityIds: readonly string[] },
): Promise<void> {
  await tx.execute(
    `UPDATE posting SET debit_minor = $2, credit_minor = $2, line_count = $3, cash_minor = cash_minor + $4,
       event_count = event_count + $5, facility_ids = ARRAY(SELECT DISTINCT unnest(facility_ids || $6::uuid[])) WHERE id = $1`,
    [id, by.debitMinor, by.lineCount, by.cashMinor, by.eventCount, by.facilityIds],
  );
}

export const deleteOpenLines = (tx: Tx, postingId: string): Promise<number> =>
  tx.execute(
    "DELETE FROM posting_line l USING posting p WHERE p.id = l.posting_id AND p.id = $1 AND p.state = 'open'",
    [postingId],
  );

/** Cuts summary journals whose time has come: from now on their lines do not change. */
export const cutOpenPostings = (tx: Tx): Promise<number> =>
  tx.execute("UPDATE posting SET state = 'ready' WHERE state = 'open' AND ready_at <= now()");
