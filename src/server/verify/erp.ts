import type { ErpKeyTotals } from '../connectors/erp/port';
import { type Actor, withTransaction } from '../platform/db';
import { confirmedTotals, unsettledPostings } from '../store/verify';
import type { Check } from './check';

/** Asks the ERP for the totals of documents that carry our keys. */
export type ErpReader = (entity: string, period: string) => Promise<ErpKeyTotals>;

const TITLE = 'Confirmed totals equal the ERP’s own totals of our documents';

/**
 * Compares per entity and period. Where something is still on its way to the ERP the totals may differ by it, and the
 * scope is compared only one way: the ERP may not hold less than what is confirmed.
 */
export async function matchErp(actor: Actor, erp: ErpReader): Promise<Check> {
  let broken = 0;
  let example: string | null = null;
  const scopes = await withTransaction(actor, confirmedTotals);
  for (const scope of scopes) {
    const theirs = await erp(scope.entity, scope.period);
    const moving = (await withTransaction(actor, unsettledPostings)).has(`${scope.entity}|${scope.period}`);
    const [ours] = (await withTransaction(actor, confirmedTotals)).filter(
      (s) => s.entity === scope.entity && s.period === scope.period,
    );
    const equal =
      ours !== undefined &&
      BigInt(theirs.count) === ours.count &&
      theirs.debitMinor === ours.debitMinor &&
      theirs.creditMinor === ours.creditMinor;
    const enough = moving && theirs.debitMinor >= scope.debitMinor && BigInt(theirs.count) >= scope.count;
    if (equal || enough) continue;
    broken += 1;
    example ??= `${scope.entity} ${scope.period}: ours ${ours?.count ?? 0n} documents ${ours?.debitMinor ?? 0n}, the ERP’s ${theirs.count} and ${theirs.debitMinor}`;
  }
  return { id: 'erp-totals', title: TITLE, ok: broken === 0, checked: scopes.length, broken, example };
}
