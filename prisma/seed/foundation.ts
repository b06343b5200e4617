import { RULES_V1 as BANK_RULES } from '@/flows/bank-deposits/rules.data';
import { REFUND_RULES_V1 } from '@/flows/refund-to-disbursement/rules.data';
import { RULES_V2 as REMITTANCE_RULES } from '@/flows/remittance-to-cash/rules.data';
import type { Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

/** The journals of every legal entity that has no ERP of its own. */
const ANY_ENTITY = '*';

type CatalogueSeed = {
  readonly code: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly criticality: string;
  readonly contract: string;
  readonly rules: { readonly version: number };
  /** Target connection by role of the flow's documents. */
  readonly roles: Readonly<Record<string, string>>;
};

const CATALOGUE: readonly CatalogueSeed[] = [
  {
    code: 'remittance-to-cash',
    name: 'Remittance to cash',
    source: '835',
    target: 'ERP general ledger',
    criticality: 'high',
    contract: 'payment.posted/1, provider.adjusted/1',
    rules: REMITTANCE_RULES,
    roles: { cash: 'erp' },
  },
  {
    code: 'bank-deposits',
    name: 'Bank deposits',
    source: 'BAI2, NACHA, camt, lockbox',
    target: 'ERP general ledger',
    criticality: 'high',
    contract: 'deposit.received/1',
    rules: BANK_RULES,
    roles: { bank: 'erp', unapplied: 'erp' },
  },
  {
    code: 'refund-to-disbursement',
    name: 'Refund to disbursement',
    source: 'Revenue cycle system',
    target: 'ERP payables',
    criticality: 'high',
    contract: 'refund.requested/1, disbursement.status/1',
    rules: REFUND_RULES_V1,
    roles: { ledger: 'erp', ap: 'erp', 'rcm-status': 'rcm-status' },
  },
];

/**
 * What every installation has: the flow catalogue, its posting rules, the ways in and out, and which target makes which
 * documents. Re-running changes nothing that a person changed; a rule version that came with a newer release is added.
 */
export async function seedFoundation(tx: Tx): Promise<void> {
  await seedConnections(tx);
  for (const flow of CATALOGUE) {
    await tx.execute(
      `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode)
       VALUES ($1, $2, $3, $4, 'finance-ops', 24, $5, $6, $7, 'detail', 'approval') ON CONFLICT DO NOTHING`,
      [
        flow.code,
        flow.name,
        flow.source,
        flow.target,
        flow.criticality,
        flow.contract,
        `docs/runbooks/${flow.code}.md`,
      ],
    );
    await tx.execute(
      `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by)
       VALUES ($1, $2, $3, '1900-01-01', 'seed') ON CONFLICT DO NOTHING`,
      [flow.code, flow.rules.version, rulesJson(flow.rules)],
    );
    for (const [role, target] of Object.entries(flow.roles)) {
      await bind(tx, { flow: flow.code, role, entity: ANY_ENTITY, target });
    }
  }
}

/** The line of arrival of the ERP, as the table `lane` has it. */
const ERP_LANE = 7;

/** Rules as stored: amounts are decimal text. */
const rulesJson = (rules: unknown): string =>
  JSON.stringify(rules, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

async function seedConnections(tx: Tx): Promise<void> {
  // People and the command line hand in files of many senders, whose control numbers may repeat by chance.
  await insertConnection(tx, {
    code: 'upload',
    name: 'Upload in the console',
    direction: 'inbound',
    kind: 'upload',
    controlNumbers: 'note',
    config: {},
  });
  await insertConnection(tx, {
    code: 'cli',
    name: 'Command line',
    direction: 'inbound',
    kind: 'cli',
    controlNumbers: 'note',
    config: {},
  });
  const config = { adapter: 'http', together: 50, visibilityWindowMs: 5_000, postDeadlineMs: 30_000 };
  await insertConnection(tx, {
    code: 'erp',
    name: 'ERP',
    direction: 'outbound',
    kind: 'erp',
    controlNumbers: 'note',
    config,
  });
  await insertConnection(tx, {
    code: 'erp-payments',
    name: 'ERP: what became of payments',
    direction: 'inbound',
    kind: 'poll',
    controlNumbers: 'note',
    config: { role: 'ap' },
    lane: ERP_LANE,
  });
  await insertConnection(tx, {
    code: 'rcm-status',
    name: 'Revenue cycle: statuses of refunds',
    direction: 'outbound',
    kind: 'callback',
    controlNumbers: 'note',
    config: { adapter: 'callback', path: '/api/refund-status', visibilityWindowMs: 2_000, postDeadlineMs: 15_000 },
  });
}

export type NewConnection = {
  readonly code: string;
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  readonly kind: string;
  readonly controlNumbers: 'enforce' | 'note';
  readonly config: unknown;
  readonly tokenSha256?: Buffer;
  /** The line of arrival: 1 payers, 2 bank, 3 revenue cycle, and so on as the table `lane` has them. Payers' when not given. */
  readonly lane?: number;
};

export const insertConnection = (tx: Tx, c: NewConnection): Promise<number> =>
  tx.execute(
    `INSERT INTO connection (id, code, name, direction, kind, control_numbers, config, token_sha256, lane)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (code) DO UPDATE SET token_sha256 = COALESCE(excluded.token_sha256, connection.token_sha256)`,
    [
      newId(),
      c.code,
      c.name,
      c.direction,
      c.kind,
      c.controlNumbers,
      JSON.stringify(c.config),
      c.tokenSha256 ?? null,
      c.lane ?? 1,
    ],
  );

type Binding = { readonly flow: string; readonly role: string; readonly entity: string; readonly target: string };

/** Says which connection makes the documents of a flow's role. A binding that an installation has made otherwise is kept. */
const bind = (tx: Tx, { flow, role, entity, target }: Binding): Promise<number> =>
  tx.execute(
    `INSERT INTO binding (flow_code, role, entity_code, target_id) SELECT $1, $2, $3, id FROM connection WHERE code = $4
     ON CONFLICT DO NOTHING`,
    [flow, role, entity, target],
  );
