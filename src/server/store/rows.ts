import { SET_ROWS_MAX, type Tx } from '../platform/db';

/** Column name → Postgres type. A column of arrays rides as text (`arrayText`), because `unnest` would open the arrays too. */
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
  const isArray = (name: string): boolean => columns[name]?.endsWith('[]') ?? false;
  const arrays = names.map((name, i) => `$${i + 1}::${isArray(name) ? 'text' : columns[name]}[]`).join(', ');
  const selected = names.map((name) => (isArray(name) ? `u.${name}::${columns[name]}` : `u.${name}`)).join(', ');
  const list = names.join(', ');
  const text = `INSERT INTO ${table} (${list}) SELECT ${selected} FROM unnest(${arrays}) AS u(${list}) ${suffix}`;
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

/** An array of ids as Postgres writes it. */
export const arrayText = (ids: readonly string[]): string => `{${ids.join(',')}}`;

/**
 * SQL: `column` is one of the ids of parameter `ids` and lies between the two parameters from `bounds` on. Said beside a join with
 * the same ids, it lets every plan go through the key, and only into partitions that hold one of them.
 */
export const amongIds = (column: string, ids: number, bounds: number): string =>
  `${column} = ANY ($${ids}::uuid[]) AND ${column} BETWEEN $${bounds}::uuid AND $${bounds + 1}::uuid`;

/** The least and the greatest of at least one id. */
export function boundsOf(ids: readonly string[]): [string, string] {
  let [least = '', greatest = ''] = [ids[0], ids[0]];
  for (const id of ids) {
    if (id < least) least = id;
    if (id > greatest) greatest = id;
  }
  return [least, greatest];
}
