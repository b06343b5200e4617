import { findFlow } from '@/flows/registry';
import type { Row, Tx } from '@/server/platform/db';
import { readTopCauses, type TopCauses } from './overview';
import { type FlowRow, readFlows } from './overview-flows';
import { type MeasurePlaces, placesByMeasure } from './places';

/** Read models of Flows: the catalogue, how each flow is, what it takes and makes, and where its documents go. */
export type FlowLine = FlowRow & {
  readonly owner: string;
  readonly criticality: string;
  readonly active: boolean;
  /** When the newest parcel of it was read; null: none yet. */
  readonly lastAt: Date | null;
};
export type FlowList = { readonly asOf: Date; readonly flows: readonly FlowLine[] };

type Catalogue = {
  readonly code: string;
  readonly owner: string;
  readonly criticality: string;
  readonly active: boolean;
  readonly lastAt: Date | null;
};

export async function readFlowList(tx: Tx): Promise<FlowList> {
  const { asOf, flows } = await readFlows(tx, {});
  const rows = await tx.query<Catalogue>(
    `SELECT f.code, f.owner, f.criticality, f.active,
            (SELECT r.created_at FROM parcel r WHERE r.flow_code = f.code ORDER BY r.id DESC LIMIT 1) AS "lastAt" FROM flow f WHERE f.active`,
  );
  const byCode = new Map(rows.map((row) => [row.code, row]));
  return {
    asOf,
    flows: flows.flatMap((flow) => {
      const row = byCode.get(flow.code);
      return row ? [{ ...flow, ...row }] : [];
    }),
  };
}

/** What a binding's target did for this role and kind lately: only what was confirmed is known to work. */
export type Capability = {
  readonly kind: string;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly lastAt: Date | null;
  readonly breaker: 'closed' | 'open';
};
export type Binding = {
  readonly role: string;
  /** `*`: every entity without a binding of its own. */
  readonly entity: string;
  readonly target: string;
  readonly targetCode: string;
  readonly adapter: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly grouping: string | null;
  readonly capabilities: readonly Capability[];
};
export type RuleVersion = {
  readonly version: number;
  readonly effectiveFrom: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly current: boolean;
};
export type Sender = {
  readonly code: string;
  readonly name: string;
  readonly files: number;
  readonly lastAt: Date | null;
};
export type FlowDetail = {
  readonly asOf: Date;
  readonly line: FlowLine;
  readonly measures: readonly MeasurePlaces[];
  readonly source: string;
  readonly target: string;
  readonly contract: string;
  readonly runbook: string;
  readonly journalMode: string;
  readonly order: 'confirmed' | 'decided' | null;
  /** Types and versions it reads itself, and those of other flows that it also works on. */
  readonly events: readonly string[];
  readonly subscribes: readonly string[];
  readonly ties: readonly { readonly kind: string; readonly open: number | null }[];
  readonly bindings: readonly Binding[];
  readonly rules: readonly RuleVersion[];
  readonly senders: readonly Sender[];
  readonly causes: TopCauses;
};

interface HeadSql extends Row {
  source: string;
  target: string;
  contract: string;
  runbook: string;
  journalMode: string;
}

export async function readFlow(tx: Tx, code: string): Promise<FlowDetail | null> {
  const { asOf, flows } = await readFlowList(tx);
  const line = flows.find((flow) => flow.code === code);
  const [head] = await tx.query<HeadSql>(
    `SELECT source, target, contract, runbook, journal_mode AS "journalMode" FROM flow WHERE code = $1`,
    [code],
  );
  if (!line || !head) return null;
  const flow = findFlow(code);
  const kinds = Object.keys(flow?.ties ?? {});
  return {
    asOf,
    line,
    ...head,
    measures: (await placesByMeasure(tx, { flow: code })).filter((measure) => measure.flow === code),
    order: flow?.order ?? null,
    events: Object.keys(flow?.events ?? {}),
    subscribes: Object.keys(flow?.subscribes ?? {}),
    ties: await readTies(tx, kinds),
    bindings: await readBindings(tx, code),
    rules: await readRules(tx, code),
    senders: await readSenders(tx, code),
    causes: await readTopCauses(tx, { flow: code }),
  };
}

