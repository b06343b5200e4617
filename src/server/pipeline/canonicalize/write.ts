import type { Failure } from '@/domain/failure';
import type { AnyFlow } from '@/flows/flow';
import { subscribersOf } from '@/flows/registry';
import { KEY_VERSION } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { idWithin } from '../../platform/ids';
import {
  claimNaturalKeys,
  type FinishedParcel,
  insertItemKeys,
  insertItems,
  insertSubscribed,
  insertWholes,
  type Made,
  type ParsedParcel,
  type Whole,
} from '../../store/canonical';
import { insertEvents, type NewEvent } from '../../store/parsing';
import { insertExceptions, openCauses, type Stop } from '../../store/stops';
import { enterTies, type TieRow } from '../../store/ties';
import { factsJson, orderKey } from '../facts';
import { controlOf, type Judged } from './judged';

/** The type of the event that stands for all a parcel holds. */
export const WHOLE = 'parcel.whole';
/** It begins where its parcel does, after the parts that a reader may number there. */
const WHOLE_PART = 7;

/** Makes an item of each fact of accepted parcels; what each sums to must be its control total, in every asset. */
export async function writeItems(tx: Tx, accepted: readonly Judged[]): Promise<FinishedParcel[]> {
  const made: Made[] = [];
  for (const [flow, parcels] of byFlow(accepted)) {
    const ids = parcels.map((p) => p.id);
    if (flow.dedupes) await claimNaturalKeys(tx, ids);
    made.push(...(await insertItems(tx, ids, !Object.values(flow.grouping).includes('parcel'))));
    await insertItemKeys(tx, ids);
    if (Object.keys(flow.events).some((type) => subscribersOf(type).length > 0)) await insertSubscribed(tx, ids);
  }
  return accepted.map(({ parcel, earlier }) => {
    const own = made.filter((m) => m.parcelId === parcel.id);
    checkControl(parcel, own);
    const items = own.reduce((sum, m) => sum + m.items, 0);
    const open = own.reduce((sum, m) => sum + m.open, 0);
    return finished(parcel, 'accepted', earlier.conflictsWith ?? null, null, items, open);
  });
}

function byFlow(judged: readonly Judged[]): Map<AnyFlow, ParsedParcel[]> {
  const flows = new Map<AnyFlow, ParsedParcel[]>();
  for (const { flow, parcel } of judged) flows.set(flow, [...(flows.get(flow) ?? []), parcel]);
  return flows;
}

function checkControl(parcel: ParsedParcel, made: readonly Made[]): void {
  const items = made.reduce((sum, m) => sum + m.items, 0);
  for (const control of controlOf(parcel)) {
    const sum = made.find((m) => m.asset === control.asset)?.amountMinor ?? 0n;
    if (sum !== control.minor || items !== parcel.recordCount) {
      throw new Error(`${items} items of parcel ${parcel.id} sum to ${sum}, its control total is ${control.minor}`);
    }
  }
}

const finished = (
  parcel: ParsedParcel,
  disposition: FinishedParcel['disposition'],
  priorId: string | null,
  wholeEventId: string | null,
  items: number,
  open: number,
): FinishedParcel => ({
  parcelId: parcel.id,
  flowCode: parcel.flowCode,
  disposition,
  priorId,
  wholeEventId,
  asset: parcel.asset,
  controlMinor: parcel.controlMinor,
  items,
  open,
});

/** Writes one item for all of each parcel that is not worked fact by fact; accepted ones are passed over. */
export async function writeWholes(tx: Tx, judged: readonly Judged[]): Promise<FinishedParcel[]> {
  const wholes = judged.flatMap(({ parcel, verdict, earlier }) =>
    verdict.disposition === 'accepted' ? [] : [{ parcel, verdict, earlier, event: wholeEvent(parcel) }],
  );
  if (wholes.length === 0) return [];
  const stopping = wholes.filter((w) => w.verdict.failure !== null);
  const causeIds = await openCauses(
    tx,
    'canonicalize',
    stopping.map((w) => ({ flowCode: w.parcel.flowCode, failure: w.verdict.failure as Failure })),
  );
  const causeOf = new Map(stopping.map((w, i) => [w.parcel.id, causeIds[i] ?? null]));
  await insertEvents(
    tx,
    wholes.map((w) => w.event),
  );
  await insertWholes(
    tx,
    wholes.map(({ parcel, verdict, event }) =>
      wholeItem(parcel, event.id, verdict.state, causeOf.get(parcel.id) ?? null),
    ),
  );
  await insertExceptions(
    tx,
    stopping.map((w) => stopOf(w.parcel, w.event.id, w.verdict.failure as Failure)),
    causeIds,
  );
  return wholes.map(({ parcel, verdict, earlier, event }) => {
    const prior = earlier.duplicateOf ?? earlier.conflictsWith ?? null;
    return finished(parcel, verdict.disposition, prior, event.id, 1, verdict.state === 'exception' ? 1 : 0);
  });
}

const wholeItem = (parcel: ParsedParcel, eventId: string, state: string, causeId: string | null): Whole => ({
  eventId,
  parcelId: parcel.id,
  flowCode: parcel.flowCode,
  lane: parcel.lane,
  state,
  causeId,
  orderKey: orderKey(`parcel|${parcel.id}`),
  asset: parcel.asset,
  amountMinor: parcel.controlMinor,
  onDate: parcel.onDate,
});

const stopOf = (parcel: ParsedParcel, eventId: string, why: Failure): Stop => ({
  eventId,
  flowCode: parcel.flowCode,
  parcelId: parcel.id,
  facilityId: null,
  asset: parcel.asset,
  amountMinor: parcel.controlMinor,
  failure: why,
});

function wholeEvent(parcel: ParsedParcel): NewEvent {
  return {
    id: idWithin(parcel.artifactId, parcel.byteOffset, WHOLE_PART),
    parcelId: parcel.id,
    parentId: null,
    ordinal: 0,
    type: WHOLE,
    version: 1,
    asset: parcel.asset,
    amountMinor: parcel.controlMinor,
    facts: factsJson({ control: parcel.controlMinor }),
    identifiers: null,
    keyVersion: KEY_VERSION,
    indexA: null,
    indexB: null,
    tokens: null,
    orderKeys: orderKey(`parcel|${parcel.id}`),
    naturalKey: null,
    at: null,
    businessDate: parcel.onDate,
    byteOffset: Number(parcel.byteOffset),
    byteLength: Math.min(Number(parcel.byteLength), 2 ** 31 - 1),
    part: WHOLE_PART,
    path: parcel.path,
    wants: null,
  };
}

/** What whole parcels bring to ties: a deposit's or a remit's total. */
export async function writeParcelTies(tx: Tx, accepted: readonly Judged[]): Promise<void> {
  const rows = accepted.flatMap(({ parcel, flow }): TieRow[] => {
    const asked = { head: parcel.head, control: controlOf(parcel), businessDate: parcel.onDate };
    return (flow.parcelTies?.(asked) ?? []).map((entry) => ({
      ...entry,
      sourceId: parcel.id,
      flowCode: parcel.flowCode,
      onDate: parcel.onDate,
    }));
  });
  await enterTies(tx, rows);
}
