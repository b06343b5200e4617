import { appendAudit } from '../../audit';
import { erpOf } from '../../connectors/erp';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { setControlTotals } from '../../store/control-totals';
import {
  findErpConnections,
  insertGlRead,
  type LedgerScope,
  lockSettledRemits,
  markReconciled,
  mirrorMaster,
  staleLedgers,
} from '../../store/reconciling';

const REMITS_PER_SET = 200;
const LEDGERS_PER_RUN = 6;

/**
 * Stage 7. Ties each remit whose events are all settled back to what was received. Returns how many remits it closed.
 */
export const runReconcile = (actor: Actor): Promise<number> =>
  withTransaction(actor, async (tx) => {
    const settled = await lockSettledRemits(tx, REMITS_PER_SET);
    if (settled.length === 0) return 0;
    const rows = settled.map((s) => ({
      remitId: s.remitId,
      state: s.settledMinor === s.receivedMinor ? ('tied' as const) : ('differs' as const),
    }));
    await markReconciled(tx, rows);
    await setControlTotals(
      tx,
      'reconcile',
      settled.map((s) => ({ remitId: s.remitId, count: s.events, amountMinor: s.settledMinor })),
    );
    await appendAudit(tx, {
      action: 'remits.reconciled',
      subjectKind: 'remit',
      subjectId: settled[0]?.remitId ?? '',
      detail: { remits: rows, amountMinor: settled.reduce((sum, s) => sum + s.settledMinor, 0n) },
    });
    return settled.length;
  });

/** Reads the ERP's own balances of every entity and period that moved: the GL leg. A failed reading is kept as such. */
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
    const erp = erpOf({ id: scope.connectionId, config: scope.config });
    return { ok: true, ...(await erp.balances(scope.entity, scope.period)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Mirrors accounts, cost centers and periods, so that mapping knows what the ERP would refuse. */
export async function readMasterData(actor: Actor): Promise<boolean> {
  let changed = false;
  for (const connection of await withTransaction(actor, findErpConnections)) {
    const master = await erpOf(connection).master();
    changed = (await withTransaction(actor, (tx: Tx) => mirrorMaster(tx, master))) || changed;
  }
  return changed;
}
