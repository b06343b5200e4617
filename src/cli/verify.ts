import { ledgerOf } from '@/server/connectors/target';
import { systemActor, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { findLedgerConnections } from '@/server/store/reconciling';
import { verify } from '@/server/verify';
import type { ErpReader } from '@/server/verify/erp';

/** `tieout verify`: every invariant over everything stored. Exit 1 when one is broken. */
export async function runVerify(args: readonly string[], out: (line: string) => void): Promise<number> {
  const json = args.includes('--json');
  const actor = systemActor('verify');
  const result = await verify(actor, await reader());
  if (json) out(JSON.stringify({ ok: result.ok, tookMs: Math.round(result.tookMs), checks: result.checks }, null, 2));
  else {
    for (const check of result.checks) {
      const verdict = check.ok ? 'ok    ' : 'BROKEN';
      out(
        `${verdict} ${check.title} (${check.checked.toLocaleString('en-US')} checked${check.broken ? `, ${check.broken} broken, first: ${check.example}` : ''})`,
      );
    }
    if (!env().ERP_URL) out('note   The ERP was not asked: ERP_URL is not set.');
    out(result.ok ? 'Everything ties out.' : 'Something does not tie out. Nothing was changed.');
  }
  return result.ok ? 0 : 1;
}

async function reader(): Promise<ErpReader | null> {
  if (!env().ERP_URL) return null;
  const [connection] = await withTransaction(systemActor('verify'), findLedgerConnections);
  if (!connection) return null;
  const ledger = ledgerOf(connection);
  return ledger ? async (entity, period) => (await ledger.balances(entity, period)).own : null;
}
