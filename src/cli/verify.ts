import { formatMinor } from '@/domain/money';
import { ledgerOf } from '@/server/connectors/target';
import { systemActor, withTransaction } from '@/server/platform/db';
import { env } from '@/server/platform/env';
import { readUnsent, type Unsent } from '@/server/read/unsent';
import { findLedgerConnections } from '@/server/store/reconciling';
import { verify } from '@/server/verify';
import type { ErpReader } from '@/server/verify/erp';

/** `tieout verify`: every invariant over everything stored. Exit 1 when one is broken. */
export async function runVerify(args: readonly string[], out: (line: string) => void): Promise<number> {
  const json = args.includes('--json');
  const actor = systemActor('verify');
  const result = await verify(actor, await reader());
  const unsent = await withTransaction(actor, (tx) => readUnsent(tx, null));
  if (json)
    out(
      JSON.stringify(
        { ok: result.ok, tookMs: Math.round(result.tookMs), checks: result.checks, unsent: unsent.map(plainOf) },
        null,
        2,
      ),
    );
  else {
    for (const check of result.checks) {
      const verdict = check.ok ? 'ok    ' : 'BROKEN';
      out(
        `${verdict} ${check.title} (${check.checked.toLocaleString('en-US')} checked${check.broken ? `, ${check.broken} broken, first: ${check.example}` : ''})`,
      );
    }
    if (!env().ERP_URL) out('note   The ERP was not asked: ERP_URL is not set.');
    for (const { entity, period, state, count, debit } of unsent.map(plainOf)) {
      out(
        `note   Entity ${entity}, ${period}: ${count} postings of ${debit} are ${state} and not sent; the period is not complete.`,
      );
    }
    out(closing(result.ok, unsent.length));
  }
  return result.ok ? 0 : 1;
}

function closing(ok: boolean, unsent: number): string {
  if (!ok) return 'Something does not tie out. Nothing was changed.';
  return unsent === 0 ? 'Everything ties out.' : 'Every law holds. What was sent ties out; what is noted was not sent.';
}

const plainOf = ({ entity, period, state, count, debitMinor }: Unsent) => ({
  entity,
  period,
  state,
  count,
  debit: formatMinor(debitMinor),
});

async function reader(): Promise<ErpReader | null> {
  if (!env().ERP_URL) return null;
  const [connection] = await withTransaction(systemActor('verify'), findLedgerConnections);
  if (!connection) return null;
  const ledger = ledgerOf(connection);
  return ledger ? async (entity, period) => (await ledger.balances(entity, period)).own : null;
}
