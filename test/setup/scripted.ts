import { z } from 'zod';
import type { DraftLine } from '@/domain/draft';
import type { AnyFlow, Decision, Draft, SagaWrite } from '@/flows/flow';
import { installFlow } from '@/flows/registry';
import { orderKey } from '@/server/pipeline/facts';
import type { AnyItem } from '@/server/pipeline/map/items';
import { systemActor, type Tx, withTransaction } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { insertKernelEvents } from '@/server/store/kernel-events';
import type { Product } from './pipeline';

/**
 * A flow that does what its facts say, so that a test of the kernel can ask for any decision. Its memory keeps what it has seen
 * and what it is to do when the kernel tells it something.
 */
type Step = {
  readonly drafts?: readonly Draft[];
  readonly ties?: Extract<Decision<unknown>, { kind: 'post' }>['ties'];
  readonly signals?: readonly string[];
  readonly annuls?: boolean;
  readonly wake?: SagaWrite<unknown>['wake'];
  readonly wait?: {
    readonly for: readonly string[];
    readonly until: string;
    readonly queue?: 'blocks' | 'aside';
    readonly once?: boolean;
  };
  readonly stop?: string;
};
export type Script = Step & {
  /** What to do when told: by type of the kernel's event. */
  readonly on?: Readonly<Record<string, Step>>;
};

type Told = {
  readonly type: string;
  readonly facts: unknown;
  readonly keys: readonly [string, ...string[]];
  readonly judgements: readonly { readonly mark: string }[];
};
type Memory = { readonly seen: readonly string[]; readonly on: Readonly<Record<string, Step>> };

export const SCRIPTED = 'scripted';
const NOWHERE = { entity: null, facility: null, payer: null } as const;

const revived = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (key, each) =>
    (key === 'minor' || key === 'amountMinor') && typeof each === 'string' ? BigInt(each) : each,
  ) as T;

const failureOf = (code: string) => ({ code, field: 'script', value: '', params: {} });

function decide(item: Told, _: unknown, __: unknown, memory: ReadonlyMap<string, Memory>): Decision<Memory> {
  const key = item.keys[0];
  const before = memory.get(key) ?? { seen: [], on: {} };
  const own = item.type.startsWith('script.');
  const script = own ? revived(item.facts as Script) : revived(before.on[item.type] ?? {});
  const note = own ? item.type : `${item.type} ${JSON.stringify(item.facts)}`;
  const after: Memory = {
    seen: [...before.seen, note],
    on: { ...before.on, ...(own ? (item.facts as Script).on : {}) },
  };
  if (script.stop && item.judgements.length === 0) {
    return { kind: 'stop', failure: failureOf(script.stop), scope: NOWHERE, queue: 'blocks' };
  }
  if (script.wait && !item.judgements.some(({ mark }) => mark === 'enough')) {
    const { for: topics, until, queue = 'aside' } = script.wait;
    return { kind: 'wait', for: topics, until, late: failureOf('SCRIPT_LATE'), scope: NOWHERE, queue };
  }
  return {
    kind: 'post',
    scope: NOWHERE,
    drafts: script.drafts ?? [],
    ...(script.ties ? { ties: script.ties } : {}),
    ...(script.signals ? { signals: script.signals } : {}),
    ...(script.annuls ? { annuls: true } : {}),
    sagas: { [key]: { memory: after, step: item.type, ...(script.wake ? { wake: script.wake } : {}) } },
  };
}

const cause = {
  owner: 'finance-ops',
  slaHours: 24,
  title: ({ code, value }: { code: string; value: string }) => `${code} ${value}`.trim(),
  cure: () => 'Look.',
  cures: ['release'],
} as const;
const words = { one: 'script', many: 'scripts' };

export const scripted: AnyFlow = {
  code: SCRIPTED,
  words: { name: 'Scripted', parcel: words, item: words, received: 'Scripts', types: {}, identifiers: {} },
  measure: { name: 'count', asset: 'N/0' },
  order: 'confirmed',
  annuls: ['script.cancel/1'],
  sources: [],
  events: { 'script.run/1': z.any(), 'script.cancel/1': z.any() },
  indexes: {},
  subscribes: {},
  memory: { version: 1, schema: z.any(), upgrade: (old: unknown) => old, phi: false },
  ties: {
    pair: {
      asset: 'USD/2',
      sides: ['left', 'right'],
      late: 'SCRIPT_LATE',
      lateAs: ['RIGHT_MISSING', 'LEFT_MISSING', 'PAIR_DIFFERS'],
      open: ({ type, facts, date, payer }: Parameters<NonNullable<AnyFlow['ties'][string]['open']>>[0]) =>
        type.startsWith('script.') ? openOf(facts as Script, date, payer) : [],
    },
  },
  identity: () => ({ same: '', contradicts: null }),
  judge: () => null,
  rules: z.any(),
  decide: decide as AnyFlow['decide'],
  grouping: { ledger: 'item' },
  legs: [],
  failures: { SCRIPT_LATE: cause, RIGHT_MISSING: cause, LEFT_MISSING: cause, PAIR_DIFFERS: cause, STOPPED: cause },
  cures: { release: { word: 'Release', action: 'release' } },
  explain: () => ({ sentence: '', fields: [] }),
};

