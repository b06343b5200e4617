import { createInterface } from 'node:readline/promises';
import { appendAudit } from '@/server/audit';
import { systemActor, type Tx, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { emptyTables } from '@/server/store/reset';
import { readInstance, readSandboxToken } from './instance';

/** What flowed through; emptied. Everything else — people, master data, rules, the audit — stays. */
export const EMPTIED = [
  'artifact',
  'artifact_chunk',
  'parcel',
  'parcel_key',
  'parcel_flow',
  'parcel_delta',
  'poll_cursor',
  'event',
  'event_key',
  'item',
  'item_key',
  'topic',
  'leg',
  'place_total',
  'place_delta',
  'stop_total',
  'stop_delta',
  'wait_total',
  'wait_mark',
  'received_total',
  'received_delta',
  'saga',
  'saga_step',
  'concern',
  'tie',
  'tie_entry',
  'tie_suggestion',
  'tie_cause',
  'approval',
  'approval_vote',
  'posting',
  'posting_line',
  'attempt',
  'attempt_outcome',
  'document',
  'gl_read',
  'gl_balance',
  'breaker',
  'cause',
  'exception',
  'cause_note',
  'replay',
  'replay_item',
  'verify_run',
] as const;

export const KEPT = [
  'legal_entity',
  'facility',
  'payer',
  'crosswalk',
  'claim_master',
  'master_revision',
  'erp_account',
  'erp_cost_center',
  'fiscal_period',
  'flow',
  'posting_rule_version',
  'binding',
  'subscription',
  'leg_rule',
  'lane',
  'connection',
  'setting',
  'audit',
  'audit_head',
  'audit_checkpoint',
  'app_user',
  'reveal_grant',
  'worker_heartbeat',
] as const;

const ERP_TIMEOUT_MS = 10_000;
const USAGE = 'usage: tieout reset [--yes] [--force]';
const EXIT_USAGE = 2;

/**
 * `tieout reset`: empties the sandbox, here and in its ERP. Needs the owner's connection, because no role that works on the
 * data may erase it. Refuses on a live instance unless `--force` is given.
 */
export async function runReset(args: string[], out: (line: string) => void): Promise<number> {
  const unknown = args.find((arg) => !['--yes', '--force', '--json'].includes(arg));
  if (unknown !== undefined) {
    out(`unknown option ${unknown}`);
    out(USAGE);
    return EXIT_USAGE;
  }
  if (env().TIEOUT_MODE !== 'sandbox' && !args.includes('--force')) {
    out('This is not a sandbox: nothing was erased. --force erases all the same, and cannot be undone.');
    return 1;
  }
  if (!args.includes('--yes') && !(await confirmed())) {
    out('Nothing was erased.');
    return 1;
  }
  const rows = await withTransaction(systemActor('cli/reset'), emptied);
  const erp = await resetSandboxErp();
  if (args.includes('--json')) out(JSON.stringify({ ok: erp !== 'failed', parcels: rows, erp }));
  else {
    out(`Emptied: ${rows} parcels and everything made of them. People, master data, rules and the audit are kept.`);
    if (erp === 'failed')
      out('The sandbox ERP did not answer and still holds its documents: restart with `npm start`.');
  }
  return erp === 'failed' ? 1 : 0;
}

async function emptied(tx: Tx): Promise<number> {
  const parcels = await emptyTables(tx, EMPTIED);
  await appendAudit(tx, {
    action: 'sandbox.reset',
    subjectKind: 'installation',
    subjectId: env().TIEOUT_MODE,
    detail: { parcels },
  });
  return parcels;
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    'Erase every artifact, event, posting and exception of this sandbox? (yes/no) ',
  );
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}

async function resetSandboxErp(): Promise<'reset' | 'absent' | 'failed'> {
  const url = readInstance()?.erpUrl;
  if (!url) return 'absent';
  try {
    const response = await fetch(`${url}/control/reset`, {
      method: 'POST',
      headers: { authorization: `Bearer ${readSandboxToken()}`, 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(ERP_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok ? 'reset' : 'failed';
  } catch {
    return 'failed';
  }
}
