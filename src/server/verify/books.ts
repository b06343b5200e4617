import { allFlows } from '@/flows/registry';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { loadMaster } from '../store/master-snapshot';
import * as books from '../store/verify-books';
import type { Found } from '../store/verify-check';
import { type Check, checkOf } from './check';

/**
 * Reads the books of every flow that says how, as an accountant would: from what the targets have, whatever the rules meant to do.
 */
export async function bookChecks(actor: Actor): Promise<Check[]> {
  const checks: Check[] = [];
  for (const flow of allFlows()) {
    const { audited } = flow;
    if (!audited) continue;
    const rules = (await withTransaction(actor, loadMaster)).flows.get(flow.code)?.rules;
    if (rules === undefined) continue;
    const sets = flow.accounts?.(rules) ?? {};
    const of = (name: string): readonly string[] => sets[name] ?? [];
    const { type, field, receivable } = audited.charged;
    const charged = { type, field, accounts: of(receivable) };
    const add = async (id: string, title: string, run: (tx: Tx) => Promise<Found>) => {
      checks.push(checkOf(id, title, await withTransaction(actor, run)));
    };
    await add('accounts-within-charge', 'No account gives more than its charge', (tx) =>
      books.accountsWithinCharge(tx, flow.code, charged),
    );
    await add('takebacks-pair', 'What is taken back leaves nothing of it in any account', (tx) =>
      books.takebacksPair(tx, flow.code, charged),
    );
    await add('liabilities-owe', 'No liability is in debit', (tx) =>
      books.liabilitiesOwe(tx, flow.code, of(audited.liabilities)),
    );
    await add('open-items-explain', 'Clearing accounts are what stands open', (tx) =>
      books.openItemsExplain(tx, flow.code, audited.open.tie, of(audited.open.accounts)),
    );
  }
  return checks;
}
