import type { Tx } from '../platform/db';
import { WAIT_TOTAL, waitingIn } from './waiting';

/** The fold of running totals: what is stopped, what waits behind it, and what was received. Called under the lock of the fold. */

/** Changes folded at once; the rest waits for the next fold. */
export const DELTAS_PER_FOLD = 5_000;

/** SQL: takes changes out of a table by deleting them. */
export const taken = (table: string): string =>
  `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} LIMIT ${DELTAS_PER_FOLD})) RETURNING *`;

/** Days since when something is stopped that are told apart; older ones are one. Looks tell ages up to a week. */
const DAYS_KEPT = 7;
/** SQL: the day under which a stop since `day` is kept. */
export const keptDay = (day: string): string =>
  `CASE WHEN ${day} < tieout_day(now()) - ${DAYS_KEPT} THEN '-infinity'::date ELSE ${day} END`;

export const STOP_KEY = 'cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, day';

const intoStops = (from: string): string => `
  INSERT INTO stop_total (${STOP_KEY}, items, amount_minor, gross_minor)
  SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, ${keptDay('day')}, sum(items), sum(amount_minor), sum(gross_minor)
  FROM ${from} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (${STOP_KEY}) DO UPDATE SET items = stop_total.items + excluded.items,
    amount_minor = stop_total.amount_minor + excluded.amount_minor, gross_minor = stop_total.gross_minor + excluded.gross_minor`;

export async function foldStops(tx: Tx): Promise<number> {
  const moved = await tx.execute(`WITH moved AS (${taken('stop_delta')}) ${intoStops('moved')}`);
  await tx.execute(
    `WITH old AS (DELETE FROM stop_total WHERE day > '-infinity' AND day < tieout_day(now()) - ${DAYS_KEPT} RETURNING *) ${intoStops('old')}`,
  );
  // What says that something is wrong stays, for `verify` to find.
  await tx.execute('DELETE FROM stop_total WHERE items = 0 AND amount_minor = 0 AND gross_minor = 0');
  return moved;
}

/**
 * Works marked keys out again. Marks and items are of one statement's moment: whatever commits later has a mark of its own, which
 * stays.
 */
export async function foldWaits(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `WITH moved AS (${taken('wait_mark')}), keys AS (SELECT DISTINCT order_key FROM moved),
     gone AS (DELETE FROM wait_total t USING keys k WHERE t.order_key = k.order_key RETURNING 1),
     made AS (INSERT INTO wait_total (${WAIT_TOTAL}) ${waitingIn('SELECT order_key FROM keys')} RETURNING 1)
     SELECT (SELECT count(*) FROM moved)::int + 0 * (SELECT count(*) FROM gone)::int + 0 * (SELECT count(*) FROM made)::int AS n`,
  );
  return row?.n ?? 0;
}

export const foldReceived = (tx: Tx): Promise<number> =>
  tx.execute(
    `WITH moved AS (${taken('received_delta')})
     INSERT INTO received_total (flow_code, asset, parcels, amount_minor)
     SELECT flow_code, asset, sum(parcels), sum(amount_minor) FROM moved GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (flow_code, asset) DO UPDATE SET parcels = received_total.parcels + excluded.parcels,
       amount_minor = received_total.amount_minor + excluded.amount_minor`,
  );
