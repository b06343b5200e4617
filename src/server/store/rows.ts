import { SET_ROWS_MAX, type Tx } from '../platform/db';

/** Column name → Postgres type. Array-typed columns cannot ride in `unnest`; such tables are written row by row. */
export type Columns = Readonly<Record<string, string>>;

/**
 * Inserts rows in sets: one statement per 5,000 rows, one array per column. COPY would be faster but Postgres refuses it on
 * tables under row-level security.
 */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: Columns,
  rows: readonly (readonly unknown[])[],
  suffix = '',
): Promise<number> {
  const names = Object.keys(columns);
  const arrays = names.map((name, i) => `$${i + 1}::${columns[name]}[]`).join(', ');
  const text = `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${arrays}) ${suffix}`;
  let inserted = 0;
  for (let from = 0; from < rows.length; from += SET_ROWS_MAX) {
    const part = rows.slice(from, from + SET_ROWS_MAX);
    inserted += await tx.execute(
      text,
      names.map((_, column) => part.map((row) => row[column])),
    );
  }
  return inserted;
}
