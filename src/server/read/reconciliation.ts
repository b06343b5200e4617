import { PLACE_OF, type Place, type Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { BEHIND, EVENT_PERIOD, STANDING } from './places';

/**
 * The facts of reconciliation: received dollars of one period by payer, facility, the legal entity whose bank account
 * got them, where they are and what stops them. One statement reads them and every figure of the screen is a sum of its
 * rows, so that figures cannot disagree while money moves.
 */
export const DIMENSIONS = ['payer', 'facility', 'entity'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The key of money whose payer, facility or entity is not known yet. */
export const NOT_KNOWN = 'none';

export type Fact = Readonly<Record<Dimension, string>> & {
  readonly place: Place;
  readonly unknown: boolean;
  /** What stops it; null where no cause does. */
  readonly causeId: string | null;
  /** Its remit is being read: only its header is known. */
  readonly reading: boolean;
  /** Stopped because the ERP booked other amounts or twice. */
  readonly differs: boolean;
  readonly items: number;
  readonly amountMinor: bigint;
};

interface FactRow extends Row {
  payer: string;
  facility: string;
  entity: string;
  standing: Standing;
  unknown: boolean;
  differs: boolean;
  causeId: string | null;
  reading: boolean;
  items: number;
  amount: bigint;
}

/** Months of remits that are not canonical yet: their header's payment date. */
const REMIT_PERIOD = `to_char(COALESCE(r.payment_date, (r.created_at AT TIME ZONE 'UTC')::date), 'YYYY-MM')`;
/** Codes of causes that say that the ERP's books differ from what was asked. */
const DIFFERS_CODES = ['ERP_AMOUNT_DIFFERS', 'ERP_SECOND_DOCUMENT'];

export async function readFacts(tx: Tx, period: string): Promise<Fact[]> {
  const rows = await tx.query<FactRow>(
    `SELECT COALESCE(e.payer_id::text, '${NOT_KNOWN}') AS payer, COALESCE(e.facility_id::text, '${NOT_KNOWN}') AS facility,
            COALESCE(r.entity_code, '${NOT_KNOWN}') AS entity, ${STANDING} AS standing, COALESCE(p.state = 'unknown', false) AS unknown,
            COALESCE(k.code = ANY ($2) AND e.state <> 'ready', false) AS differs, k.id AS "causeId", false AS reading, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
       LEFT JOIN posting p ON p.id = e.posting_id AND e.state = 'mapped'
       ${BEHIND}
       LEFT JOIN cause k ON k.id = CASE WHEN e.state IN ('exception', 'held') THEN e.cause_id ELSE w.cause_id END
      WHERE ${EVENT_PERIOD} = $1 GROUP BY 1, 2, 3, 4, 5, 6, 7
     UNION ALL
     SELECT COALESCE(r.payer_id::text, '${NOT_KNOWN}'), '${NOT_KNOWN}', COALESCE(r.entity_code, '${NOT_KNOWN}'), 'ready', false, false, NULL, true,
            count(*)::int, COALESCE(sum(r.received_minor), 0)::bigint
       FROM remit r WHERE r.state <> 'canonical' AND ${REMIT_PERIOD} = $1 GROUP BY 1, 2, 3`,
    [period, DIFFERS_CODES],
  );
  return rows.map(({ standing, amount, ...row }) => ({ ...row, place: PLACE_OF[standing], amountMinor: amount }));
}

/** Months with money in them, newest first. */
const PERIODS_MAX = 36;

export async function readPeriods(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ period: string }>(
    `SELECT DISTINCT period FROM (
       SELECT ${EVENT_PERIOD} AS period FROM event e UNION SELECT ${REMIT_PERIOD} FROM remit r WHERE r.state <> 'canonical') AS months
      ORDER BY period DESC LIMIT ${PERIODS_MAX}`,
  );
  return rows.map((row) => row.period);
}

export type Names = Readonly<Record<Dimension, ReadonlyMap<string, string>>>;

export async function readNames(tx: Tx): Promise<Names> {
  const named = async (sql: string): Promise<Map<string, string>> =>
    new Map((await tx.query<{ key: string; name: string }>(sql)).map((row) => [row.key, row.name]));
  return {
    payer: await named('SELECT id::text AS key, name FROM payer'),
    facility: await named('SELECT id::text AS key, name FROM facility'),
    entity: await named('SELECT code AS key, name FROM legal_entity'),
  };
}
