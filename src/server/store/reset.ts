import type { Tx } from '../platform/db';

/** Empties these tables, which only the owner of the database may do. Returns how many parcels there were. */
export async function emptyTables(tx: Tx, tables: readonly string[]): Promise<number> {
  const [before] = await tx.query<{ parcels: number }>('SELECT count(*)::int AS parcels FROM parcel');
  await tx.execute(`TRUNCATE ${tables.join(', ')}`);
  return before?.parcels ?? 0;
}
