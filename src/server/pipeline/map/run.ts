import { failure } from '@/domain/failure';
import type { Draft } from '@/flows/flow';
import { flowOf } from '@/flows/registry';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { EVENTS_PER_SHARD } from '../../store/canonical';
import { claimItems, lockReady, pushBack, type ReadyItem, readBlockers } from '../../store/claiming';
import { type FlowSetup, loadMaster, type MasterSnapshot } from '../../store/master-snapshot';
import { postItems, resumeGroups } from '../../store/posting-items';
import { stopItems } from '../../store/stops';
import { bisect } from '../bisect';
import { type Asked, itemsOf, parcelsOf } from '../items';
import { decideItem, type Outcome } from './decide';
import { splitMovable, withoutCutGroup } from './movable';
import { Standing } from './reverse';
import { SagaDesk } from './sagas';
import { isTakenBack, takeBack } from './take-back';
import { writeOutcomes } from './write';

/** Items per transaction: whole parcels of ordinary size, one piece of a large one. */
export const ITEMS_PER_SET = 1000;

/**
 * Stage 4. Decides ready items (heads of their keys only) by their flow's rules and the master data of now, and writes balanced
 * postings, ties and memories; what cannot be decided becomes an exception under its cause. Returns how many items left `ready`.
 */
export function runMap(actor: Actor): Promise<number> {
  // Which item a set of one held: by the time it is set aside, the next free one may be another.
  let held: ReadyItem | null = null;
  const hold = (items: readonly ReadyItem[]) => {
    held = items[0] ?? null;
  };
  return bisect(
    ITEMS_PER_SET,
    (limit) => {
      held = null;
      return withSet(actor, (tx) => mapSet(tx, limit, hold));
    },
    (error) => withSet(actor, (tx) => setAside(tx, error, held)),
  );
}

const groupOf = (item: ReadyItem): string =>
  `${item.flowCode}|${item.parcelId}|${Math.floor(item.ordinal / EVENTS_PER_SHARD)}`;

async function takeMovable(tx: Tx, limit: number): Promise<{ taken: number; movable: ReadyItem[] }> {
  const claimed = withoutCutGroup(await claimItems(tx, limit), limit, groupOf);
  if (claimed.length === 0) return { taken: 0, movable: [] };
  const { movable, blocked } = splitMovable(claimed, await readBlockers(tx, claimed), (code) => {
    const { order, annuls = [] } = flowOf(code);
    return { order, annuls };
  });
  await pushBack(tx, blocked);
  return { taken: claimed.length, movable };
}

async function mapSet(tx: Tx, limit: number, hold: (items: readonly ReadyItem[]) => void): Promise<number> {
  // Before a target's calendar was read once, every date would look wrong: the items wait, they are not stopped.
  const early = await loadMaster(tx);
  if (early.calendars.size === 0) return 0;
  const { taken, movable } = await takeMovable(tx, limit);
  if (taken === 0) return 0;
  hold(movable);
  // Read after the items were seen: what was committed with them, an adopted payer say, is then seen too.
  const master = await loadMaster(tx);
  const back = movable.filter(isTakenBack);
  const resumed = await resume(
    tx,
    movable.filter((item) => !isTakenBack(item)),
  );
  const items = movable.filter(
    (item) => !isTakenBack(item) && !resumed.ids.has(item.id) && !resumed.keys.has(item.key),
  );
  const parcels = await parcelsOf(tx, items);
  const outcomes: Outcome[] = [];
  const desks: SagaDesk[] = [];
  for (const [code, rows] of byFlow(items)) {
    const setup = master.flows.get(code);
    if (!setup) continue;
    const desk = await SagaDesk.open(tx, setup.flow, rows);
    const standing = setup.flow.memory ? await Standing.read(tx, code, rows) : new Standing();
    desks.push(desk);
    outcomes.push(...decideAll(await itemsOf(tx, setup.flow, rows, parcels), { setup, master, desk, standing }));
  }
  outcomes.push(...(await takeBack(tx, back, master)));
  await writeOutcomes(tx, outcomes, master, parcels);
  for (const desk of desks) await desk.write(tx);
  await audit(tx, movable, outcomes, resumed.ids.size, master.revision);
  const moved = outcomes.filter((outcome) => outcome.kind !== 'later').length + resumed.ids.size;
  // Nothing of it may move now, and it is out of the way: what stands behind it in the work list is looked at next.
  return moved > 0 ? moved : taken;
}

