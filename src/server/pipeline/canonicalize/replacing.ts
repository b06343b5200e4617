import type { Failure } from '@/domain/failure';
import { flowOf } from '@/flows/registry';
import type { Tx } from '../../platform/db';
import type { ParsedParcel } from '../../store/canonical';
import { readItems } from '../../store/claiming';
import { loadMaster } from '../../store/master-snapshot';
import { contradictSeveral } from '../../store/rivals';
import { bookedOfPriors, priorsOnTheirWay, putOff, settlePriors, takeBackPriors } from '../../store/taking-back';
import { itemsOf, parcelsOf } from '../items';

/** Until an answer of the target may have come, and until the other one of a place stands in it. */
const WAIT_SECONDS = 30;
const NEXT_SECONDS = 1;

export type Replacing = {
  /** What is judged now. */
  readonly parcels: readonly ParsedParcel[];
  /** Parcels that cannot take the place they were given, and why. */
  readonly refused: ReadonlyMap<string, Failure>;
};

/**
 * Takes back what these parcels take the place of. Those whose prior is still on its way to a target, or whose place another one takes
 * in this moment, come later; one whose prior was taken back by its own sender takes nothing.
 */
export async function replacing(
  tx: Tx,
  parcels: readonly ParsedParcel[],
  unfitOf: (parcel: ParsedParcel, contradictsSeveral: boolean) => Failure | null,
): Promise<Replacing> {
  const asked = parcels.filter((parcel) => parcel.decision === 'replace');
  if (asked.length === 0) return { parcels, refused: new Map() };
  const unfit = new Map<string, Failure>();
  const several = await contradictSeveral(
    tx,
    asked.map(({ id }) => id),
  );
  for (const parcel of asked) {
    const why = unfitOf(parcel, several.has(parcel.id));
    if (why !== null) unfit.set(parcel.id, why);
  }
  const ids = asked.map(({ id }) => id).filter((id) => !unfit.has(id));
  const settled = await settlePriors(tx, ids);
  const waiting = await priorsOnTheirWay(
    tx,
    ids.filter((id) => !settled.has(id)),
  );
  await putOff(tx, [...waiting], WAIT_SECONDS);
  await putOff(tx, [...settled], NEXT_SECONDS);
  const later = new Set([...settled, ...waiting]);
  const now = ids.filter((id) => !later.has(id));
  const undone = await undonePriors(tx, now);
  const refused = new Map([...unfit, ...undone]);
  await takeBackPriors(
    tx,
    now.filter((id) => !refused.has(id)),
  );
  return { parcels: parcels.filter((parcel) => !later.has(parcel.id)), refused };
}

/** What a later event took back already would go back twice. */
async function undonePriors(tx: Tx, parcelIds: readonly string[]): Promise<Map<string, Failure>> {
  const refused = new Map<string, Failure>();
  for (const { by, flowCode, itemIds } of await bookedOfPriors(tx, parcelIds)) {
    const flow = flowOf(flowCode);
    if (!flow.undone || itemIds.length === 0) continue;
    const master = await loadMaster(tx);
    const rules = master.flows.get(flowCode)?.rules;
    const rows = await readItems(tx, itemIds, flowCode);
    for (const { item } of await itemsOf(tx, flow, rows, await parcelsOf(tx, rows))) {
      const why = refused.has(by) ? null : flow.undone(item, master, rules);
      if (why !== null) refused.set(by, why);
    }
  }
  return refused;
}
