import type { Tx } from '../platform/db';

/** Makes the partitions of the coming months; one process at a time, because making one twice would fail. */
export async function makePartitions(tx: Tx, monthsAhead: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('tieout/partitions'))");
  await tx.query('SELECT tieout_make_partitions(now(), $1)', [monthsAhead]);
}