type Bench = {
  readonly setup: FlowSetup;
  readonly master: MasterSnapshot;
  readonly desk: SagaDesk;
  readonly standing: Standing;
};

/**
 * Decides in order. Once an item of a key stops, its followers stay ready behind it; those that would stop by themselves stop
 * too, so that a cause shows all the dollars it holds.
 */
function decideAll(asked: readonly Asked[], { setup, master, desk, standing }: Bench): Outcome[] {
  const outcomes: Outcome[] = [];
  const stopped = new Set<string>();
  for (const one of asked) {
    const { row } = one;
    const deciding = {
      setup,
      master,
      memory: desk.memoryOf(row),
      resolve: (of: ReadyItem, drafts: readonly Draft[]) => standing.resolve(of, drafts),
    };
    const outcome = desk.isStale(one.item) ? staleTimer(row) : decideItem(one, deciding);
    if (outcome.kind !== 'stop' && row.keys.some((key) => stopped.has(key))) continue;
    if (holdsQueue(outcome)) for (const key of row.keys) stopped.add(key);
    if ((outcome.kind === 'post' || outcome.kind === 'end') && outcome.decision.sagas) {
      desk.take(row, outcome.decision.sagas, outcome.scope);
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

const holdsQueue = (outcome: Outcome): boolean =>
  outcome.kind === 'later' ||
  (outcome.kind === 'stop' && !outcome.aside) ||
  (outcome.kind === 'wait' && outcome.decision.queue === 'blocks');

function byFlow(items: readonly ReadyItem[]): Map<string, ReadyItem[]> {
  const flows = new Map<string, ReadyItem[]>();
  for (const item of items) {
    const known = flows.get(item.flowCode);
    if (known) known.push(item);
    else flows.set(item.flowCode, [item]);
  }
  return flows;
}

const staleTimer = (row: ReadyItem): Outcome => ({
  row,
  scope: { payerId: null, facilityId: null, entity: null },
  kind: 'end',
  decision: {
    kind: 'end',
    as: 'duplicate',
    reason: 'stale',
    scope: { entity: null, facility: null, payer: null },
  },
});

/** Sends released items on in the documents they already have. */
async function resume(tx: Tx, items: readonly ReadyItem[]): Promise<{ ids: Set<string>; keys: Set<string> }> {
  const released = items.filter((item) => item.releaseCount > 0);
  const { items: resumed, groupIds } = await resumeGroups(tx, released);
  // Another release may have carried them to the end already: then nothing is left to ask the target.
  await postItems(tx, groupIds);
  return { ids: new Set(resumed.map((r) => r.eventId)), keys: new Set(resumed.map((r) => r.key)) };
}

async function audit(
  tx: Tx,
  items: readonly ReadyItem[],
  outcomes: readonly Outcome[],
  resumed: number,
  revision: bigint,
): Promise<void> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  if (outcomes.length + resumed === 0) return;
  await appendAudit(tx, {
    action: 'items.mapped',
    subjectKind: 'parcel',
    subjectId: items[0]?.parcelId ?? items[0]?.id ?? '',
    detail: {
      ...counts,
      resumed,
      master: revision,
      parcels: [...new Set(items.flatMap((item) => item.parcelId ?? []))],
      amountMinor: outcomes.reduce((sum, o) => (o.kind === 'post' ? sum + o.row.amountMinor : sum), 0n),
    },
  });
}

/** The single item that failed stops loudly; the others go on. Without one it is no item's fault. */
async function setAside(tx: Tx, error: unknown, item: ReadyItem | null): Promise<number> {
  if (!item) throw error;
  // Somebody else may have worked it meanwhile: then nothing is wrong with it any more.
  if (!(await lockReady(tx, item))) return 1;
  await stopItems(tx, 'map', [
    {
      eventId: item.id,
      flowCode: item.flowCode,
      parcelId: item.parcelId,
      facilityId: null,
      asset: item.asset,
      amountMinor: item.amountMinor,
      failure: failure('POISON', 'stage', 'map'),
    },
  ]);
  const reason = error instanceof Error ? error.message : String(error);
  await appendAudit(tx, {
    action: 'item.set-aside',
    subjectKind: 'event',
    subjectId: item.id,
    detail: { reason: reason.slice(0, 300) },
  });
  return 1;
}
