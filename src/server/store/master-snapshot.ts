import type { FacilityRow, Master, PayerRow } from '@/domain/master';
import type { FiscalPeriod } from '@/domain/period';
import type { AnyFlow } from '@/flows/flow';
import { allFlows } from '@/flows/registry';
import type { Tx } from '../platform/db';

/** What operations change of a flow without a release. */
export type CatalogueRow = {
  readonly code: string;
  readonly journalMode: 'detail' | 'summary';
  readonly summaryCutSeconds: number;
  readonly active: boolean;
};

/** One flow as configured now. */
export type FlowSetup = {
  readonly flow: AnyFlow;
  readonly catalogue: CatalogueRow;
  readonly ruleVersion: number;
  readonly rules: unknown;
};

export type TargetRow = { readonly id: string; readonly code: string; readonly config: unknown };

/** All reference data the map stage reads, as of one revision. Immutable; a change makes a new one. */
export type MasterSnapshot = Master & {
  readonly flows: ReadonlyMap<string, FlowSetup>;
  /** The target of a flow's documents of a role and legal entity, or `undefined` when nothing is bound. */
  readonly targetOf: (flowCode: string, role: string, entity: string) => TargetRow | undefined;
  /** Whether a target knows an account as active; `undefined` when it does not list it. */
  readonly accountActiveAt: (targetId: string, account: string) => boolean | undefined;
  readonly costCenterActiveAt: (targetId: string, entity: string, code: string) => boolean;
  readonly calendarAt: (targetId: string, entity: string) => readonly FiscalPeriod[];
  readonly facilityById: ReadonlyMap<string, FacilityRow>;
};

let cached: MasterSnapshot | undefined;

const revisionOf = async (tx: Tx): Promise<{ revision: bigint; today: string }> => {
  const [now] = await tx.query<{ revision: bigint; today: string }>(
    'SELECT revision, current_date AS today FROM master_revision',
  );
  if (!now) throw new Error('master_revision is empty: the database was not migrated');
  return now;
};

/** The snapshot of the current revision; reread only when master data, a target's mirror, rules or the date changed. */
export async function loadMaster(tx: Tx): Promise<MasterSnapshot> {
  const now = await revisionOf(tx);
  if (cached?.revision === now.revision && cached.today === now.today && cached.flows.size === allFlows().length) {
    return cached;
  }
  cached = await readMaster(tx, now);
  return cached;
}

/** The snapshot of now, which nobody can change before this transaction ends. */
export async function lockMaster(tx: Tx): Promise<MasterSnapshot> {
  await tx.query('SELECT 1 FROM master_revision FOR SHARE');
  return loadMaster(tx);
}

/** Read anew and kept nowhere: for a preview inside a transaction whose changes may never be committed. */
export const readMasterNow = async (tx: Tx): Promise<MasterSnapshot> => readMaster(tx, await revisionOf(tx));

type CrosswalkRow = { kind: string; key: string; target: string; validFrom: string; validTo: string | null };

async function readMaster(tx: Tx, now: { revision: bigint; today: string }): Promise<MasterSnapshot> {
  const facilities = await tx.query<FacilityRow>(
    'SELECT id, code, name, entity_code AS entity, cost_center AS "costCenter", erp_code AS "erpCode", provisional FROM facility',
  );
  const payers = await tx.query<PayerRow>('SELECT id, code, name, payer_class AS "payerClass" FROM payer');
  const crosswalk = await tx.query<CrosswalkRow>(
    'SELECT kind, key, target, valid_from AS "validFrom", valid_to AS "validTo" FROM crosswalk ORDER BY valid_from',
  );
  const perEntity = new Map<string, number>();
  for (const f of facilities) if (!f.provisional) perEntity.set(f.entity, (perEntity.get(f.entity) ?? 0) + 1);
  const currentKinds = new Map<string, Record<string, string>>();
  for (const { kind, key, target, validTo } of crosswalk) {
    if (validTo !== null) continue;
    const known = currentKinds.get(kind) ?? {};
    known[key] = target;
    currentKinds.set(kind, known);
  }
  return {
    ...now,
    facilities: new Map(facilities.map((f) => [f.code, f])),
    facilityById: new Map(facilities.map((f) => [f.id, f])),
    facilitiesPerEntity: perEntity,
    payers: new Map(payers.map((p) => [p.code, p])),
    lookup: lookupOf(crosswalk),
    current: (kind) => currentKinds.get(kind) ?? {},
    ...(await readCodes(tx)),
    ...(await readCalendars(tx)),
    flows: await readFlows(tx),
    targetOf: await readBindings(tx),
  };
}

