import type { Tx } from '@/server/platform/db';

/**
 * Runs `work` seeing every facility, then narrows the transaction to its actor's scope again. For what a facility alone
 * cannot tell: whether a cause has nothing left anywhere, whether a posting of the same group may be booked, how much rights
 * hide, which items a moved one stood in front of, and the head of a manifest before its items exist. It must never return a
 * row of another facility.
 */
export async function withWholeScope<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { scope } = tx.actor;
  if (scope === '*') return work();
  await tx.query("SELECT set_config('tieout.facilities', '*', true)");
  try {
    return await work();
  } finally {
    // After a failed statement the transaction is dead and its settings go with it.
    await tx.query("SELECT set_config('tieout.facilities', $1, true)", [scope.join(',')]).catch(() => undefined);
  }
}
