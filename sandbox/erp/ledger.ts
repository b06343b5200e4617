import { formatCents } from '../cents';
import { type Call, type Route, sendJson } from '../http';
import type { Erp } from './context';
import { PAYABLES_ACCOUNT } from './posting';

type Sum = { readonly company: string; readonly status: string; readonly count: string; readonly amount: string };

/** The ERP's own word on what it holds, for tests that must not believe the caller about it. */
export function ledgerRoutes(erp: Erp): Route[] {
  return [{ method: 'GET', path: '/control/ledger', handle: (call) => getLedger(erp, call) }];
}

/**
 * Sums by company: supplier invoices and payments by status, what payables stand at, and both sides of the whole books.
 * Each is summed from its own rows, so that one that lags behind the others shows.
 */
async function getLedger(erp: Erp, call: Call): Promise<void> {
  const [invoices, payments, books] = await Promise.all([
    erp.pool.query<Sum>(
      `select company, status, count(*) as count, sum(credit_total) as amount from sandbox_erp.document
       where kind = 'ap-invoice' group by 1, 2 order by 1, 2`,
    ),
    erp.pool.query<Sum>(
      `select company, status, count(*) as count, sum(amount) as amount from sandbox_erp.payment
       group by 1, 2 order by 1, 2`,
    ),
    erp.pool.query<{ company: string; debit: string; credit: string; payables: string }>(
      `select company, sum(debit) as debit, sum(credit) as credit,
         coalesce(sum(credit - debit) filter (where account = $1), 0) as payables
       from sandbox_erp.balance_part group by 1 order by 1`,
      [PAYABLES_ACCOUNT],
    ),
  ]);
  sendJson(call.response, 200, {
    apInvoices: invoices.rows.map(sumAnswer),
    payments: payments.rows.map(sumAnswer),
    books: books.rows.map(({ company, debit, credit, payables }) => ({
      company,
      debit: formatCents(BigInt(debit)),
      credit: formatCents(BigInt(credit)),
      payables: formatCents(BigInt(payables)),
    })),
  });
}

const sumAnswer = (row: Sum) => ({
  company: row.company,
  status: row.status,
  count: Number.parseInt(row.count, 10),
  amount: formatCents(BigInt(row.amount)),
});
