import type { KeyTotals, LedgerBalance, LedgerMaster } from '../connectors/target/port';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { arrayText, insertRows } from './rows';
import { DELTAS_PER_FOLD, foldReceived, foldStops, foldWaits, taken } from './totals';

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

type Change = {
  readonly parcelId: string;
  readonly flowCode: string;
  readonly openChange: number;
  readonly payerId: string | null;
  readonly entity: string | null;
  readonly facilityIds: readonly string[];
};

/** What parcels finished and learned: open counts, and the scope that lists and walls read. */
async function foldParcels(tx: Tx): Promise<number> {
  const moved = await tx.query<Change>(
    `DELETE FROM parcel_delta WHERE ctid = ANY (ARRAY(SELECT ctid FROM parcel_delta LIMIT ${DELTAS_PER_FOLD}))
     RETURNING parcel_id AS "parcelId", flow_code AS "flowCode", open_change AS "openChange", payer_id AS "payerId", entity_code AS entity,
       facility_ids AS "facilityIds"`,
  );
  await countOpen(tx, moved);
  await widenScope(tx, moved);
  return moved.length;
}

async function countOpen(tx: Tx, moved: readonly Change[]): Promise<void> {
  const changes = new Map<string, { parcelId: string; flowCode: string; change: number }>();
  for (const { parcelId, flowCode, openChange } of moved) {
    const key = `${parcelId}|${flowCode}`;
    const known = changes.get(key);
    if (known) known.change += openChange;
    else changes.set(key, { parcelId, flowCode, change: openChange });
  }
  const rows = [...changes.values()].filter(({ change }) => change !== 0);
  if (rows.length === 0) return;
  await tx.execute(
    `UPDATE parcel_flow f SET open_count = f.open_count + c.change, reconcile_state = CASE WHEN c.change > 0 THEN 'open' ELSE f.reconcile_state END
     FROM unnest($1::uuid[], $2::text[], $3::int[]) AS c(parcel, flow, change)
     WHERE f.parcel_id = c.parcel AND f.flow_code = c.flow`,
    [rows.map((r) => r.parcelId), rows.map((r) => r.flowCode), rows.map((r) => r.change)],
  );
}

type Learned = { payerId: string | null; entity: string | null; readonly facilityIds: Set<string> };

async function widenScope(tx: Tx, moved: readonly Change[]): Promise<void> {
  const learned = new Map<string, Learned>();
  for (const { parcelId, payerId, entity, facilityIds } of moved) {
    if (payerId === null && entity === null && facilityIds.length === 0) continue;
    const known = learned.get(parcelId) ?? { payerId: null, entity: null, facilityIds: new Set() };
    known.payerId ??= payerId;
    known.entity ??= entity;
    for (const id of facilityIds) known.facilityIds.add(id);
    learned.set(parcelId, known);
  }
  if (learned.size === 0) return;
  const told = [...learned.values()];
  const widened = await tx.query<{ artifactId: string; parcelId: string }>(
    `UPDATE parcel p SET payer_id = COALESCE(p.payer_id, t.payer_id), entity_code = COALESCE(p.entity_code, t.entity_code),
       facility_ids = ARRAY(SELECT DISTINCT unnest(p.facility_ids || t.ids::uuid[]))
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS t(parcel, payer_id, entity_code, ids)
     WHERE p.id = t.parcel AND p.id = ANY ($1::uuid[]) RETURNING p.artifact_id AS "artifactId", p.id AS "parcelId"`,
    [
      [...learned.keys()],
      told.map((t) => t.payerId),
      told.map((t) => t.entity),
      told.map((t) => arrayText([...t.facilityIds])),
    ],
  );
  const files = new Map<string, Set<string>>();
  for (const { artifactId, parcelId } of widened) {
    const ids = files.get(artifactId) ?? new Set();
    for (const id of learned.get(parcelId)?.facilityIds ?? []) ids.add(id);
    files.set(artifactId, ids);
  }
  await tx.execute(
    `UPDATE artifact a SET facility_ids = ARRAY(SELECT DISTINCT unnest(a.facility_ids || f.ids::uuid[]))
     FROM unnest($1::uuid[], $2::text[]) AS f(id, ids) WHERE a.id = f.id AND a.id = ANY ($1::uuid[]) AND NOT a.facility_ids @> f.ids::uuid[]`,
    [[...files.keys()], [...files.values()].map((ids) => arrayText([...ids]))],
  );
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
