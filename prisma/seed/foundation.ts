import { RULES_V1 } from '@/flows/remittance-to-cash/rules.data';
import type { Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

const REMITTANCE = 'remittance-to-cash';
/** The journals of every legal entity that has no ERP of its own. */
const ANY_ENTITY = '*';

/**
 * What every installation has: the flow catalogue, its posting rules, the ways in and out, and which target makes which
 * documents. Re-running changes nothing.
 */
export async function seedFoundation(tx: Tx): Promise<void> {
  await tx.execute(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode)
     VALUES ($1, 'Remittance to cash', '835', 'ERP general ledger', 'finance-ops', 24, 'high', 'payment.posted/1, provider.adjusted/1',
       'docs/runbooks/remittance-to-cash.md', 'detail', 'approval') ON CONFLICT DO NOTHING`,
    [REMITTANCE],
  );
  await tx.execute(
    `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by)
     VALUES ($1, $2, $3, '1900-01-01', 'seed') ON CONFLICT DO NOTHING`,
    [REMITTANCE, RULES_V1.version, JSON.stringify(RULES_V1)],
  );
  await seedConnections(tx);
  await bind(tx, { flow: REMITTANCE, role: 'cash', entity: ANY_ENTITY, target: 'erp' });
}

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
  const config = { adapter: 'http', visibilityWindowMs: 5_000, postDeadlineMs: 30_000 };
  await insertConnection(tx, {
    code: 'erp',
    name: 'ERP',
    direction: 'outbound',
    kind: 'erp',
    controlNumbers: 'note',
    config,
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
