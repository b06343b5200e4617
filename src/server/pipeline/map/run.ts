import { type Failure, failure } from '@/domain/failure';
import { familyOf, plbItemKey } from '@/domain/plb-ledger';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { addControlTotals } from '../../store/control-totals';
import {
  type EventPlacement,
  type Learned,
  lockReadyEvents,
  lockRemits,
  placeEvents,
  type ReadyEvent,
  widenRemits,
} from '../../store/mapping';
import { loadMaster, type MasterSnapshot } from '../../store/master-snapshot';
import { applyPlbChanges } from '../../store/plb-items';
import { postEvents } from '../../store/posting-events';
import { resumeGroups } from '../../store/posting-groups';
import { type Stop, stopEvents } from '../../store/stops';
import { bisect } from '../bisect';
import { decideMap, type MapItem, type Mapped, type Unmapped } from './decide';
import { groupMembers, type Member } from './group';
import { itemsOf } from './items';
import { JournalBook } from './write';

/** Events per transaction: whole remits of ordinary size, one page of a large one. */
const EVENTS_PER_SET = 1000;
/** The flow whose catalogue row and posting rules this stage reads. */
export const FLOW = 'remittance-to-cash';

/**
 * Stage 4. Maps ready events (heads of their keys only) to balanced postings under the rules and master data of now; what
 * cannot be mapped becomes an exception under its cause. Returns how many events left `ready`.
 */
export const runMap = (actor: Actor): Promise<number> =>
  bisect(
    EVENTS_PER_SET,
    (limit) => withTransaction(actor, (tx) => mapSet(tx, limit)),
    (error) => withTransaction(actor, (tx) => setAside(tx, error)),
  );

async function mapSet(tx: Tx, limit: number): Promise<number> {
  const locked = await lockReadyEvents(tx, limit);
  if (locked.length === 0) return 0;
  // Read after the events were seen: what was committed with them, an adopted payer say, is then seen too.
  const master = await loadMaster(tx, FLOW);
  // Before the ERP's calendar was read once, every date would look wrong: the events wait, they are not stopped.
  if (master.calendars.size === 0) return 0;
  const resumed = await resume(tx, locked);
  const events = locked.filter((e) => !resumed.ids.has(e.id));
  const { mapped, stopped } = decideAll(await itemsOf(tx, events), events, master, resumed.partitions);
  await writeMapped(tx, mapped, master);
  await writeStopped(tx, stopped);
  await learnRemits(tx, mapped, stopped);
  await appendAudit(tx, {
    action: 'events.mapped',
    subjectKind: 'remit',
    subjectId: events[0]?.remitId ?? locked[0]?.remitId ?? '',
    detail: {
      mapped: mapped.length,
      stopped: stopped.length,
      resumed: resumed.ids.size,
      rules: master.rules.version,
      master: master.revision,
      remits: [...new Set(locked.map((e) => e.remitId))],
      amountMinor: mapped.reduce((sum, m) => sum + m.event.amountMinor, 0n),
    },
  });
  return mapped.length + stopped.length + resumed.ids.size;
}

/** Sends released events on in the journals they already have, and counts them where those journals are. */
async function resume(tx: Tx, locked: readonly ReadyEvent[]): Promise<{ ids: Set<string>; partitions: Set<string> }> {
  const released = locked.filter((e) => e.releaseCount > 0).map((e) => e.id);
  const { events, groupIds } = await resumeGroups(tx, released);
  const count = (e: { remitId: string; amountMinor: bigint }) => ({ ...e, count: 1 });
  await addControlTotals(tx, 'map', events.map(count));
  await addControlTotals(tx, 'post', events.filter((e) => e.cashAccepted).map(count));
  // Another release may have carried them to the end already: then nothing is left to ask the ERP.
  await addControlTotals(tx, 'confirm', (await postEvents(tx, groupIds)).map(count));
  return { ids: new Set(events.map((e) => e.eventId)), partitions: new Set(events.map((e) => e.partition)) };
}

type Done = { readonly event: ReadyEvent; readonly outcome: Mapped };
type Halted = { readonly event: ReadyEvent; readonly outcome: Unmapped };

/**
 * Decides in order. Once an event of a key stops, its followers of the same key stay ready behind it; those that would stop
 * by themselves stop too, so that a cause shows all the dollars it holds.
 */
function decideAll(
  items: readonly MapItem[],
  events: readonly ReadyEvent[],
  master: MasterSnapshot,
  busy: ReadonlySet<string>,
): { mapped: Done[]; stopped: Halted[] } {
  const mapped: Done[] = [];
  const stopped: Halted[] = [];
  const blocked = new Set<string>();
  items.forEach((item, i) => {
    const event = events[i] as ReadyEvent;
    if (busy.has(event.partition)) return;
    const outcome = decideMap(item, master);
    if (!outcome.ok) {
      blocked.add(event.partition);
      stopped.push({ event, outcome });
    } else if (!blocked.has(event.partition)) mapped.push({ event, outcome });
  });
  return { mapped, stopped };
}

