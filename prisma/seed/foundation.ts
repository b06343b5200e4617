import { RULES_V1 } from '@/domain/posting-rules.data';
import type { Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

/** What every installation has: the flow catalogue, its posting rules, and the ways in and out. Re-running changes nothing. */
export async function seedFoundation(tx: Tx): Promise<void> {
  await tx.execute(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode, suspense_mode)
     VALUES ('remittance-to-cash', 'Remittance to cash', '835', 'ERP general ledger', 'finance-ops', 24, 'high', 'payment.posted/1',
       'docs/runbooks/remittance-to-cash.md', 'detail', 'approval') ON CONFLICT DO NOTHING`,
  );
  await tx.execute(
    `INSERT INTO posting_rule_version (flow_code, version, rules, effective_from, created_by)
     VALUES ('remittance-to-cash', $1, $2, '1900-01-01', 'seed') ON CONFLICT DO NOTHING`,
    [RULES_V1.version, JSON.stringify(RULES_V1)],
  );
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
};

export const insertConnection = (tx: Tx, c: NewConnection): Promise<number> =>
  tx.execute(
    `INSERT INTO connection (id, code, name, direction, kind, control_numbers, config, token_sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) DO UPDATE SET token_sha256 = COALESCE(excluded.token_sha256, connection.token_sha256)`,
    [newId(), c.code, c.name, c.direction, c.kind, c.controlNumbers, JSON.stringify(c.config), c.tokenSha256 ?? null],
  );
