import { PLACE_OF, type Place, type Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { IS_WHOLE } from './part';
import { itemConditions, PARCEL_PERIOD, parcelConditions } from './scope';
import { BEHIND, UNKNOWN, WAITS } from './standing';

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
  /** Its parcel is being read: only its header is known. */
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

/** Codes of causes that say that the ERP's books differ from what was asked. */
const DIFFERS_CODES = ['ERP_AMOUNT_DIFFERS', 'ERP_SECOND_DOCUMENT'];

/** Items of a month in one kind of standing, summed. Looking for a cause in front costs a look-up per item, so few are looked at. */
const factsOf = (standing: string, unknown: string, cause: string, condition: string): string => `
  SELECT COALESCE(i.payer_id::text, '${NOT_KNOWN}') AS payer, COALESCE(i.facility_id::text, '${NOT_KNOWN}') AS facility,
         COALESCE(r.entity_code, '${NOT_KNOWN}') AS entity, ${standing} AS standing, ${unknown} AS unknown,
         COALESCE(k.code = ANY ($4) AND i.state <> 'ready', false) AS differs, k.id AS "causeId", false AS reading,
         count(*)::int AS items, sum(i.amount_minor)::bigint AS amount
    FROM item i JOIN parcel r ON r.id = i.parcel_id ${cause} WHERE ${condition} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
const OWN_CAUSE = `LEFT JOIN cause k ON k.id = i.cause_id AND i.state IN ('exception', 'held')`;
const CAUSE_IN_FRONT = `${BEHIND} LEFT JOIN cause k ON k.id = w.cause_id`;

export async function readFacts(tx: Tx, period: string): Promise<Fact[]> {
  const items = itemConditions({ period });
  // Both conditions bind flow, month and asset as $1 to $3.
  const unread = parcelConditions({ period });
  const rows = await tx.query<FactRow>(
    `${factsOf('i.state', UNKNOWN, OWN_CAUSE, `NOT ${WAITS} AND ${items.sql}`)}
     UNION ALL ${factsOf("'waiting'", 'false', CAUSE_IN_FRONT, `${WAITS} AND ${items.sql}`)}
     UNION ALL
     SELECT COALESCE(r.payer_id::text, '${NOT_KNOWN}'), '${NOT_KNOWN}', COALESCE(r.entity_code, '${NOT_KNOWN}'), 'ready', false, false, NULL, true,
            count(*)::int, COALESCE(sum(r.control_minor), 0)::bigint
       FROM parcel r WHERE r.state = 'parsed' AND ${IS_WHOLE} AND ${unread.sql} GROUP BY 1, 2, 3`,
    [...items.values, DIFFERS_CODES],
  );
  return rows.map(({ standing, amount, ...row }) => ({ ...row, place: PLACE_OF[standing], amountMinor: amount }));
}

/** Months with money in them, newest first. */
const PERIODS_MAX = 36;

export async function readPeriods(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ period: string }>(
    `SELECT period FROM place_total UNION SELECT period FROM place_delta
      UNION SELECT ${PARCEL_PERIOD} FROM parcel r WHERE r.state = 'parsed' ORDER BY period DESC LIMIT ${PERIODS_MAX}`,
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
