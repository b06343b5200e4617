import type { FiscalPeriod } from '@/domain/period';
import { type PostingRules, postingRules } from '@/domain/posting-rules';
import type { Tx } from '../platform/db';

export type FacilityRow = {
  id: string;
  code: string;
  name: string;
  entity: string;
  costCenter: string | null;
  erpCode: string | null;
  provisional: boolean;
};
export type PayerRow = { id: string; code: string; name: string; payerClass: string };
export type FlowRow = {
  code: string;
  journalMode: 'detail' | 'summary';
  suspenseMode: 'approval' | 'automatic';
  summaryCutSeconds: number;
};

/** All reference data the map stage reads, as of one revision. Immutable; a change makes a new one. */
export type MasterSnapshot = {
  readonly revision: bigint;
  readonly today: string;
  readonly facilities: ReadonlyMap<string, FacilityRow>;
  readonly facilitiesPerEntity: ReadonlyMap<string, number>;
  readonly payers: ReadonlyMap<string, PayerRow>;
  /** The code an outside value meant on a date, or `undefined`. */
  readonly lookup: (kind: string, key: string, onDate: string) => string | undefined;
  readonly plbAccounts: Readonly<Record<string, string>>;
  readonly accountActive: ReadonlyMap<string, boolean>;
  /** By `entity|code`. */
  readonly costCenterActive: ReadonlyMap<string, boolean>;
  readonly calendars: ReadonlyMap<string, readonly FiscalPeriod[]>;
  readonly flow: FlowRow;
  readonly rules: PostingRules;
  readonly erp: { readonly id: string; readonly code: string };
};

let cached: MasterSnapshot | undefined;

const revisionOf = async (tx: Tx): Promise<{ revision: bigint; today: string }> => {
  const [now] = await tx.query<{ revision: bigint; today: string }>(
    'SELECT revision, current_date AS today FROM master_revision',
  );
  if (!now) throw new Error('master_revision is empty: the database was not migrated');
  return now;
};

/** The snapshot of the current revision; reread only when master data, the ERP's mirror or the date changed. */
export async function loadMaster(tx: Tx, flowCode: string): Promise<MasterSnapshot> {
  const now = await revisionOf(tx);
  if (cached?.revision === now.revision && cached.today === now.today && cached.flow.code === flowCode) return cached;
  cached = await readMaster(tx, flowCode, now);
  return cached;
}

/** Read anew and kept nowhere: for a preview inside a transaction whose changes may never be committed. */
export const readMasterNow = async (tx: Tx, flowCode: string): Promise<MasterSnapshot> =>
  readMaster(tx, flowCode, await revisionOf(tx));

type CrosswalkRow = { kind: string; key: string; target: string; validFrom: string; validTo: string | null };

async function readMaster(tx: Tx, flowCode: string, now: { revision: bigint; today: string }): Promise<MasterSnapshot> {
  const facilities = await tx.query<FacilityRow>(
    'SELECT id, code, name, entity_code AS entity, cost_center AS "costCenter", erp_code AS "erpCode", provisional FROM facility',
  );
  const payers = await tx.query<PayerRow>('SELECT id, code, name, payer_class AS "payerClass" FROM payer');
  const crosswalk = await tx.query<CrosswalkRow>(
    'SELECT kind, key, target, valid_from AS "validFrom", valid_to AS "validTo" FROM crosswalk ORDER BY valid_from',
  );
  const accounts = await tx.query<{ number: string; active: boolean }>('SELECT number, active FROM erp_account');
  const centers = await tx.query<{ key: string; active: boolean }>(
    `SELECT entity_code || '|' || code AS key, active FROM erp_cost_center`,
  );
  const perEntity = new Map<string, number>();
  for (const f of facilities) if (!f.provisional) perEntity.set(f.entity, (perEntity.get(f.entity) ?? 0) + 1);
  return {
    ...now,
    facilities: new Map(facilities.map((f) => [f.code, f])),
    facilitiesPerEntity: perEntity,
    payers: new Map(payers.map((p) => [p.code, p])),
    lookup: lookupOf(crosswalk),
    plbAccounts: Object.fromEntries(
      crosswalk.filter((c) => c.kind === 'plb-account' && c.validTo === null).map((c) => [c.key, c.target]),
    ),
    accountActive: new Map(accounts.map((a) => [a.number, a.active])),
    costCenterActive: new Map(centers.map((c) => [c.key, c.active])),
    calendars: await readCalendars(tx),
    ...(await readFlow(tx, flowCode)),
  };
}

function lookupOf(rows: readonly CrosswalkRow[]): MasterSnapshot['lookup'] {
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

async function readCalendars(tx: Tx): Promise<Map<string, FiscalPeriod[]>> {
  const rows = await tx.query<FiscalPeriod & { entity: string }>(
    `SELECT entity_code AS entity, period, starts_on AS "startsOn", ends_on AS "endsOn", status FROM fiscal_period ORDER BY entity_code, starts_on`,
  );
  const calendars = new Map<string, FiscalPeriod[]>();
  for (const { entity, ...period } of rows) calendars.set(entity, [...(calendars.get(entity) ?? []), period]);
  return calendars;
}

async function readFlow(tx: Tx, flowCode: string): Promise<Pick<MasterSnapshot, 'flow' | 'rules' | 'erp'>> {
  const [flow] = await tx.query<FlowRow>(
    `SELECT code, journal_mode AS "journalMode", suspense_mode AS "suspenseMode", summary_cut_seconds AS "summaryCutSeconds" FROM flow WHERE code = $1`,
    [flowCode],
  );
  const [version] = await tx.query<{ rules: unknown }>(
    'SELECT rules FROM posting_rule_version WHERE flow_code = $1 AND effective_from <= current_date ORDER BY version DESC LIMIT 1',
    [flowCode],
  );
  const [erp] = await tx.query<{ id: string; code: string }>(
    `SELECT id, code FROM connection WHERE direction = 'outbound' AND kind = 'erp' AND active ORDER BY code LIMIT 1`,
  );
  if (!flow || !version || !erp)
    throw new Error(`flow ${flowCode} has no catalogue row, posting rules or ERP connection: run the seed`);
  return { flow, rules: postingRules.parse(version.rules), erp };
}