function lookupOf(rows: readonly CrosswalkRow[]): Master['lookup'] {
  const index = new Map<string, CrosswalkRow[]>();
  for (const row of rows) {
    const key = `${row.kind}|${row.key}`;
    const known = index.get(key);
    if (known) known.push(row);
    else index.set(key, [row]);
  }
  return (kind, key, onDate) =>
    index.get(`${kind}|${key}`)?.findLast((r) => r.validFrom <= onDate && (r.validTo === null || r.validTo > onDate))
      ?.target;
}

async function readCodes(tx: Tx) {
  const accounts = await tx.query<{ target: string; number: string; active: boolean }>(
    'SELECT target_id AS target, number, active FROM erp_account',
  );
  const centers = await tx.query<{ target: string; entity: string; code: string; active: boolean }>(
    'SELECT target_id AS target, entity_code AS entity, code, active FROM erp_cost_center',
  );
  const accountAt = new Map(accounts.map((a) => [`${a.target}|${a.number}`, a.active]));
  const centerAt = new Map(centers.map((c) => [`${c.target}|${c.entity}|${c.code}`, c.active]));
  return {
    accountActive: new Map(accounts.map((a) => [a.number, a.active])),
    costCenterActive: new Map(centers.map((c) => [`${c.entity}|${c.code}`, c.active])),
    accountActiveAt: (target: string, account: string) => accountAt.get(`${target}|${account}`),
    costCenterActiveAt: (target: string, entity: string, code: string) =>
      centerAt.get(`${target}|${entity}|${code}`) === true,
  };
}

async function readCalendars(tx: Tx) {
  const rows = await tx.query<FiscalPeriod & { target: string; entity: string }>(
    `SELECT target_id AS target, entity_code AS entity, period, starts_on AS "startsOn", ends_on AS "endsOn", status
     FROM fiscal_period ORDER BY target_id, entity_code, starts_on`,
  );
  const at = new Map<string, FiscalPeriod[]>();
  const calendars = new Map<string, readonly FiscalPeriod[]>();
  for (const { target, entity, ...period } of rows) {
    const key = `${target}|${entity}`;
    const own = at.get(key) ?? [];
    own.push(period);
    at.set(key, own);
    if (!calendars.has(entity)) calendars.set(entity, own);
  }
  return { calendars, calendarAt: (target: string, entity: string) => at.get(`${target}|${entity}`) ?? [] };
}

async function readFlows(tx: Tx): Promise<Map<string, FlowSetup>> {
  const rows = await tx.query<CatalogueRow & { version: number | null; rules: unknown }>(
    `SELECT f.code, f.journal_mode AS "journalMode", f.summary_cut_seconds AS "summaryCutSeconds", f.active, v.version, v.rules
     FROM flow f LEFT JOIN LATERAL (SELECT version, rules FROM posting_rule_version r WHERE r.flow_code = f.code AND r.effective_from <= current_date
       ORDER BY version DESC LIMIT 1) AS v ON true`,
  );
  const setups = new Map<string, FlowSetup>();
  for (const flow of allFlows()) {
    const row = rows.find((candidate) => candidate.code === flow.code);
    if (!row || row.version === null) continue;
    const { version, rules, ...catalogue } = row;
    setups.set(flow.code, { flow, catalogue, ruleVersion: version, rules: flow.rules.parse(rules) });
  }
  return setups;
}

/** Every entity without a row of its own. */
const ANY_ENTITY = '*';

async function readBindings(tx: Tx): Promise<MasterSnapshot['targetOf']> {
  const rows = await tx.query<TargetRow & { flow: string; role: string; entity: string }>(
    `SELECT b.flow_code AS flow, b.role, b.entity_code AS entity, c.id, c.code, c.config FROM binding b JOIN connection c ON c.id = b.target_id AND c.active
     WHERE b.valid_from <= current_date AND (b.valid_to IS NULL OR b.valid_to > current_date)`,
  );
  const index = new Map(rows.map(({ flow, role, entity, ...target }) => [`${flow}|${role}|${entity}`, target]));
  return (flow, role, entity) => index.get(`${flow}|${role}|${entity}`) ?? index.get(`${flow}|${role}|${ANY_ENTITY}`);
}