async function writeMapped(tx: Tx, done: readonly Done[], master: MasterSnapshot): Promise<void> {
  const numbers = new Map(
    (await lockRemits(tx, [...new Set(done.map((d) => d.event.remitId))])).map((r) => [r.id, r.postings]),
  );
  const byEvent = new Map(done.map((d) => [d.event.id, d]));
  const members: Member[] = done.map(({ event, outcome }) => ({
    eventId: event.id,
    remitId: event.remitId,
    amountMinor: event.amountMinor,
    mapped: outcome,
  }));
  const mode =
    master.flow.journalMode === 'detail'
      ? { kind: 'detail' as const }
      : { kind: 'summary' as const, flow: master.flow.code };
  const placements: EventPlacement[] = members
    .filter((m) => m.mapped.lines.length === 0)
    .map((m) => placementOf(m, null, 'posted'));
  const book = new JournalBook(tx, master);
  for (const group of groupMembers(
    members.filter((m) => m.mapped.lines.length > 0),
    mode,
  )) {
    const first = byEvent.get(group.members[0]?.eventId ?? '') as Done;
    const number = (numbers.get(first.event.remitId) ?? 0) + 1;
    numbers.set(first.event.remitId, number);
    // In detail mode the source is the remit and the number of its journal; a summary is named by its bucket and first event.
    const source =
      group.remitId === null
        ? { text: `${group.key}|${first.event.id}`, description: `Summary of ${master.flow.code}` }
        : {
            text: `${first.event.remitSource}#${number}`,
            description: `835 ${first.outcome.payer.code} ${first.event.trn02}`.trim(),
          };
    const written = await book.add(group, source);
    placements.push(
      ...group.members.map((m) => placementOf(m, written.postingId, written.nothingToSend ? 'posted' : 'mapped')),
    );
  }
  await book.write();
  await placeEvents(tx, placements);
  await applyPlbChanges(tx, done.flatMap(plbChangeOf));
  const delta = (m: Member) => ({ remitId: m.remitId, count: 1, amountMinor: m.amountMinor });
  await addControlTotals(tx, 'map', members.map(delta));
  const finished = new Set(placements.filter((p) => p.state === 'posted').map((p) => p.id));
  const atOnce = members.filter((m) => finished.has(m.eventId)).map(delta);
  await addControlTotals(tx, 'post', atOnce);
  await addControlTotals(tx, 'confirm', atOnce);
}

function placementOf(member: Member, postingId: string | null, state: 'mapped' | 'posted'): EventPlacement {
  const { payer, facility, cashEntity, periods } = member.mapped;
  const at = periods.get(cashEntity);
  return {
    id: member.eventId,
    state,
    postingId,
    payerId: payer.id,
    facilityId: facility.id,
    entity: facility.entity,
    period: at?.period ?? null,
    priorPeriod: at?.priorPeriod ?? null,
  };
}

function plbChangeOf({ event }: Done) {
  if (event.facts.kind !== 'plb') return [];
  const facts = event.facts as { reason: string; referenceKey: string; pairedWith72?: boolean };
  const movement = {
    payer: event.payerKey,
    payee: event.payeeKey,
    reason: facts.reason,
    referenceKey: facts.referenceKey,
    amountMinor: -event.amountMinor,
    pairedWith72: facts.pairedWith72 ?? false,
    date: event.businessDate,
  };
  const key = plbItemKey(movement);
  if (key === null) return [];
  const [, , , referenceKey] = JSON.parse(key) as [string, string, string, string];
  return [
    {
      eventId: event.id,
      payerKey: event.payerKey,
      payeeKey: event.payeeKey,
      family: familyOf(movement),
      referenceKey,
      amountMinor: movement.amountMinor,
    },
  ];
}

async function writeStopped(tx: Tx, halted: readonly Halted[]): Promise<void> {
  await placeEvents(
    tx,
    halted.map(({ event, outcome }) => ({
      id: event.id,
      state: 'exception',
      postingId: null,
      payerId: outcome.payer?.id ?? null,
      facilityId: outcome.facility?.id ?? null,
      entity: outcome.facility?.entity ?? null,
      period: null,
      priorPeriod: null,
    })),
  );
  await stopEvents(
    tx,
    'map',
    halted.map(({ event, outcome }) => stopOf(event, outcome.failure, outcome.facility?.id ?? null)),
  );
}

const stopOf = (event: ReadyEvent, cause: Failure, facilityId: string | null): Stop => ({
  eventId: event.id,
  remitId: event.remitId,
  facilityId,
  amountMinor: event.amountMinor,
  failure: cause,
});

async function learnRemits(tx: Tx, mapped: readonly Done[], stopped: readonly Halted[]): Promise<void> {
  const learned = new Map<string, Learned & { payerId: string | null; entity: string | null; facilityIds: string[] }>();
  for (const { event, outcome } of [...mapped, ...stopped]) {
    const row = learned.get(event.remitId) ?? { remitId: event.remitId, payerId: null, entity: null, facilityIds: [] };
    learned.set(event.remitId, row);
    row.payerId ??= outcome.payer?.id ?? null;
    if (outcome.ok) row.entity ??= outcome.cashEntity;
    const facility = outcome.facility?.id;
    if (facility && !row.facilityIds.includes(facility)) row.facilityIds.push(facility);
  }
  await widenRemits(tx, [...learned.values()]);
}

/** A single event that no rule can read stops loudly; the others go on. */
async function setAside(tx: Tx, error: unknown): Promise<number> {
  const [event] = await lockReadyEvents(tx, 1);
  if (!event) return 0;
  await stopEvents(tx, 'map', [stopOf(event, failure('POISON', 'stage', 'map'), null)]);
  const reason = error instanceof Error ? error.message : String(error);
  await appendAudit(tx, {
    action: 'event.set-aside',
    subjectKind: 'event',
    subjectId: event.id,
    detail: { reason: reason.slice(0, 300) },
  });
  return 1;
}