/** Its entries are named `trace` or `from:trace`: whom they are from, for the matching. */
const openOf = (script: Script, date: string, payer: string | null) =>
  (script.ties ?? []).map(({ key, side, amount }) => {
    const minor = BigInt(amount.minor);
    const [from, trace] = key.includes(':') ? key.split(':') : [null, key];
    return {
      id: key,
      side: side === 'left' ? ('bank' as const) : ('remit' as const),
      amountMinor: minor < 0n ? -minor : minor,
      date,
      payer,
      originator: from ?? null,
      traces: [trace ?? key],
      checks: [],
      method: null,
    };
  });

const tester = systemActor('test');

/** Installs the flow in this process and in the database, with the ERP as its target. */
export async function openScripted({ sql }: Product): Promise<void> {
  installFlow(scripted);
  await sql(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode)
     VALUES ($1, 'Scripted', 'test', 'ERP', 'finance-ops', 24, 'low', '', '', 'detail')`,
    [SCRIPTED],
  );
  await sql(
    `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by) VALUES ($1, 1, '{}', '1900-01-01', 'test')`,
    [SCRIPTED],
  );
  await sql(
    "INSERT INTO binding (flow_code, role, entity_code, target_id) SELECT $1, 'ledger', '*', id FROM connection WHERE code = 'erp'",
    [SCRIPTED],
  );
  // It has been handed something before, as far as clocks of missing entries want to know.
  await sql(
    "INSERT INTO place_total (flow_code, asset, state, period, items, amount_minor) VALUES ($1, 'N/0', 'posted', '2026-11', 0, 0)",
    [SCRIPTED],
  );
  await sql('UPDATE master_revision SET revision = revision + 1');
}

/** One event of a subject, ready to be decided; returns its id. */
export const run = (
  subject: string,
  script: Script,
  type: 'script.run' | 'script.cancel' = 'script.run',
): Promise<string> => withTransaction(tester, (tx) => runIn(tx, subject, script, type));

export async function runIn(tx: Tx, subject: string, script: Script, type = 'script.run'): Promise<string> {
  const facts = JSON.stringify(script, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  const [id = ''] = await insertKernelEvents(tx, [
    {
      type,
      facts,
      flowCode: SCRIPTED,
      parentId: newId(),
      orderKeys: orderKey(subject),
      position: newId(),
      at: new Date().toISOString(),
      facilityId: null,
    },
  ]);
  await tx.execute('UPDATE item SET position = event_id WHERE event_id = $1', [id]);
  return id;
}

/** A journal of two lines. */
export function journal(ref: string, minor: bigint, more: Partial<Draft> = {}): Draft {
  const line = (account: string, amountMinor: bigint): DraftLine => ({
    entity: '100',
    account,
    costCenter: null,
    facility: null,
    payerClass: null,
    affiliate: null,
    amountMinor,
    rule: 'script',
  });
  return {
    ref,
    kind: 'journal',
    role: 'ledger',
    asset: 'USD/2',
    lines: [line('1012', minor), line('2110', -minor)],
    ...more,
  };
}

export type Stood = { readonly state: string; readonly hold_reason: string | null; readonly release_count: number };

export const stood = async ({ sql }: Product, id: string): Promise<Stood | undefined> =>
  (await sql<Stood>('SELECT state, hold_reason, release_count FROM item WHERE event_id = $1', [id]))[0];

/** What the flow remembers to have seen of a subject, oldest first. */
export async function seenBy({ sql }: Product, subject: string): Promise<readonly string[]> {
  const rows = await sql<{ memory: Memory }>('SELECT memory FROM saga WHERE flow_code = $1 AND key = $2', [
    SCRIPTED,
    orderKey(subject),
  ]);
  return rows[0]?.memory.seen ?? [];
}

/** Documents of an item: their states, superseded ones as well, oldest first. */
export const documentsOf = ({ sql }: Product, id: string) =>
  sql<{ ref: string; state: string; group_id: string }>(
    `SELECT DISTINCT p.id, p.ref, p.state, p.group_id FROM leg l JOIN posting p ON p.group_id = l.group_id AND p.ref = l.ref
     WHERE l.event_id = $1 ORDER BY p.id`,
    [id],
  );
