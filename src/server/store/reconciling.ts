import type { KeyTotals, LedgerBalance, LedgerMaster } from '../connectors/target/port';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';
import { foldReceived, foldStops, foldWaits, taken } from './totals';

/** Work of stage reconcile: the fold of running totals, parcels whose items are all settled, and the ledgers' own balances. */

/**
 * Adds what moved since the last fold to the running totals. Changes are taken by deleting them, never by a watermark: one that
 * commits late is in the next fold. One fold at a time; a second one finds the door closed and does nothing.
 */
export async function foldTotals(tx: Tx): Promise<number> {
  const [door] = await tx.query<{ open: boolean }>("SELECT pg_try_advisory_xact_lock(hashtext('tieout/fold')) AS open");
  if (!door?.open) return 0;
  const places = await tx.execute(
    `WITH moved AS (${taken('place_delta')})
     INSERT INTO place_total (flow_code, asset, state, entity_code, facility_id, payer_id, period, items, amount_minor)
     SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, sum(items), sum(amount_minor) FROM moved
     GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
     ON CONFLICT (flow_code, asset, state, entity_code, facility_id, payer_id, period)
       DO UPDATE SET items = place_total.items + excluded.items, amount_minor = place_total.amount_minor + excluded.amount_minor`,
  );
  return places + (await foldStops(tx)) + (await foldWaits(tx)) + (await foldReceived(tx)) + (await foldParcels(tx));
}

/** What parcels finished and learned: open counts, and the scope that lists and walls read. */
async function foldParcels(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `WITH moved AS (${taken('parcel_delta')}),
     counted AS (SELECT parcel_id, flow_code, sum(open_change) AS change FROM moved GROUP BY 1, 2 HAVING sum(open_change) <> 0),
     done AS (UPDATE parcel_flow f SET open_count = f.open_count + c.change, reconcile_state = CASE WHEN c.change > 0 THEN 'open' ELSE f.reconcile_state END
       FROM counted c WHERE f.parcel_id = c.parcel_id AND f.flow_code = c.flow_code RETURNING 1),
     learned AS (SELECT parcel_id, (array_agg(payer_id) FILTER (WHERE payer_id IS NOT NULL))[1] AS payer_id,
         (array_agg(entity_code) FILTER (WHERE entity_code IS NOT NULL))[1] AS entity_code FROM moved GROUP BY 1),
     places AS (SELECT m.parcel_id, array_agg(DISTINCT f.id) AS ids FROM moved m CROSS JOIN LATERAL unnest(m.facility_ids) AS f(id) GROUP BY 1),
     told AS (SELECT l.parcel_id, l.payer_id, l.entity_code, COALESCE(p.ids, '{}') AS ids FROM learned l LEFT JOIN places p USING (parcel_id)
       WHERE l.payer_id IS NOT NULL OR l.entity_code IS NOT NULL OR p.ids IS NOT NULL),
     widened AS (UPDATE parcel p SET payer_id = COALESCE(p.payer_id, t.payer_id), entity_code = COALESCE(p.entity_code, t.entity_code),
         facility_ids = ARRAY(SELECT DISTINCT unnest(p.facility_ids || t.ids)) FROM told t WHERE p.id = t.parcel_id RETURNING p.artifact_id, t.ids),
     files AS (SELECT w.artifact_id, array_agg(DISTINCT f.id) AS ids FROM widened w CROSS JOIN LATERAL unnest(w.ids) AS f(id) GROUP BY 1),
     spread AS (UPDATE artifact a SET facility_ids = ARRAY(SELECT DISTINCT unnest(a.facility_ids || f.ids)) FROM files f
       WHERE a.id = f.artifact_id AND NOT a.facility_ids @> f.ids RETURNING 1)
     SELECT (SELECT count(*) FROM moved)::int + 0 * (SELECT count(*) FROM done)::int + 0 * (SELECT count(*) FROM spread)::int AS n`,
  );
  return row?.n ?? 0;
}

