import type { Row, Tx } from '@/server/platform/db';
import { flowOfFilter } from './scope';

/**
 * The GL leg: the ERP's own balances of the cash clearing accounts beside ours. An ERP's ledger knows entities, accounts
 * and periods, and no payers; cash accounts carry no facility either. So this leg exists per legal entity only.
 */
export interface LedgerRead extends Row {
  readonly entity: string;
  readonly name: string;
  /** The newest good reading; null when there never was one. */
  readonly readId: string | null;
  readonly readAt: Date | null;
  /** Set when the newest reading failed: why, and when. */
  readonly failedAt: Date | null;
  readonly failureText: string | null;
  readonly ownCount: number | null;
  readonly ownDebitMinor: bigint | null;
  readonly ownCreditMinor: bigint | null;
}

/** Entities that were posted to or read in a period, each with its newest good reading and any failure since. */
export const readLedgerReads = (tx: Tx, period: string): Promise<LedgerRead[]> =>
  tx.query<LedgerRead>(
    `SELECT t.code AS entity, t.name, g.id AS "readId", g.read_at AS "readAt", f.read_at AS "failedAt", f.failure_text AS "failureText",
            g.own_count AS "ownCount", g.own_debit_minor AS "ownDebitMinor", g.own_credit_minor AS "ownCreditMinor"
       FROM legal_entity t
       LEFT JOIN LATERAL (SELECT * FROM gl_read WHERE entity_code = t.code AND period = $1 AND ok ORDER BY id DESC LIMIT 1) g ON true
       LEFT JOIN LATERAL (SELECT * FROM gl_read WHERE entity_code = t.code AND period = $1 AND NOT ok AND (g.id IS NULL OR id > g.id)
                           ORDER BY id DESC LIMIT 1) f ON true
      WHERE g.id IS NOT NULL OR f.id IS NOT NULL OR EXISTS (SELECT FROM posting p WHERE p.entity_code = t.code AND p.period = $1)
      ORDER BY t.code`,
    [period],
  );

/** Cash accounts of the newest posting rules: where money that was received lands first. */
export async function readCashAccounts(tx: Tx): Promise<string[]> {
  const [row] = await tx.query<{ accounts: string[] | null }>(
    `SELECT ARRAY(SELECT DISTINCT value FROM jsonb_each_text(rules->'cashAccounts') ORDER BY value) AS accounts
       FROM posting_rule_version WHERE flow_code = $1 ORDER BY version DESC LIMIT 1`,
    [flowOfFilter({})],
  );
  return row?.accounts ?? [];
}

export interface CashLeg extends Row {
  readonly entity: string;
  /** Cash of confirmed journals of remits. */
  readonly confirmedMinor: bigint;
  /** Of it, confirmed after the ERP's balances were read. */
  readonly sinceMinor: bigint;
  readonly sinceItems: number;
  /** What other flows took out of the same accounts or put there, as of the reading: deposits clear what remits booked. */
  readonly othersMinor: bigint;
  /** Documents of every flow: the ERP counts all that carry our keys. */
  readonly sinceCount: number;
  readonly sinceDebitMinor: bigint;
  readonly confirmedCount: number;
  readonly confirmedDebitMinor: bigint;
}

const OF_REMITS = 'p.flow_code = $3';

/** Our confirmed journals of a period per entity: cash, and what was confirmed after the reading. */
export const readOurCash = (tx: Tx, period: string, accounts: readonly string[]): Promise<CashLeg[]> =>
  tx.query<CashLeg>(
    `SELECT p.entity_code AS entity, COALESCE(sum(c.cash) FILTER (WHERE ${OF_REMITS}), 0)::bigint AS "confirmedMinor",
            COALESCE(sum(c.cash) FILTER (WHERE p.confirmed_at > g.read_at AND ${OF_REMITS}), 0)::bigint AS "sinceMinor",
            count(*) FILTER (WHERE p.confirmed_at > g.read_at AND p.debit_minor > 0 AND ${OF_REMITS})::int AS "sinceItems",
            COALESCE(sum(c.cash) FILTER (WHERE p.confirmed_at <= g.read_at AND NOT ${OF_REMITS}), 0)::bigint AS "othersMinor",
            count(*) FILTER (WHERE p.confirmed_at > g.read_at AND p.debit_minor > 0)::int AS "sinceCount",
            COALESCE(sum(p.debit_minor) FILTER (WHERE p.confirmed_at > g.read_at), 0)::bigint AS "sinceDebitMinor",
            count(*) FILTER (WHERE p.debit_minor > 0)::int AS "confirmedCount", sum(p.debit_minor)::bigint AS "confirmedDebitMinor"
       FROM posting p
       LEFT JOIN LATERAL (SELECT read_at FROM gl_read WHERE entity_code = p.entity_code AND period = $1 AND ok ORDER BY id DESC LIMIT 1) g ON true
       CROSS JOIN LATERAL (SELECT COALESCE(sum(l.debit_minor - l.credit_minor), 0) AS cash FROM posting_line l
                            WHERE l.posting_id = p.id AND l.account = ANY ($2) AND l.sent) c
      WHERE p.period = $1 AND p.state = 'confirmed' GROUP BY p.entity_code`,
    [period, accounts, flowOfFilter({})],
  );

