import type { Grouping } from '@/flows/flow';
import type { Tx } from '../../platform/db';
import { callKeys, type ItemParcel, pushBack } from '../../store/claiming';
import { dropItemKeys, noteLearned, type Placement, placeItems } from '../../store/mapping';
import type { MasterSnapshot } from '../../store/master-snapshot';
import { proposedWith, withdrawGroups } from '../../store/proposed';
import { annulStopped, endWithdrawn, supersede } from '../../store/reversing';
import { stopItems } from '../../store/stops';
import { REPLACED } from '../../store/taking-back';
import { enterTies } from '../../store/ties';
import { setWaits, signal } from '../../store/waits';
import { raiseAtOnce } from '../../ties/clocks';
import { askFor } from './approval';
import { Book } from './book';
import type { Outcome } from './decide';
import { groupMembers, type Member } from './group';

type Posted = Extract<Outcome, { kind: 'post' }>;
type Parcels = ReadonlyMap<string, ItemParcel>;

/** Writes everything that a set decided, a statement per table. */
export async function writeOutcomes(
  tx: Tx,
  outcomes: readonly Outcome[],
  master: MasterSnapshot,
  parcels: Parcels,
): Promise<void> {
  const posts = outcomes.filter((o): o is Posted => o.kind === 'post');
  await takeBack(tx, posts);
  const held = await writePosts(tx, posts, master);
  await writeTies(tx, posts, master);
  await writeOthers(tx, outcomes);
  await callFollowers(tx, outcomes, held);
  await dropItemKeys(
    tx,
    outcomes.filter((o) => o.row.keys.length > 1).map((o) => o.row.id),
  );
  await learn(tx, outcomes, parcels);
}

/** Withdraws what was never sent, with whatever is asked about it, and ends stopped items that a decision makes pointless. */
async function takeBack(tx: Tx, posts: readonly Posted[]): Promise<void> {
  const withdrawn = posts.flatMap((post) => post.withdrawn);
  await supersede(
    tx,
    withdrawn.map((posting) => posting.id),
  );
  const groupIds = [...new Set(withdrawn.map((posting) => posting.groupId))];
  // What was asked about together is withdrawn together: nobody would ever answer for the rest.
  const asked = await proposedWith(tx, groupIds);
  await withdrawGroups(tx, [...groupIds, ...asked]);
  const freed = await endWithdrawn(tx, [...groupIds, ...asked], 'taken back unsent');
  for (const { row } of posts.filter((p) => p.decision.annuls)) {
    await annulStopped(tx, row.flowCode, row.keys, row.position, `annulled by ${row.type}`);
  }
  await callKeys(
    tx,
    freed.map((row) => row.key),
  );
}

/** Writes the documents of what posts. Returns the items that hold their keys on: something of theirs is under way, or asked about. */
async function writePosts(tx: Tx, posts: readonly Posted[], master: MasterSnapshot): Promise<ReadonlySet<string>> {
  const members = posts.flatMap((post) => post.members);
  const groupingOf = ({ item, draft }: Member): Grouping => {
    const setup = master.flows.get(item.flowCode);
    if (draft.kind === 'journal' && setup?.catalogue.journalMode === 'summary') return 'day';
    return setup?.flow.grouping[draft.role] ?? 'item';
  };
  const book = new Book(tx, master);
  const unsent = new Set<string>();
  const proposed = new Set<string>();
  for (const group of groupMembers(members, groupingOf)) {
    const setup = master.flows.get(group.members[0]?.item.flowCode ?? '');
    if (!setup) throw new Error(`group ${group.key} has no flow`);
    const written = await book.add(group, setup);
    for (const { item } of group.members) {
      if (written.proposed) proposed.add(item.id);
      else if (!written.nothingToSend) unsent.add(item.id);
    }
  }
  await book.write();
  await placeItems(
    tx,
    posts.map((post) => placementOf(post, stateOf(post.row.id, unsent, proposed))),
  );
  await askFor(tx, book.proposed);
  await signal(
    tx,
    posts.flatMap(({ row, decision }) =>
      (decision.signals ?? []).map((topic) => ({ topic: `${row.flowCode}|${topic}`, eventId: row.id })),
    ),
  );
  return new Set([...unsent, ...proposed]);
}

/** Calls what stands behind items that let go of their keys at once: they ended, had nothing to send, or stepped aside. */
async function callFollowers(tx: Tx, outcomes: readonly Outcome[], held: ReadonlySet<string>): Promise<void> {
  const letsGo = (outcome: Outcome): boolean =>
    outcome.kind === 'end' ||
    (outcome.kind === 'post' && !held.has(outcome.row.id)) ||
    (outcome.kind === 'stop' && outcome.aside) ||
    (outcome.kind === 'wait' && outcome.decision.queue === 'aside');
  const keys = new Set(outcomes.filter(letsGo).flatMap(({ row }) => row.keys));
  await callKeys(
    tx,
    [...keys].sort().map((key) => Buffer.from(key, 'hex')),
  );
}

