import type pg from 'pg';
import type { Tx } from '@/server/platform/db';

export type Sql = <T extends pg.QueryResultRow = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<T[]>;

/** Whoever can read the books: a product under test, a fixture, a client of some role, a transaction. */
export type Db = { readonly sql: Sql };

/** The books as this client's role sees them. */
export const dbOf = (client: pg.Client | pg.Pool): Db => ({
  sql: async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await client.query<T>(text, values as unknown[])).rows,
});

/** The books as the actor of this transaction sees them. */
export const dbOfTx = (tx: Tx): Db => ({
  sql: <T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => tx.query<T>(text, values),
});

/** The only row of an answer that always has one. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows instead of one`);
  return row;
}
