import type { PostingState, Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { BEHIND, STANDING } from './places';

/** Rows behind the lineage graph of one remit. Row-level security decides which events, lines and documents are seen. */
export interface RemitHead extends Row {
  readonly id: string;
  readonly artifactId: string;
  readonly artifactName: string;
  readonly state: 'parsing' | 'parsed' | 'canonical';
  readonly disposition: string | null;
  readonly priorRemitId: string | null;
  readonly payer: string;
  readonly payee: string;
  /** Our own name of the payee; null while its NPI is not in master data. */
  readonly payeeFacility: string | null;
  readonly trn02: string;
  readonly method: string;
  readonly paymentDate: string | null;
  readonly entity: string | null;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  readonly receivedAt: Date;
  readonly parsedAt: Date;
  readonly reconcileState: 'open' | 'tied' | 'differs';
  readonly reconciledAt: Date | null;
  readonly now: Date;
}

export async function readRemitHead(tx: Tx, remitId: string): Promise<RemitHead | null> {
  const [row] = await tx.query<RemitHead>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.name AS "artifactName", r.state, r.disposition, r.prior_remit_id AS "priorRemitId",
            COALESCE(p.name, NULLIF(r.payer_name, ''), r.payer_key) AS payer, COALESCE(NULLIF(r.payee_name, ''), r.payee_key) AS payee,
            (SELECT f.name FROM crosswalk x JOIN facility f ON f.code = x.target WHERE x.kind = 'payee-npi' AND x.key = r.payee_npi
              ORDER BY x.valid_from DESC LIMIT 1) AS "payeeFacility",
            COALESCE(r.trn02, '') AS trn02, r.method, r.payment_date AS "paymentDate", r.entity_code AS entity,
            r.received_minor AS "receivedMinor", r.paid_minor AS "paidMinor", r.plb_minor AS "plbMinor",
            r.claim_count AS "claimCount", r.plb_count AS "plbCount", a.received_at AS "receivedAt", r.created_at AS "parsedAt",
            r.reconcile_state AS "reconcileState", r.reconciled_at AS "reconciledAt", now() AS now
       FROM remit r JOIN artifact a ON a.id = r.artifact_id LEFT JOIN payer p ON p.id = r.payer_id WHERE r.id = $1`,
    [remitId],
  );
  return row ?? null;
}

export interface GraphEvent extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly type: string;
  readonly kind: string;
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

const EVENT = `e.id, e.ordinal, e.type, COALESCE(c.kind, 'remit') AS kind, e.facts->>'reason' AS reason, ${STANDING} AS state,
  e.amount_minor AS "amountMinor", c.amount_minor AS "recordMinor", e.identifiers, k.id AS "causeId", k.title AS "causeTitle",
  e.hold_until AS "holdUntil", e.hold_reason AS "holdReason", e.created_at AS "createdAt"`;

/** The events to draw one by one: the one asked for, then what is stopped, then provider adjustments, then file order. */
export const readGraphEvents = (
  tx: Tx,
  remitId: string,
  focusId: string | null,
  limit: number,
): Promise<GraphEvent[]> =>
  tx.query<GraphEvent>(
    `SELECT * FROM (
       SELECT ${EVENT}, (e.id = $2) IS TRUE AS asked FROM event e
         LEFT JOIN record c ON c.id = e.record_id ${BEHIND}
         LEFT JOIN cause k ON k.id = COALESCE(e.cause_id, w.cause_id)
        WHERE e.remit_id = $1
        ORDER BY (e.id = $2) IS TRUE DESC, (e.state IN ('exception', 'held', 'rejected', 'duplicate')) DESC,
                 (e.type <> 'payment.posted') DESC, e.ordinal LIMIT $3) AS shown ORDER BY ordinal`,
    [remitId, focusId, limit],
  );

export interface RestRow extends Row {
  readonly state: Standing;
  readonly items: number;
  readonly amountMinor: bigint;
}

/** What the events that are not drawn hold, by state. */
export const readRest = (tx: Tx, remitId: string, shown: readonly string[]): Promise<RestRow[]> =>
  tx.query<RestRow>(
    `SELECT ${STANDING} AS state, count(*)::int AS items, sum(e.amount_minor)::bigint AS "amountMinor" FROM event e
      WHERE e.remit_id = $1 AND NOT e.id = ANY ($2::uuid[]) GROUP BY 1`,
    [remitId, shown],
  );

export interface EdgeRow extends Row {
  /** Null: the sum of the events that are not drawn. */
  readonly eventId: string | null;
  readonly postingId: string;
  readonly lineNo: number;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly amountMinor: bigint;
}

/** Edges of journals that count: a journal that was withdrawn or refused and made anew is history, shown with the attempts. */
export const readEdges = (tx: Tx, remitId: string, shown: readonly string[]): Promise<EdgeRow[]> =>
  tx.query<EdgeRow>(
    `SELECT CASE WHEN e.id = ANY ($2::uuid[]) THEN e.id END AS "eventId", l.posting_id AS "postingId", l.line_no AS "lineNo", l.rule,
            max(l.rule_version) AS "ruleVersion", sum(l.amount_minor)::bigint AS "amountMinor"
       FROM event e JOIN lineage_edge l ON l.event_id = e.id JOIN posting p ON p.id = l.posting_id
      WHERE e.remit_id = $1 AND p.state NOT IN ('superseded', 'rejected')
      GROUP BY 1, 2, 3, 4 ORDER BY 1 NULLS LAST, 2, 3, 4`,
    [remitId, shown],
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
       LEFT JOIN erp_account a ON a.number = l.account`,
    [postingIds, lineNos],
  );

export interface GraphPosting extends Row {
  readonly id: string;
  readonly entity: string;
  readonly period: string;
  readonly state: PostingState;
  readonly summary: boolean;
  readonly key: string;
  readonly debitMinor: bigint;
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
    `SELECT p.id, p.entity_code AS entity, p.period, p.state, p.remit_id IS NULL AS summary, p.key, p.debit_minor AS "debitMinor",
            p.line_count AS "lineCount", p.rule_version AS "ruleVersion", p.created_at AS "createdAt", p.confirmed_at AS "confirmedAt",
            p.failure_text AS "failureText", COALESCE(d.numbers, '{}') AS numbers, d.debit AS "documentMinor", d.read_at AS "documentAt"
       FROM posting p LEFT JOIN LATERAL (
         SELECT array_agg(number ORDER BY read_at) AS numbers, sum(debit_minor)::bigint AS debit, min(read_at) AS read_at
           FROM document WHERE posting_id = p.id AND gone_at IS NULL) d ON true
      WHERE p.id = ANY ($1::uuid[]) ORDER BY p.entity_code, p.id`,
    [ids],
  );