/** Open ties by kind; not known to whoever does not see all facilities. */
async function readTies(tx: Tx, kinds: readonly string[]): Promise<{ kind: string; open: number | null }[]> {
  if (tx.actor.scope !== '*') return kinds.map((kind) => ({ kind, open: null }));
  const rows = await tx.query<{ kind: string; open: number }>(
    `SELECT kind, count(*)::int AS open FROM tie WHERE kind = ANY ($1::text[]) AND state = 'open' AND merged_into IS NULL AND entry_count > 0
      GROUP BY kind`,
    [kinds],
  );
  return kinds.map((kind) => ({ kind, open: rows.find((row) => row.kind === kind)?.open ?? 0 }));
}

type BindingSql = Omit<Binding, 'capabilities' | 'grouping'> & { readonly targetId: string };
type CapabilitySql = Capability & { readonly role: string; readonly targetId: string };

/** Documents of the last so many days say what a target can do. */
const LOOKED_AT_DAYS = 30;

async function readBindings(tx: Tx, code: string): Promise<Binding[]> {
  const bindings = await tx.query<BindingSql>(
    `SELECT b.role, b.entity_code AS entity, c.name AS target, c.code AS "targetCode", COALESCE(c.config->>'adapter', c.kind) AS adapter,
            b.valid_from AS "validFrom", b.valid_to AS "validTo", b.target_id AS "targetId"
       FROM binding b JOIN connection c ON c.id = b.target_id WHERE b.flow_code = $1 ORDER BY b.role, b.entity_code, b.valid_from`,
    [code],
  );
  const capabilities = await tx.query<CapabilitySql>(
    `SELECT p.role, p.target_id AS "targetId", p.kind, count(*) FILTER (WHERE p.state = 'confirmed')::int AS confirmed,
            count(*) FILTER (WHERE p.state IN ('intent', 'queued', 'sent', 'unknown'))::int AS unconfirmed, max(p.confirmed_at) AS "lastAt",
            COALESCE((SELECT k.state FROM breaker k WHERE k.target_id = p.target_id AND k.kind = p.kind), 'closed') AS breaker
       FROM posting p WHERE p.flow_code = $1 AND p.id >= tieout_uuid7_floor(now() - make_interval(days => ${LOOKED_AT_DAYS}))
      GROUP BY p.role, p.target_id, p.kind`,
    [code],
  );
  const grouping = findFlow(code)?.grouping ?? {};
  return bindings.map(({ targetId, ...binding }) => ({
    ...binding,
    grouping: grouping[binding.role] ?? null,
    capabilities: capabilities
      .filter((each) => each.role === binding.role && each.targetId === targetId)
      .map(({ role: _, targetId: __, ...capability }) => capability),
  }));
}

const readRules = (tx: Tx, code: string): Promise<RuleVersion[]> =>
  tx.query<RuleVersion>(
    `SELECT v.version, v.effective_from AS "effectiveFrom", COALESCE(u.name, v.created_by) AS "createdBy", v.created_at AS "createdAt",
            v.version = (SELECT max(o.version) FROM posting_rule_version o WHERE o.flow_code = v.flow_code AND o.effective_from <= current_date) AS current
       FROM posting_rule_version v LEFT JOIN app_user u ON u.email = v.created_by WHERE v.flow_code = $1 ORDER BY v.version DESC LIMIT 10`,
    [code],
  );

/** Ways in through which files of this flow came lately. */
const readSenders = (tx: Tx, code: string): Promise<Sender[]> =>
  tx.query<Sender>(
    `SELECT c.code, c.name, count(*)::int AS files, max(a.received_at) AS "lastAt"
       FROM artifact a JOIN connection c ON c.id = a.connection_id
      WHERE a.id >= tieout_uuid7_floor(now() - make_interval(days => ${LOOKED_AT_DAYS}))
        AND EXISTS (SELECT FROM parcel r WHERE r.artifact_id = a.id AND r.flow_code = $1)
      GROUP BY c.code, c.name ORDER BY 4 DESC LIMIT 20`,
    [code],
  );
