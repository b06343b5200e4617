import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { bumpRevision, type CrosswalkKey, VALID_ALWAYS } from './masterdata';

/** Changes of single rows of master data, each closing what it replaces. Validation is `masterdata/`'s. */

export interface CrosswalkRow extends Row {
  id: string;
  target: string;
  valid_from: string;
}

/** The current row of a key under a lock. */
export async function lockCurrent(tx: Tx, { kind, key }: CrosswalkKey): Promise<CrosswalkRow | null> {
  const rows = await tx.query<CrosswalkRow>(
    'SELECT id, target, valid_from FROM crosswalk WHERE kind = $1 AND key = $2 AND valid_to IS NULL FOR UPDATE',
    [kind, key],
  );
  return rows[0] ?? null;
}

export const closeCrosswalk = async (tx: Tx, id: string, validTo: string): Promise<void> => {
  await tx.execute('UPDATE crosswalk SET valid_to = $2::date WHERE id = $1', [id, validTo]);
  await bumpRevision(tx);
};

export async function insertMapping(
  tx: Tx,
  entry: CrosswalkKey & { target: string; validFrom: string },
): Promise<void> {
  await tx.execute(
    `INSERT INTO crosswalk (id, kind, key, target, valid_from, created_by) VALUES ($1, $2, $3, $4, $5::date, $6)`,
    [newId(), entry.kind, entry.key, entry.target, entry.validFrom, tx.actor.name],
  );
  await bumpRevision(tx);
}

/** `2026-02-28` → `2026-03-01`, by the calendar of the database. */
export async function dayAfter(tx: Tx, date: string): Promise<string> {
  const [row] = await tx.query<{ day: string }>('SELECT ($1::date + 1)::text AS day', [date]);
  return row?.day ?? VALID_ALWAYS;
}

/** SQL: the bank accounts of the posting rules in force, which alone say where a bank account is booked. */
export const BANK_ACCOUNTS = `SELECT b.key AS code, b.value->>'name' AS name, b.value->>'account' AS account
  FROM (SELECT DISTINCT ON (flow_code) rules FROM posting_rule_version WHERE effective_from <= current_date
        ORDER BY flow_code, effective_from DESC, version DESC) AS now
  CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(now.rules->'banks') WHEN 'object' THEN now.rules->'banks' ELSE '{}' END) AS b`;

export type TargetKind = 'payer' | 'facility' | 'account' | 'bank account';

const TARGETS: Readonly<Record<TargetKind, string>> = {
  payer: 'SELECT 1 FROM payer WHERE code = $1',
  facility: 'SELECT 1 FROM facility WHERE code = $1',
  account: 'SELECT 1 WHERE EXISTS (SELECT FROM erp_account WHERE number = $1 AND active)',
  'bank account': `SELECT 1 FROM (${BANK_ACCOUNTS}) AS bank WHERE code = $1`,
};

/** An account exists when it is active in any of the targets. */
export const targetExists = async (tx: Tx, kind: TargetKind, code: string): Promise<boolean> =>
  (await tx.query(TARGETS[kind], [code])).length > 0;

export interface FacilityRow extends Row {
  code: string;
  name: string;
  entity_code: string;
  cost_center: string | null;
}

/** Facilities a cost center cause is about, locked: by their code, or by the cost center that fails. */
export const lockFacilities = (tx: Tx, by: 'code' | 'cost_center', value: string): Promise<FacilityRow[]> =>
  tx.query<FacilityRow>(
    `SELECT code, name, entity_code, cost_center FROM facility WHERE ${by} = $1 ORDER BY code FOR UPDATE`,
    [value],
  );

/** Active in any of the targets. */
export async function costCenterActive(tx: Tx, entity: string, code: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 WHERE EXISTS (SELECT FROM erp_cost_center WHERE entity_code = $1 AND code = $2 AND active)',
    [entity, code],
  );
  return rows.length > 0;
}

export async function setCostCenter(tx: Tx, facilityCodes: readonly string[], costCenter: string): Promise<void> {
  await tx.execute('UPDATE facility SET cost_center = $2 WHERE code = ANY ($1::text[])', [facilityCodes, costCenter]);
  await bumpRevision(tx);
}

/** Takes the mark “provisional” off a payer, with the name and class a person confirmed. Returns whether it exists. */
export async function confirmPayer(tx: Tx, code: string, name: string, payerClass: string): Promise<boolean> {
  const changed = await tx.execute(
    'UPDATE payer SET name = $2, payer_class = $3, provisional = false WHERE code = $1',
    [code, name, payerClass],
  );
  await tx.execute(
    "UPDATE crosswalk SET provisional = false WHERE kind = 'payer' AND target = $1 AND valid_to IS NULL",
    [code],
  );
  if (changed > 0) await bumpRevision(tx);
  return changed > 0;
}

export type FacilityConfirmation = {
  readonly code: string;
  readonly name: string;
  readonly entity: string;
  readonly costCenter: string | null;
  readonly erpCode: string | null;
};

/** The same for a facility. Needs the whole scope. */
export async function confirmFacility(tx: Tx, facility: FacilityConfirmation): Promise<boolean> {
  const changed = await tx.execute(
    `UPDATE facility SET name = $2, entity_code = $3, cost_center = $4, erp_code = $5, provisional = false WHERE code = $1`,
    [facility.code, facility.name, facility.entity, facility.costCenter, facility.erpCode],
  );
  await tx.execute(
    "UPDATE crosswalk SET provisional = false WHERE kind IN ('payee-npi', 'payee-tin') AND target = $1 AND valid_to IS NULL",
    [facility.code],
  );
  if (changed > 0) await bumpRevision(tx);
  return changed > 0;
}

export const entityExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await tx.query('SELECT 1 FROM legal_entity WHERE code = $1', [code])).length > 0;
