import type { Row, Tx } from '@/server/platform/db';

/** What was asked of the ERP: the journals of one event or remit, exactly as they travelled. */
interface SentPosting extends Row {
  readonly id: string;
  readonly key: string;
  readonly entity: string;
  readonly period: string;
  readonly postingDate: string;
  readonly description: string;
  readonly state: string;
  readonly sha256: string | null;
  readonly sentAt: Date | null;
  readonly documentNumber: string | null;
  readonly debitMinor: bigint;
  readonly lineCount: number;
}
interface SentLine extends Row {
  readonly postingId: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly own: boolean;
}

const SENT_POSTINGS_MAX = 8;
const SENT_LINES_MAX = 120;

/** Journals that carry the event (or any event of the remit), newest last; withdrawn ones are left out. */
export const readSentPostings = (tx: Tx, remitId: string, eventId: string | null): Promise<SentPosting[]> =>
  tx.query<SentPosting>(
    `SELECT p.id, p.key, p.entity_code AS entity, p.period, p.posting_date AS "postingDate", p.description, p.state,
            encode(p.payload_sha256, 'hex') AS sha256, p.sent_at AS "sentAt", p.document_number AS "documentNumber",
            p.debit_minor AS "debitMinor", p.line_count AS "lineCount"
       FROM posting p WHERE p.state <> 'superseded' AND p.id IN (
         SELECT l.posting_id FROM event e JOIN lineage_edge l ON l.event_id = e.id
          WHERE e.remit_id = $1 AND ($2::uuid IS NULL OR e.id = $2))
      ORDER BY p.id LIMIT ${SENT_POSTINGS_MAX}`,
    [remitId, eventId],
  );

/** Lines that travel to the ERP. `own`: fed by this event. */
export const readSentLines = (tx: Tx, postingIds: readonly string[], eventId: string | null): Promise<SentLine[]> =>
  tx.query<SentLine>(
    `SELECT l.posting_id AS "postingId", l.line_no AS "lineNo", l.account, l.cost_center AS "costCenter",
            f.erp_code AS facility, l.payer_class AS "payerClass", l.affiliate,
            l.debit_minor AS "debitMinor", l.credit_minor AS "creditMinor",
            EXISTS (SELECT FROM lineage_edge g WHERE g.posting_id = l.posting_id AND g.line_no = l.line_no AND g.event_id = $2) AS own
       FROM posting_line l LEFT JOIN facility f ON f.id = l.facility_id
      WHERE l.posting_id = ANY ($1::uuid[]) AND l.sent ORDER BY l.posting_id, l.line_no LIMIT ${SENT_LINES_MAX}`,
    [postingIds, eventId],
  );
