import { randomUUID } from 'node:crypto';
import type { Db } from './db';
import { bindErp, ensureErp, FLOW } from './flow';

/** Master data, people, settings and the log: what stands still while money flows. */

export const addEntity = ({ sql }: Db, code: string, name: string, createdAt = new Date()) =>
  sql('INSERT INTO legal_entity (code, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    code,
    name,
    createdAt,
  ]);

export type FacilityFields = {
  readonly id: string;
  readonly code: string;
  readonly entity: string;
  readonly costCenter?: string | null;
  readonly erpCode?: string | null;
};

export const addFacility = ({ sql }: Db, { id, code, entity, costCenter = null, erpCode = null }: FacilityFields) =>
  sql('INSERT INTO facility (id, code, name, entity_code, cost_center, erp_code) VALUES ($1, $2, $2, $3, $4, $5)', [
    id,
    code,
    entity,
    costCenter,
    erpCode,
  ]);

export const facilityIdOf = async ({ sql }: Db, code: string): Promise<string> =>
  (await sql<{ id: string }>('SELECT id FROM facility WHERE code = $1', [code]))[0]?.id ?? '';

export const facilityRows = ({ sql }: Db, code: string) =>
  sql<{
    entity_code: string;
    cost_center: string | null;
    erp_code: string | null;
    provisional: boolean;
  }>('SELECT entity_code, cost_center, erp_code, provisional FROM facility WHERE code = $1', [code]);

export const costCenterOf = ({ sql }: Db, code: string) =>
  sql<{ cost_center: string | null }>('SELECT cost_center FROM facility WHERE code = $1', [code]);

/** Gives every facility a cost center that the demo ERP has active, so that nothing stops for want of one. */
export const activateCostCenters = ({ sql }: Db) => sql("UPDATE facility SET cost_center = code || '-4400'");

export async function addErpCostCenter(db: Db, entity: string, code: string, active: boolean): Promise<void> {
  await ensureErp(db);
  await db.sql(
    `INSERT INTO erp_cost_center (target_id, entity_code, code, name, active)
     SELECT id, $1, $2::text, $2::text, $3 FROM connection WHERE code = 'erp'`,
    [entity, code, active],
  );
}

export async function addErpAccount(db: Db, number: string, name: string, kind: string): Promise<void> {
  await ensureErp(db);
  await db.sql(
    `INSERT INTO erp_account (target_id, number, name, kind, active) SELECT id, $1, $2, $3, true FROM connection WHERE code = 'erp'`,
    [number, name, kind],
  );
}

/** A month that is open in every legal entity. */
export async function openPeriod(db: Db, period: string, startsOn: string, endsOn: string): Promise<void> {
  await ensureErp(db);
  await db.sql(
    `INSERT INTO fiscal_period (target_id, entity_code, period, starts_on, ends_on, status)
     SELECT c.id, e.code, $1, $2, $3, 'open' FROM legal_entity e, connection c WHERE c.code = 'erp'`,
    [period, startsOn, endsOn],
  );
}

export const addPayer = ({ sql }: Db, code: string, name: string, payerClass: string) =>
  sql('INSERT INTO payer (id, code, name, payer_class) VALUES (gen_random_uuid(), $1, $2, $3)', [
    code,
    name,
    payerClass,
  ]);

export const payerRows = ({ sql }: Db, code: string) =>
  sql<{ name: string; payer_class: string; provisional: boolean }>(
    'SELECT name, payer_class, provisional FROM payer WHERE code = $1',
    [code],
  );

export const payerCodes = ({ sql }: Db, prefix: string) =>
  sql<{ code: string }>('SELECT code FROM payer WHERE starts_with(code, $1) ORDER BY 1', [prefix]);

export const addCrosswalk = ({ sql }: Db, kind: string, key: string, target: string, validFrom = '2020-01-01') =>
  sql(
    `INSERT INTO crosswalk (id, kind, key, target, valid_from, created_by)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, 'test')`,
    [kind, key, target, validFrom],
  );

/** What leads to these targets. */
export const crosswalksTo = ({ sql }: Db, targets: readonly string[]) =>
  sql<{ kind: string; key: string; target: string }>(
    'SELECT kind, key, target FROM crosswalk WHERE target = ANY ($1) ORDER BY kind',
    [targets],
  );

/** Where a key led to, from when until when. */
export const crosswalkHistory = ({ sql }: Db, key: string) =>
  sql<{ target: string; valid_from: string; valid_to: string | null }>(
    'SELECT target, valid_from::text, valid_to::text FROM crosswalk WHERE key = $1 ORDER BY valid_from',
    [key],
  );

export const crosswalkTargets = ({ sql }: Db, kind: string, key: string) =>
  sql<{ target: string }>('SELECT target FROM crosswalk WHERE kind = $1 AND key = $2', [kind, key]);

/** The kinds of id that lead to a target, of the ids that end so. */
export const crosswalkKinds = ({ sql }: Db, target: string, keyEnd: string) =>
  sql<{ kind: string }>('SELECT kind FROM crosswalk WHERE target = $1 AND right(key, length($2)) = $2 ORDER BY kind', [
    target,
    keyEnd,
  ]);