export interface LooseDocument extends Row {
  readonly entity: string;
  readonly number: string;
  readonly postingId: string;
  readonly parcelId: string | null;
  readonly postingState: string;
  readonly cashMinor: bigint;
  readonly debitMinor: bigint;
  /** What the ERP booked beyond what was asked; negative when it booked less. */
  readonly differenceMinor: bigint;
  readonly owner: string | null;
}

/** A book with more documents that nobody confirms is not one to reconcile; what is beyond shows in the remainder. */
const LOOSE_MAX = 2000;

/** Documents of ours the ERP holds although they are not confirmed: their cash is in the ledger and not in Posted. */
export const readLooseDocuments = (tx: Tx, period: string, accounts: readonly string[]): Promise<LooseDocument[]> =>
  tx.query<LooseDocument>(
    `SELECT p.entity_code AS entity, d.number, p.id AS "postingId", p.parcel_id AS "parcelId", p.state AS "postingState", c.cash::bigint AS "cashMinor",
            d.debit_minor AS "debitMinor", (d.debit_minor - p.debit_minor) AS "differenceMinor",
            (SELECT COALESCE(u.name, k.owner_role) FROM leg l JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code
               JOIN cause k ON k.id = i.cause_id LEFT JOIN app_user u ON u.email = k.owner_email WHERE l.group_id = p.group_id LIMIT 1) AS owner
       FROM document d JOIN posting p ON p.id = d.posting_id AND d.gone_at IS NULL
       JOIN LATERAL (SELECT read_at FROM gl_read WHERE entity_code = p.entity_code AND period = $1 AND ok ORDER BY id DESC LIMIT 1) g ON true
       CROSS JOIN LATERAL (SELECT COALESCE(sum(l.debit_minor - l.credit_minor), 0) AS cash FROM posting_line l
                            WHERE l.posting_id = p.id AND l.account = ANY ($2) AND l.sent) c
      WHERE d.period = $1 AND p.state <> 'confirmed' AND d.read_at <= g.read_at ORDER BY d.number LIMIT ${LOOSE_MAX}`,
    [period, accounts],
  );

export interface PendingLeg extends Row {
  readonly entity: string;
  readonly count: number;
  readonly debitMinor: bigint;
  readonly cashMinor: bigint;
}

/** Journals on their way: the ERP may have booked them although nobody has read them back yet. */
export const readPending = (tx: Tx, period: string, accounts: readonly string[]): Promise<PendingLeg[]> =>
  tx.query<PendingLeg>(
    `SELECT p.entity_code AS entity, count(*)::int AS count, sum(p.debit_minor)::bigint AS "debitMinor", sum(c.cash)::bigint AS "cashMinor"
       FROM posting p CROSS JOIN LATERAL (SELECT COALESCE(sum(l.debit_minor - l.credit_minor), 0) AS cash FROM posting_line l
                            WHERE l.posting_id = p.id AND l.account = ANY ($2) AND l.sent) c
      WHERE p.period = $1 AND p.state IN ('intent', 'queued', 'sent', 'unknown') GROUP BY 1`,
    [period, accounts],
  );

/** The ERP's cash of a reading: debits less credits of the cash accounts. */
export const readGlCash = (
  tx: Tx,
  readIds: readonly string[],
  accounts: readonly string[],
): Promise<{ readId: string; cashMinor: bigint }[]> =>
  tx.query(
    `SELECT w.id AS "readId", COALESCE(sum(b.debit_minor - b.credit_minor), 0)::bigint AS "cashMinor"
       FROM unnest($1::uuid[]) AS w(id) LEFT JOIN gl_balance b ON b.read_id = w.id AND b.account = ANY ($2) GROUP BY w.id`,
    [readIds, accounts],
  );

interface AccountLine extends Row {
  readonly account: string;
  readonly name: string | null;
  readonly facility: string;
  readonly ourMinor: bigint;
  readonly erpMinor: bigint;
}

const ACCOUNTS_MAX = 300;

/** All accounts of one entity and period: our confirmed lines beside the ERP's balances, by account and facility. */
export const readAccounts = (tx: Tx, entity: string, period: string, readId: string | null): Promise<AccountLine[]> =>
  tx.query<AccountLine>(
    `SELECT t.account, a.name, t.facility, sum(t.ours)::bigint AS "ourMinor", sum(t.theirs)::bigint AS "erpMinor" FROM (
       SELECT l.account, COALESCE(f.erp_code, '') AS facility, l.debit_minor - l.credit_minor AS ours, 0 AS theirs
         FROM posting p JOIN posting_line l ON l.posting_id = p.id AND l.sent LEFT JOIN facility f ON f.id = l.facility_id
        WHERE p.entity_code = $1 AND p.period = $2 AND p.state = 'confirmed'
       UNION ALL SELECT b.account, b.facility_code, 0, b.debit_minor - b.credit_minor FROM gl_balance b WHERE b.read_id = $3) t
      LEFT JOIN (SELECT DISTINCT ON (number) number, name FROM erp_account ORDER BY number, read_at DESC) a ON a.number = t.account
      GROUP BY 1, 2, 3 ORDER BY 1, 3 LIMIT ${ACCOUNTS_MAX}`,
    [entity, period, readId],
  );
