import type { Pool } from 'pg';
import { formatCents } from '../cents';
import type { DocumentKind } from './kinds';

type Balance = {
  readonly account: string;
  readonly facility: string | null;
  readonly debit: string;
  readonly credit: string;
  readonly lineCount: number;
};

/** Debits and credits of one company and period by account and facility, as of now. */
export async function readBalances(
  pool: Pool,
  company: string,
  period: string,
): Promise<{ asOf: string; balances: Balance[] }> {
  // Taken before the read: a document committed while it runs may be in the answer, one committed before it must be.
  const asOf = new Date().toISOString();
  const result = await pool.query<{
    account: string;
    facility: string;
    debit: string;
    credit: string;
    lines: string;
  }>(
    `select account, facility, sum(debit) as debit, sum(credit) as credit, sum(line_count) as lines
     from sandbox_erp.balance_part where company = $1 and period = $2 group by 1, 2 order by 1, 2`,
    [company, period],
  );
  return {
    asOf,
    balances: result.rows.map((row) => ({
      account: row.account,
      facility: row.facility === '' ? null : row.facility,
      debit: formatCents(BigInt(row.debit)),
      credit: formatCents(BigInt(row.credit)),
      lineCount: Number.parseInt(row.lines, 10),
    })),
  };
}

type KeyTotals = {
  readonly prefix: string;
  readonly count: number;
  readonly distinctKeys: number;
  readonly debit: string;
  readonly credit: string;
};

/** Count and totals of the documents whose key begins with a prefix; the period is optional. */
export async function readKeyTotals(
  pool: Pool,
  query: {
    readonly company: string;
    readonly kind: DocumentKind;
    readonly period: string | null;
    readonly prefix: string;
  },
): Promise<KeyTotals> {
  const { company, kind, period, prefix } = query;
  const result = await pool.query<{ count: string; keys: string; debit: string; credit: string }>(
    `select count(*) as count, count(distinct external_id) as keys, coalesce(sum(debit_total), 0) as debit,
       coalesce(sum(credit_total), 0) as credit
     from sandbox_erp.document
     where company = $1 and kind = $4 and external_id like $2 and ($3::text is null or period = $3)`,
    [company, `${prefix.replace(/[\\%_]/g, '\\$&')}%`, period, kind],
  );
  const row = result.rows[0];
  return {
    prefix,
    count: Number.parseInt(row?.count ?? '0', 10),
    distinctKeys: Number.parseInt(row?.keys ?? '0', 10),
    debit: formatCents(BigInt(row?.debit ?? '0')),
    credit: formatCents(BigInt(row?.credit ?? '0')),
  };
}
