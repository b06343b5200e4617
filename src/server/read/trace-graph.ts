import type { PostingState, Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { PAYER_NAME } from './exceptions';
import { type ItemKind, KIND } from './item-kinds';
import {
  ADJUSTED_MINOR,
  ADJUSTMENTS_OF_PARCEL,
  CONTROL_MINOR,
  CREDIT_MINOR,
  DEBIT_MINOR,
  IS_WHOLE,
  PAID_MINOR,
  RECORDS_OF_PARCEL,
} from './part';
import { BEHIND, FACTS, STANDING } from './standing';

/** Rows behind the lineage graph of one parcel. Row-level security decides which items, lines and documents are seen. */
export interface ParcelHead extends Row {
  readonly id: string;
  readonly artifactId: string;
  readonly artifactName: string;
  /** Whose items are drawn; null when no flow takes it. */
  readonly flow: string | null;
  readonly state: 'parsed' | 'canonical';
  readonly disposition: string | null;
  /** The parcel that it repeats or contradicts. */
  readonly priorParcelId: string | null;
  /** What a person decided between the two, and who. */
  readonly decision: 'accept' | 'replace' | 'unapplied' | 'reject' | null;
  readonly decidedBy: string | null;
  /** The parcel that took its place, and who decided so. */
  readonly replacedById: string | null;
  readonly replacedBy: string | null;
  readonly payer: string;
  readonly payee: string;
  /** Our own name of the payee; null while its NPI is not in master data. */
  readonly payeeFacility: string | null;
  readonly trn02: string;
  readonly method: string;
  readonly businessDate: string | null;
  readonly entity: string | null;
  readonly asset: string;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  /** Of all of it, whoever reads. */
  readonly recordCount: number;
  /** False: amounts and the other counts are the reader's part of it. */
  readonly whole: boolean;
  readonly receivedAt: Date;
  readonly parsedAt: Date;
  readonly reconcileState: 'open' | 'tied' | 'differs';
  readonly reconciledAt: Date | null;
  readonly now: Date;
  /** The ids of its facts lie between these two; that of its whole stands apart. */
  readonly firstEventId: string;
  readonly lastEventId: string;
  readonly wholeEventId: string | null;
}

/** What only the head of an 835 says, with what any parcel has in its place. */
export const REMIT_HEAD = `COALESCE(r.trace, '') AS trn02, COALESCE(r.head->>'method', '') AS method,
  ${PAID_MINOR} AS "paidMinor", ${ADJUSTED_MINOR} AS "plbMinor", ${RECORDS_OF_PARCEL} AS "claimCount", ${ADJUSTMENTS_OF_PARCEL} AS "plbCount",
  r.record_count AS "recordCount", ${IS_WHOLE} AS whole`;
/** Who a parcel is from and for, as people read it; its payer as `p`. */
export const PARTY_NAMES = `COALESCE(${PAYER_NAME}, '') AS payer,
  COALESCE(NULLIF(r.parties->>'payeeName', ''), r.parties->>'payeeKey', '') AS payee`;

export async function readParcelHead(tx: Tx, parcelId: string): Promise<ParcelHead | null> {
  const [row] = await tx.query<ParcelHead>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.name AS "artifactName", r.flow_code AS flow, r.state, r.disposition,
            r.prior_id AS "priorParcelId", r.decision, COALESCE(du.name, r.decided_by) AS "decidedBy", w.id AS "replacedById", w.by AS "replacedBy",
            ${PARTY_NAMES}, ${REMIT_HEAD},
            (SELECT f.name FROM crosswalk x JOIN facility f ON f.code = x.target WHERE x.kind = 'payee-npi' AND x.key = r.parties->>'payeeNpi'
              ORDER BY x.valid_from DESC LIMIT 1) AS "payeeFacility",
            r.business_date AS "businessDate", r.entity_code AS entity, r.asset, ${CONTROL_MINOR} AS "receivedMinor",
            a.received_at AS "receivedAt", r.created_at AS "parsedAt", COALESCE(o.reconcile_state, 'open') AS "reconcileState",
            o.reconciled_at AS "reconciledAt", now() AS now, r.first_event_id AS "firstEventId", r.last_event_id AS "lastEventId",
            r.whole_event_id AS "wholeEventId"
       FROM parcel r JOIN artifact a ON a.id = r.artifact_id LEFT JOIN payer p ON p.id = r.payer_id
       LEFT JOIN parcel_flow o ON o.parcel_id = r.id AND o.flow_code = r.flow_code
       LEFT JOIN app_user du ON du.email = r.decided_by
       LEFT JOIN LATERAL (SELECT n.id, COALESCE(nu.name, n.decided_by) AS by FROM parcel n LEFT JOIN app_user nu ON nu.email = n.decided_by
         WHERE n.prior_id = r.id AND n.decision = 'replace' AND n.disposition = 'accepted' ORDER BY n.id DESC LIMIT 1) w ON true WHERE r.id = $1`,
    [parcelId],
  );
  return row ?? null;
}

/** Where the items and legs of a parcel are: in the months of its facts, and in the flow that takes it. */
type Within = Pick<ParcelHead, 'id' | 'flow' | 'firstEventId' | 'lastEventId' | 'wholeEventId'>;

export interface GraphEvent extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly type: string;
  readonly kind: ItemKind;
  readonly reason: string | null;
  readonly state: Standing;
  readonly amountMinor: bigint;
  readonly recordMinor: bigint | null;
  readonly identifiers: Buffer | null;
  readonly causeId: string | null;
  readonly causeTitle: string | null;
  readonly holdUntil: string | null;
  readonly holdReason: string | null;
  readonly createdAt: Date;
}

/** Candidates of one kind each, cut on items alone: a parcel may hold a million of them, and a few are drawn. */
const some = (condition: string, order: 'ASC' | 'DESC'): string =>
  `(SELECT i.event_id FROM item i WHERE i.parcel_id = $1 AND i.flow_code = $2 AND ${condition} ORDER BY i.event_id ${order} LIMIT $4)`;
const CANDIDATES = [
  some('i.event_id = $3', 'ASC'),
  some("i.state IN ('exception', 'held', 'rejected', 'duplicate')", 'ASC'),
  some('true', 'ASC'),
  // What a sender adds to or takes from the whole stands behind what it pays item by item.
  some('true', 'DESC'),
].join(' UNION ');

/** The items to draw one by one: the one asked for, then what is stopped, then provider adjustments, then file order. */
export const readGraphEvents = (tx: Tx, of: Within, focusId: string | null, limit: number): Promise<GraphEvent[]> =>
  tx.query<GraphEvent>(
    `SELECT * FROM (
       SELECT i.event_id AS id, e.ordinal, e.type, ${KIND} AS kind, e.facts->>'reason' AS reason, ${STANDING} AS state,
              i.amount_minor AS "amountMinor",
              CASE e.type WHEN 'provider.adjusted' THEN -i.amount_minor WHEN 'payment.posted' THEN i.amount_minor END AS "recordMinor",
              e.identifiers, k.id AS "causeId", k.title AS "causeTitle", i.hold_until AS "holdUntil", i.hold_reason AS "holdReason",
              CASE r.state WHEN 'canonical' THEN GREATEST(r.created_at, r.ready_at) ELSE r.created_at END AS "createdAt"
         FROM item i JOIN parcel r ON r.id = i.parcel_id ${FACTS} ${BEHIND}
         LEFT JOIN cause k ON k.id = COALESCE(i.cause_id, w.cause_id)
        WHERE i.flow_code = $2 AND i.event_id IN (${CANDIDATES})
        ORDER BY (i.event_id = $3) IS TRUE DESC, (i.state IN ('exception', 'held', 'rejected', 'duplicate')) DESC,
                 (e.type <> 'payment.posted') DESC, e.ordinal LIMIT $4) AS shown ORDER BY ordinal`,
    [of.id, of.flow, focusId, limit],
  );

export interface RestRow extends Row {
  readonly state: Standing;
  readonly items: number;
  readonly amountMinor: bigint;
}

/** What the items that are not drawn hold, by state. */
export const readRest = (tx: Tx, of: Within, shown: readonly string[]): Promise<RestRow[]> =>
  tx.query<RestRow>(
    `SELECT ${STANDING} AS state, count(*)::int AS items, sum(i.amount_minor)::bigint AS "amountMinor"
       FROM item i WHERE i.parcel_id = $1 AND i.flow_code = $2 AND NOT i.event_id = ANY ($3::uuid[]) GROUP BY 1`,
    [of.id, of.flow, shown],
  );

export interface EdgeRow extends Row {
  /** Null: the sum of the items that are not drawn. */
  readonly eventId: string | null;
  readonly postingId: string;
  readonly lineNo: number;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly amountMinor: bigint;
}

/** Over `l` (leg): those of the parcel's own facts, by their ids. */
export const LEGS_OF_PARCEL = `l.flow_code = $1 AND (l.event_id BETWEEN $2 AND $3 OR l.event_id = $4)`;
export const legsOf = ({ flow, firstEventId, lastEventId, wholeEventId }: Within): readonly unknown[] => [
  flow,
  firstEventId,
  lastEventId,
  wholeEventId,
];

/** Lines of postings that count: one that was withdrawn or refused and made anew is history, shown with the attempts. */
export const readEdges = (tx: Tx, of: Within, shown: readonly string[]): Promise<EdgeRow[]> =>
  tx.query<EdgeRow>(
    `SELECT CASE WHEN l.event_id = ANY ($5::uuid[]) THEN l.event_id END AS "eventId", p.id AS "postingId", u.line_no AS "lineNo",
            n.name AS rule, max(l.rule_version) AS "ruleVersion", sum(u.amount_minor)::bigint AS "amountMinor"
       FROM leg l CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts, l.rules) AS u(no, line_no, amount_minor, rule)
       JOIN posting p ON p.group_id = l.group_id AND p.no = u.no JOIN leg_rule n ON n.id = u.rule
      WHERE ${LEGS_OF_PARCEL} AND p.state NOT IN ('superseded', 'rejected')
      GROUP BY 1, 2, 3, 4 ORDER BY 1 NULLS LAST, 2, 3, 4`,
    [...legsOf(of), shown],
  );

export interface GraphLine extends Row {
  readonly postingId: string;
  readonly lineNo: number;
  readonly account: string;
  readonly accountName: string | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

export const readGraphLines = (
  tx: Tx,
  postingIds: readonly string[],
  lineNos: readonly number[],
): Promise<GraphLine[]> =>
  tx.query<GraphLine>(
    `SELECT l.posting_id AS "postingId", l.line_no AS "lineNo", l.account, a.name AS "accountName",
            l.debit_minor AS "debitMinor", l.credit_minor AS "creditMinor"
       FROM unnest($1::uuid[], $2::int[]) AS w(posting_id, line_no)
       JOIN posting_line l ON l.posting_id = w.posting_id AND l.line_no = w.line_no
       JOIN posting p ON p.id = l.posting_id LEFT JOIN erp_account a ON a.target_id = p.target_id AND a.number = l.account`,
    [postingIds, lineNos],
  );

export interface GraphPosting extends Row {
  readonly id: string;
  readonly entity: string;
  readonly period: string | null;
  readonly state: PostingState;
  readonly summary: boolean;
  readonly key: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly lineCount: number;
  readonly ruleVersion: number;
  readonly createdAt: Date;
  readonly confirmedAt: Date | null;
  readonly failureText: string | null;
  readonly numbers: readonly string[];
  /** Debit total of the documents with this key; null when none was read. */
  readonly documentMinor: bigint | null;
  readonly documentAt: Date | null;
}

export const readGraphPostings = (tx: Tx, ids: readonly string[]): Promise<GraphPosting[]> =>
  tx.query<GraphPosting>(
    `SELECT p.id, p.entity_code AS entity, p.period, p.state, p.parcel_id IS NULL AS summary, p.key, ${DEBIT_MINOR} AS "debitMinor", ${CREDIT_MINOR} AS "creditMinor",
            p.line_count AS "lineCount", p.rule_version AS "ruleVersion", p.created_at AS "createdAt", p.confirmed_at AS "confirmedAt",
            p.failure_text AS "failureText", COALESCE(d.numbers, '{}') AS numbers, (d.debit - p.debit_minor + ${DEBIT_MINOR})::bigint AS "documentMinor", d.read_at AS "documentAt"
       FROM posting p LEFT JOIN LATERAL (
         SELECT array_agg(number ORDER BY read_at) AS numbers, sum(debit_minor)::bigint AS debit, min(read_at) AS read_at
           FROM document WHERE posting_id = p.id AND gone_at IS NULL) d ON true
      WHERE p.id = ANY ($1::uuid[]) ORDER BY p.entity_code, p.id`,
    [ids],
  );