export type Settlement = {
  readonly parcelId: string;
  readonly flowCode: string;
  readonly controlMinor: bigint;
  readonly settledMinor: bigint;
  readonly items: number;
};

/** Parcels that wait for nothing: every item is posted, a duplicate, or rejected. What they settled is added up once, at the end. */
export const lockSettledParcels = (tx: Tx, limit: number): Promise<Settlement[]> =>
  tx.query<Settlement>(
    `WITH ready AS (SELECT parcel_id, flow_code, control_minor FROM parcel_flow WHERE reconcile_state = 'open' AND open_count <= 0
       ORDER BY parcel_id LIMIT $1 FOR UPDATE SKIP LOCKED)
     SELECT r.parcel_id AS "parcelId", r.flow_code AS "flowCode", r.control_minor AS "controlMinor", COALESCE(t.amount, 0)::bigint AS "settledMinor", t.items
     FROM ready r JOIN LATERAL (SELECT sum(i.amount_minor) AS amount, count(*)::int AS items,
         COALESCE(bool_and(i.state IN ('posted', 'duplicate', 'rejected')), true) AS settled
       FROM item i WHERE i.parcel_id = r.parcel_id AND i.flow_code = r.flow_code) AS t ON t.settled`,
    [limit],
  );

export const hasTotalsToFold = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query(
      `SELECT 1 WHERE EXISTS (SELECT FROM place_delta) OR EXISTS (SELECT FROM parcel_delta) OR EXISTS (SELECT FROM stop_delta)
         OR EXISTS (SELECT FROM wait_mark) OR EXISTS (SELECT FROM received_delta)
         OR EXISTS (SELECT FROM parcel_flow WHERE reconcile_state = 'open' AND open_count <= 0)`,
    );
    return rows.length > 0;
  });

export const markReconciled = (
  tx: Tx,
  rows: readonly { parcelId: string; flowCode: string; state: 'tied' | 'differs' }[],
): Promise<number> =>
  tx.execute(
    `UPDATE parcel_flow f SET reconcile_state = s.state, reconciled_at = now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS s(id, flow, state)
     WHERE f.parcel_id = s.id AND f.flow_code = s.flow`,
    [rows.map((r) => r.parcelId), rows.map((r) => r.flowCode), rows.map((r) => r.state)],
  );

export type LedgerScope = {
  readonly id: string;
  readonly code: string;
  readonly config: unknown;
  readonly entity: string;
  readonly period: string;
};

/** Targets, entities and periods posted to since their balances were last read, and those whose reading has grown old. */
export const staleLedgers = (tx: Tx, limit: number): Promise<LedgerScope[]> =>
  tx.query<LedgerScope>(
    `WITH last_read AS (SELECT DISTINCT ON (target_id, entity_code, period) target_id, entity_code, period, read_at FROM gl_read
       ORDER BY target_id, entity_code, period, id DESC),
     moved AS (SELECT target_id, entity_code, period, max(confirmed_at) AS at FROM posting
       WHERE state = 'confirmed' AND confirmed_at > now() - interval '15 minutes' AND period IS NOT NULL GROUP BY 1, 2, 3)
     SELECT c.id, c.code, c.config, s.entity_code AS entity, s.period
     FROM (SELECT COALESCE(m.target_id, g.target_id) AS target_id, COALESCE(m.entity_code, g.entity_code) AS entity_code,
             COALESCE(m.period, g.period) AS period, m.at, g.read_at
           FROM moved m FULL JOIN last_read g ON g.target_id = m.target_id AND g.entity_code = m.entity_code AND g.period = m.period) s
     JOIN connection c ON c.id = s.target_id AND c.kind = 'erp'
     WHERE s.read_at IS NULL OR (s.at > s.read_at - interval '1 second' AND s.read_at < now() - interval '5 seconds')
       OR s.read_at < now() - interval '5 minutes'
     LIMIT $1`,
    [limit],
  );

