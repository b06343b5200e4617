import type { KeyTotals } from '../connectors/target/port';
import { type Actor, withTransaction } from '../platform/db';
import { confirmedTotals, unsettledPostings } from '../store/verify';
import { type Check, Tally } from './check';

/** Asks the ERP for the totals of documents that carry our keys. */
export type ErpReader = (entity: string, period: string) => Promise<KeyTotals>;

const TITLE = 'Confirmed totals equal the ERP’s own totals of our documents';

/**
 * Compares per entity and period. Where something is still on its way to the ERP, or was held because the ERP's document is
 * not as asked, the ERP may hold that much more than is confirmed, and never less.
 */
export async function matchErp(actor: Actor, erp: ErpReader): Promise<Check> {
  const tally = new Tally();
  for (const scope of await withTransaction(actor, confirmedTotals)) {
    const theirs = await erp(scope.entity, scope.period);
    const { ours, unsettled } = await withTransaction(actor, async (tx) => ({
      ours: (await confirmedTotals(tx)).find((s) => s.entity === scope.entity && s.period === scope.period),
      unsettled: (await unsettledPostings(tx)).get(`${scope.entity}|${scope.period}`) ?? 0n,
    }));
    const count = BigInt(theirs.count);
    const equal =
      ours !== undefined &&
      count === ours.count &&
      theirs.debitMinor === ours.debitMinor &&
      theirs.creditMinor === ours.creditMinor;
    const enough = theirs.debitMinor >= scope.debitMinor && count >= scope.count;
    const notMore = count <= (ours?.count ?? 0n) + unsettled;
    const words = () =>
      `${scope.entity} ${scope.period}: ours ${ours?.count ?? 0n} documents ${ours?.debitMinor ?? 0n}, the ERP’s ${theirs.count} and ${theirs.debitMinor}`;
    tally.look(equal || (unsettled > 0n && enough && notMore), words);
  }
  return tally.check('erp-totals', TITLE);
}
