import type { Row, Tx } from '../platform/db';

/** What one SQL check found: how many rows were looked at, and the first of those that break the invariant. */
export type Found = { readonly checked: bigint; readonly broken: bigint; readonly example: string | null };

/** Runs a query of (label, bad) rows, in one statement and so of one moment, and counts them. */
export async function check(tx: Tx, rows: string, values: readonly unknown[] = []): Promise<Found> {
  const [row] = await tx.query<Row & Found>(
    `SELECT count(*)::bigint AS checked, count(*) FILTER (WHERE bad)::bigint AS broken, min(label) FILTER (WHERE bad) AS example
     FROM (${rows}) AS t`,
    values,
  );
  return row ?? { checked: 0n, broken: 0n, example: null };
}