/** Held while a second person is asked; mapped while something is under way; posted at once when nothing has to be sent. */
const stateOf = (id: string, unsent: ReadonlySet<string>, proposed: ReadonlySet<string>): Placement['state'] =>
  proposed.has(id) ? 'held' : unsent.has(id) ? 'mapped' : 'posted';

const placementOf = ({ row, scope, at, takesBack }: Posted, state: Placement['state']): Placement => ({
  eventId: row.id,
  flowCode: row.flowCode,
  // With nothing to take back it ends here.
  state: takesBack && state === 'posted' ? 'rejected' : state,
  ...scope,
  ...at,
  holdReason: takesBack ? REPLACED : state === 'held' ? 'approval' : null,
});

async function writeTies(tx: Tx, posts: readonly Posted[], master: MasterSnapshot): Promise<void> {
  const rows = posts.flatMap(({ row, decision }) =>
    (decision.ties ?? []).map((entry) => ({
      ...entry,
      sourceId: row.id,
      flowCode: row.flowCode,
      onDate: row.businessDate,
    })),
  );
  // Decided again: what its first decision brought to ties goes first.
  const again = posts
    .filter((post) => post.row.releaseCount > 0)
    .map((post) => ({ sourceId: post.row.id, flowCode: post.row.flowCode }));
  await enterTies(tx, rows, again);
  await raiseAtOnce(tx, rows, master);
}

async function writeOthers(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
  const stops = outcomes.filter((o): o is Extract<Outcome, { kind: 'stop' }> => o.kind === 'stop');
  const ends = outcomes.filter((o): o is Extract<Outcome, { kind: 'end' }> => o.kind === 'end');
  const waits = outcomes.filter((o): o is Extract<Outcome, { kind: 'wait' }> => o.kind === 'wait');
  await placeItems(
    tx,
    ends.map(
      ({ row, scope, decision }): Placement => ({
        eventId: row.id,
        flowCode: row.flowCode,
        state: decision.as,
        ...scope,
        period: null,
        priorPeriod: null,
        holdReason: decision.reason,
      }),
    ),
  );
  await stopItems(
    tx,
    'map',
    stops.map(({ row, scope, failure, aside, wakes }) => ({
      eventId: row.id,
      flowCode: row.flowCode,
      parcelId: row.parcelId,
      ...scope,
      asset: row.asset,
      amountMinor: row.amountMinor,
      failure,
      aside,
      ...(wakes
        ? {
            wakes: {
              topics: wakes.for.map((topic) => `${row.flowCode}|${topic}`),
              until: wakes.until?.day ?? null,
              mark: wakes.until?.mark ?? null,
            },
          }
        : {}),
    })),
  );
  await setWaits(
    tx,
    waits.map(({ row, scope, decision }) => ({
      eventId: row.id,
      flowCode: row.flowCode,
      topics: decision.for.map((topic) => `${row.flowCode}|${topic}`),
      until: decision.until,
      late: decision.late,
      aside: decision.queue === 'aside',
      ...scope,
    })),
  );
  await pushBack(
    tx,
    outcomes.filter((o) => o.kind === 'later').map((o) => o.row),
  );
}

/** Says what parcels learned of their scope, once; the fold writes it where lists and walls read it. */
async function learn(tx: Tx, outcomes: readonly Outcome[], parcels: Parcels): Promise<void> {
  type Row = {
    parcelId: string;
    flowCode: string;
    payerId: string | null;
    entity: string | null;
    facilityIds: string[];
  };
  const learned = new Map<string, Row>();
  for (const outcome of outcomes) {
    const parcel = parcels.get(outcome.row.parcelId ?? '');
    if (!parcel) continue;
    const { flowCode } = outcome.row;
    const row = learned.get(parcel.id) ?? {
      parcelId: parcel.id,
      flowCode,
      payerId: null,
      entity: null,
      facilityIds: [],
    };
    const { payerId, facilityId } = outcome.scope;
    if (payerId !== null && parcel.payerId === null) row.payerId ??= payerId;
    if (outcome.kind === 'post' && parcel.entity === null) row.entity ??= outcome.owner;
    if (facilityId !== null && !parcel.facilityIds.includes(facilityId) && !row.facilityIds.includes(facilityId)) {
      row.facilityIds.push(facilityId);
    }
    learned.set(parcel.id, row);
  }
  const fresh = [...learned.values()].filter(
    (r) => r.payerId !== null || r.entity !== null || r.facilityIds.length > 0,
  );
  await noteLearned(tx, fresh);
}