/** Readings of one target, entity and period that are kept. */
const READS_KEPT = 24;

export async function insertGlRead(
  tx: Tx,
  scope: LedgerScope,
  read: { ok: true; balances: readonly LedgerBalance[]; own: KeyTotals } | { ok: false; reason: string },
): Promise<void> {
  const id = newId();
  await tx.execute(
    `INSERT INTO gl_read (id, target_id, entity_code, period, ok, failure_text, own_count, own_debit_minor, own_credit_minor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      scope.id,
      scope.entity,
      scope.period,
      read.ok,
      read.ok ? null : read.reason,
      read.ok ? read.own.count : null,
      read.ok ? read.own.debitMinor : null,
      read.ok ? read.own.creditMinor : null,
    ],
  );
  if (!read.ok) return;
  await insertRows(
    tx,
    'gl_balance',
    {
      read_id: 'uuid',
      account: 'text',
      facility_code: 'text',
      debit_minor: 'bigint',
      credit_minor: 'bigint',
      line_count: 'int',
    },
    read.balances.map((b) => [id, b.account, b.facility, b.debitMinor, b.creditMinor, b.lineCount]),
  );
  await tx.execute(
    `DELETE FROM gl_read WHERE target_id = $4 AND entity_code = $1 AND period = $2 AND id NOT IN (
       SELECT id FROM gl_read WHERE target_id = $4 AND entity_code = $1 AND period = $2 ORDER BY id DESC LIMIT $3)`,
    [scope.entity, scope.period, READS_KEPT, scope.id],
  );
}

export const findLedgerConnections = (tx: Tx): Promise<{ id: string; code: string; config: unknown }[]> =>
  tx.query(`SELECT id, code, config FROM connection WHERE direction = 'outbound' AND kind = 'erp' AND active`);

/** Takes over a target's master data; bumps the revision only when something changed, so that caches stay warm. */
export async function mirrorMaster(tx: Tx, targetId: string, master: LedgerMaster): Promise<boolean> {
  const accounts = await insertRows(
    tx,
    'erp_account',
    { target_id: 'uuid', number: 'text', name: 'text', kind: 'text', active: 'boolean' },
    master.accounts.map((a) => [targetId, a.number, a.name, a.type, a.active]),
    `ON CONFLICT (target_id, number) DO UPDATE SET name = excluded.name, kind = excluded.kind, active = excluded.active, read_at = now()
     WHERE (erp_account.name, erp_account.kind, erp_account.active) IS DISTINCT FROM (excluded.name, excluded.kind, excluded.active)`,
  );
  const centers = await insertRows(
    tx,
    'erp_cost_center',
    { target_id: 'uuid', entity_code: 'text', code: 'text', name: 'text', active: 'boolean' },
    master.costCenters.map((c) => [targetId, c.company, c.code, c.name, c.active]),
    `ON CONFLICT (target_id, entity_code, code) DO UPDATE SET name = excluded.name, active = excluded.active, read_at = now()
     WHERE (erp_cost_center.name, erp_cost_center.active) IS DISTINCT FROM (excluded.name, excluded.active)`,
  );
  const periods = await insertRows(
    tx,
    'fiscal_period',
    { target_id: 'uuid', entity_code: 'text', period: 'text', starts_on: 'date', ends_on: 'date', status: 'text' },
    master.periods.map((p) => [targetId, p.company, p.period, p.startsOn, p.endsOn, p.status]),
    `ON CONFLICT (target_id, entity_code, period) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, status = excluded.status, read_at = now()
     WHERE (fiscal_period.starts_on, fiscal_period.ends_on, fiscal_period.status) IS DISTINCT FROM (excluded.starts_on, excluded.ends_on, excluded.status)`,
  );
  const changed = accounts + centers + periods > 0;
  if (changed) await tx.execute('UPDATE master_revision SET revision = revision + 1');
  return changed;
}
