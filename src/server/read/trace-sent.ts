import type { Row, Tx } from '@/server/platform/db';
import { LEGS_OF_PARCEL, legsOf, type ParcelHead } from './trace-graph';

/** What was asked of the ERP: the postings of one item or parcel, exactly as they travelled. */
interface SentPosting extends Row {
  readonly id: string;
  readonly key: string;
  readonly entity: string;
  readonly period: string | null;
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

/** Postings that carry the item (or any item of the parcel), newest last; withdrawn ones are left out. */
export const readSentPostings = (
  tx: Tx,
  parcel: Pick<ParcelHead, 'flow' | 'firstEventId' | 'lastEventId' | 'wholeEventId' | 'id'>,
  eventId: string | null,
): Promise<SentPosting[]> =>
  tx.query<SentPosting>(
    `SELECT p.id, p.key, p.entity_code AS entity, p.period, p.posting_date AS "postingDate", p.description, p.state,
            encode(p.payload_sha256, 'hex') AS sha256, p.sent_at AS "sentAt", p.document_number AS "documentNumber",
            p.debit_minor AS "debitMinor", p.line_count AS "lineCount"
       FROM posting p WHERE p.state <> 'superseded' AND (p.group_id, p.no) IN (
         SELECT DISTINCT l.group_id, u.no FROM leg l CROSS JOIN LATERAL unnest(l.posting_nos) AS u(no)
          WHERE ${LEGS_OF_PARCEL} AND ($5::uuid IS NULL OR l.event_id = $5))
      ORDER BY p.id LIMIT ${SENT_POSTINGS_MAX}`,
    [...legsOf(parcel), eventId],
  );

/** Lines that travel to the target. `own`: fed by this item. */
export const readSentLines = (tx: Tx, postingIds: readonly string[], eventId: string | null): Promise<SentLine[]> =>
  tx.query<SentLine>(
    `WITH own AS (SELECT p.id, u.line_no FROM leg g CROSS JOIN LATERAL unnest(g.posting_nos, g.line_nos) AS u(no, line_no)
       JOIN posting p ON p.group_id = g.group_id AND p.no = u.no WHERE g.event_id = $2)
     SELECT l.posting_id AS "postingId", l.line_no AS "lineNo", l.account, l.cost_center AS "costCenter",
            f.erp_code AS facility, l.payer_class AS "payerClass", l.affiliate,
            l.debit_minor AS "debitMinor", l.credit_minor AS "creditMinor",
            EXISTS (SELECT FROM own WHERE own.id = l.posting_id AND own.line_no = l.line_no) AS own
       FROM posting_line l LEFT JOIN facility f ON f.id = l.facility_id
      WHERE l.posting_id = ANY ($1::uuid[]) AND l.sent ORDER BY l.posting_id, l.line_no LIMIT ${SENT_LINES_MAX}`,
    [postingIds, eventId],
  );
