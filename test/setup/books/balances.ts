import { familyOf } from '@/domain/plb-ledger';
import type { Db } from './db';

/** Open balances between payer and payee: ties of provider adjustments that have not come to zero. */

export type OpenBalance = { readonly family: string; readonly balance: string };

type Entry = { readonly reason: string; readonly paired: boolean; readonly balance: string };

/**
 * Open balances that events of these files moved. The key of a tie is a hash, so its family is told by the adjustments
 * in it, all of which have the same.
 */
export async function openBalances({ sql }: Db, artifactIds: readonly string[]): Promise<OpenBalance[]> {
  const entries = await sql<Entry>(
    `SELECT DISTINCT ON (t.id) e.facts->>'reason' AS reason, COALESCE((e.facts->>'pairedWith72')::boolean, false) AS paired,
       t.balance_minor::text AS balance
     FROM tie t JOIN tie_entry m ON m.tie_id = t.id JOIN event e ON e.id = m.source_id JOIN parcel p ON p.id = e.parcel_id
     WHERE t.kind = 'plb' AND t.balance_minor <> 0 AND p.artifact_id = ANY ($1::uuid[]) ORDER BY t.id, e.id`,
    [artifactIds],
  );
  const found = new Map<string, OpenBalance>();
  for (const { reason, paired, balance } of entries) {
    const family = familyOf({ reason, pairedWith72: paired });
    found.set(`${family}|${balance}`, { family, balance });
  }
  return [...found.values()].sort((a, b) => (a.family < b.family ? -1 : Number(a.family > b.family)));
}