export const crosswalkCount = ({ sql }: Db, keys: readonly string[]) =>
  sql<{ n: number }>('SELECT count(*)::int AS n FROM crosswalk WHERE key = ANY ($1)', [keys]);

/** Where a word stands in clear: facts, causes, heads of parcels, findings and known codes. */
export const clearPlacesOf = ({ sql }: Db, word: string) =>
  sql<{ place: string }>(
    `SELECT DISTINCT place FROM (
       SELECT 'fact' AS place, facts::text AS said FROM event
       UNION ALL SELECT 'cause', concat_ws(' ', title, cure, value, params::text) FROM cause
       UNION ALL SELECT 'parcel', concat_ws(' ', head::text, parties::text, findings::text, incomplete::text) FROM parcel
       UNION ALL SELECT 'file', concat_ws(' ', findings::text, failure_text, format) FROM artifact
       UNION ALL SELECT 'known code', key FROM crosswalk
       UNION ALL SELECT 'audit', detail FROM audit) AS s WHERE strpos(said, $1) > 0 ORDER BY 1`,
    [word],
  );

export const masterRevision = async ({ sql }: Db): Promise<bigint> =>
  BigInt((await sql<{ revision: string }>('SELECT revision::text FROM master_revision'))[0]?.revision ?? 0);

export type ConnectionFields = {
  readonly id?: string;
  readonly code: string;
  readonly direction: 'inbound' | 'outbound';
  readonly kind: string;
};

/** A way in or out; an ERP makes the cash journals from now on. */
export async function addConnection(db: Db, of: ConnectionFields): Promise<void> {
  const { id = randomUUID(), code, direction, kind } = of;
  await db.sql('INSERT INTO connection (id, code, name, direction, kind) VALUES ($1, $2, $2, $3, $4)', [
    id,
    code,
    direction,
    kind,
  ]);
  if (code === 'erp') await bindErp(db);
}

/** Adds to what a connection is set up with. */
export const setConnection = ({ sql }: Db, code: string, more: Record<string, unknown>) =>
  sql('UPDATE connection SET config = config || $2::jsonb WHERE code = $1', [code, JSON.stringify(more)]);

/** Adds to what the connection to the ERP is configured with. */
export const configureErp = ({ sql }: Db, more: Record<string, unknown>) =>
  sql("UPDATE connection SET config = config || $1::jsonb WHERE code = 'erp'", [JSON.stringify(more)]);

/** A flow that posts one journal per remittance. */
export const addFlow = ({ sql }: Db, code: string, summaryCutSeconds = 900) =>
  sql(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode,
       suspense_mode, summary_cut_seconds)
     VALUES ($1, $1, 'in', 'erp', 'Finance', 24, 'high', '835', '', 'detail', 'automatic', $2)
     ON CONFLICT (code) DO UPDATE SET summary_cut_seconds = excluded.summary_cut_seconds`,
    [code, summaryCutSeconds],
  );

export const setJournalMode = ({ sql }: Db, mode: 'detail' | 'summary', cutSeconds: number) =>
  sql('UPDATE flow SET journal_mode = $1, summary_cut_seconds = $2 WHERE code = $3', [mode, cutSeconds, FLOW]);

type Rules = { readonly version: number; readonly [rule: string]: unknown };

export async function addPostingRules({ sql }: Db, flow: string, rules: Rules): Promise<void> {
  await sql(
    `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by)
     VALUES ($1, $3, $2, '2020-01-01', 'test')`,
    [flow, JSON.stringify(rules), rules.version],
  );
  await sql('UPDATE master_revision SET revision = revision + 1');
}

export type UserFields = {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly limitMinor?: number;
  readonly passwordHash?: string;
};

/** A person, unless there is one of this address. */
export const addUser = ({ sql }: Db, { email, name, role, limitMinor = 0, passwordHash = 'x' }: UserFields) =>
  sql(
    `INSERT INTO app_user (id, email, name, role, approval_limit_minor, password_hash)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [email, name, role, limitMinor, passwordHash],
  );

export const addSetting = ({ sql }: Db, key: string, value: unknown) =>
  sql('INSERT INTO setting (key, value) VALUES ($1, $2)', [key, JSON.stringify(value)]);

export const auditActions = ({ sql }: Db) => sql<{ action: string }>('SELECT action FROM audit ORDER BY id');

/** What the log says was done to this subject. */
export const auditOf = ({ sql }: Db, subjectId: string) =>
  sql<{ action: string }>('SELECT action FROM audit WHERE subject_id = $1 ORDER BY seq', [subjectId]);

export const auditOfAll = ({ sql }: Db, subjectIds: readonly string[]) =>
  sql<{ action: string; actor: string }>(
    'SELECT action, actor FROM audit WHERE subject_id = ANY ($1) ORDER BY action',
    [subjectIds],
  );

export const heartbeats = ({ sql }: Db) => sql<{ id: string }>('SELECT id FROM worker_heartbeat');
