import { appendAudit } from '../../audit';
import { ledgerOf } from '../../connectors/target';
import { type Actor, type Tx, withSet, withTransaction } from '../../platform/db';
import {
  findLedgerConnections,
  foldTotals,
  insertGlRead,
  type LedgerScope,
  lockSettledParcels,
  markReconciled,
  mirrorMaster,
  staleLedgers,
} from '../../store/reconciling';

export const PARCELS_CLOSED_PER_SET = 500;
const LEDGERS_PER_RUN = 6;

/**
 * Stage 7. Folds the running totals, and ties each parcel whose items are all settled back to its control total. Returns how many
 * parcels it closed or changes it folded.
 */
export async function runReconcile(actor: Actor): Promise<number> {
  const folded = await withSet(actor, foldTotals);
  return folded + (await withSet(actor, closeParcels));
}

async function closeParcels(tx: Tx): Promise<number> {
  const settled = await lockSettledParcels(tx, PARCELS_CLOSED_PER_SET);
  if (settled.length === 0) return 0;
  const rows = settled.map((s) => ({
    parcelId: s.parcelId,
    flowCode: s.flowCode,
    state: s.settledMinor === s.controlMinor ? ('tied' as const) : ('differs' as const),
  }));
  await markReconciled(tx, rows);
  await appendAudit(tx, {
    action: 'parcels.reconciled',
    subjectKind: 'parcel',
    subjectId: settled[0]?.parcelId ?? '',
    detail: { parcels: rows, amountMinor: settled.reduce((sum, s) => sum + s.settledMinor, 0n) },
  });
  return settled.length;
}

/** Reads the ledgers' own balances of every entity and period that moved: the GL leg. A failed reading is kept as such. */
export async function readLedgers(actor: Actor): Promise<number> {
  const scopes = await withTransaction(actor, (tx) => staleLedgers(tx, LEDGERS_PER_RUN));
  for (const scope of scopes) {
    const read = await readLedger(scope);
    await withTransaction(actor, (tx) => insertGlRead(tx, scope, read));
  }
  return scopes.length;
}

async function readLedger(scope: LedgerScope): Promise<Parameters<typeof insertGlRead>[2]> {
  try {
    const ledger = ledgerOf(scope);
    if (!ledger) return { ok: false, reason: 'this target keeps no books that can be read' };
    return { ok: true, ...(await ledger.balances(scope.entity, scope.period)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Mirrors accounts, cost centers and periods, so that mapping knows what a target would refuse. */
export async function readMasterData(actor: Actor): Promise<boolean> {
  let changed = false;
  for (const connection of await withTransaction(actor, findLedgerConnections)) {
    const master = await ledgerOf(connection)?.master();
    if (master) changed = (await withTransaction(actor, (tx) => mirrorMaster(tx, connection.id, master))) || changed;
  }
  return changed;
}
