import type { ErpBalance, ErpKeyTotals, ErpMaster } from '../connectors/erp/port';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';

/** Work of stage reconcile: remits whose every event is settled, and the ERP's own balances and master data. */
export type RemitSettlement = {
  readonly remitId: string;
  readonly receivedMinor: bigint;
  readonly settledMinor: bigint;
  readonly events: number;
};

/** Canonical remits that wait for nothing: every event is posted, a duplicate, or rejected. */
export const lockSettledRemits = (tx: Tx, limit: number): Promise<RemitSettlement[]> =>
  tx.query<RemitSettlement>(
    `SELECT r.id AS "remitId", r.received_minor AS "receivedMinor", t.amount AS "settledMinor", t.events
     FROM remit r JOIN LATERAL (SELECT COALESCE(sum(e.amount_minor), 0)::bigint AS amount, count(*)::int AS events,
         bool_and(e.state IN ('posted', 'duplicate', 'rejected')) AS settled FROM event e WHERE e.remit_id = r.id) t ON COALESCE(t.settled, true)
     WHERE r.state = 'canonical' AND r.reconcile_state = 'open' ORDER BY r.id LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    [limit],
  );

export const hasRemitsToReconcile = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query(
      `SELECT 1 FROM remit r WHERE r.state = 'canonical' AND r.reconcile_state = 'open'
         AND NOT EXISTS (SELECT FROM event e WHERE e.remit_id = r.id AND e.state NOT IN ('posted', 'duplicate', 'rejected')) LIMIT 1`,
    );
    return rows.length > 0;
  });

export const markReconciled = (
  tx: Tx,
  rows: readonly { remitId: string; state: 'tied' | 'differs' }[],
): Promise<number> =>
  tx.execute(
    `UPDATE remit r SET reconcile_state = s.state, reconciled_at = now() FROM unnest($1::uuid[], $2::text[]) AS s(id, state) WHERE r.id = s.id`,
    [rows.map((r) => r.remitId), rows.map((r) => r.state)],
  );

export type LedgerScope = {
  readonly connectionId: string;
  readonly config: unknown;
  readonly entity: string;
  readonly period: string;
};

/** Entities and periods posted to since the ERP's balances were last read, and those whose reading has grown old. */
export const staleLedgers = (tx: Tx, limit: number): Promise<LedgerScope[]> =>
  tx.query<LedgerScope>(
    `WITH last_read AS (SELECT DISTINCT ON (entity_code, period) entity_code, period, connection_id, read_at FROM gl_read
       ORDER BY entity_code, period, id DESC),
     moved AS (SELECT connection_id, entity_code, period, max(confirmed_at) AS at FROM posting
       WHERE state = 'confirmed' AND confirmed_at > now() - interval '15 minutes' GROUP BY 1, 2, 3)
     SELECT c.id AS "connectionId", c.config, s.entity_code AS entity, s.period
     FROM (SELECT COALESCE(m.connection_id, g.connection_id) AS connection_id, COALESCE(m.entity_code, g.entity_code) AS entity_code,
             COALESCE(m.period, g.period) AS period, m.at, g.read_at
           FROM moved m FULL JOIN last_read g ON g.entity_code = m.entity_code AND g.period = m.period) s
     JOIN connection c ON c.id = s.connection_id
     WHERE s.read_at IS NULL OR (s.at > s.read_at - interval '1 second' AND s.read_at < now() - interval '5 seconds')
       OR s.read_at < now() - interval '5 minutes'
     LIMIT $1`,
    [limit],
  );

/** Readings of one entity and period that are kept. */
const READS_KEPT = 24;

export async function insertGlRead(
  tx: Tx,
  scope: LedgerScope,
  read: { ok: true; balances: readonly ErpBalance[]; own: ErpKeyTotals } | { ok: false; reason: string },
): Promise<void> {
  const id = newId();
  await tx.execute(
    `INSERT INTO gl_read (id, connection_id, entity_code, period, ok, failure_text, own_count, own_debit_minor, own_credit_minor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      scope.connectionId,
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
    `DELETE FROM gl_read WHERE entity_code = $1 AND period = $2 AND id NOT IN (
       SELECT id FROM gl_read WHERE entity_code = $1 AND period = $2 ORDER BY id DESC LIMIT $3)`,
    [scope.entity, scope.period, READS_KEPT],
  );
}

export const findErpConnections = (tx: Tx): Promise<{ id: string; config: unknown }[]> =>
  tx.query(`SELECT id, config FROM connection WHERE direction = 'outbound' AND kind = 'erp' AND active`);

/** Takes over the ERP's master data; bumps the revision only when something changed, so that caches stay warm. */
export async function mirrorMaster(tx: Tx, master: ErpMaster): Promise<boolean> {
  const accounts = await insertRows(
    tx,
    'erp_account',
    { number: 'text', name: 'text', kind: 'text', active: 'boolean' },
    master.accounts.map((a) => [a.number, a.name, a.type, a.active]),
    `ON CONFLICT (number) DO UPDATE SET name = excluded.name, kind = excluded.kind, active = excluded.active, read_at = now()
     WHERE (erp_account.name, erp_account.kind, erp_account.active) IS DISTINCT FROM (excluded.name, excluded.kind, excluded.active)`,
  );
  const centers = await insertRows(
    tx,
    'erp_cost_center',
    { entity_code: 'text', code: 'text', name: 'text', active: 'boolean' },
    master.costCenters.map((c) => [c.company, c.code, c.name, c.active]),
    `ON CONFLICT (entity_code, code) DO UPDATE SET name = excluded.name, active = excluded.active, read_at = now()
     WHERE (erp_cost_center.name, erp_cost_center.active) IS DISTINCT FROM (excluded.name, excluded.active)`,
  );
  const periods = await insertRows(
    tx,
    'fiscal_period',
    { entity_code: 'text', period: 'text', starts_on: 'date', ends_on: 'date', status: 'text' },
    master.periods.map((p) => [p.company, p.period, p.startsOn, p.endsOn, p.status]),
    `ON CONFLICT (entity_code, period) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, status = excluded.status, read_at = now()
     WHERE (fiscal_period.starts_on, fiscal_period.ends_on, fiscal_period.status) IS DISTINCT FROM (excluded.starts_on, excluded.ends_on, excluded.status)`,
  );
  const changed = accounts + centers + periods > 0;
  if (changed) await tx.execute('UPDATE master_revision SET revision = revision + 1');
  return changed;
}
