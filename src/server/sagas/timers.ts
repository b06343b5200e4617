import { allFlows } from '@/flows/registry';
import { appendAudit } from '../audit';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { insertKernelEvents, type KernelEvent } from '../store/kernel-events';
import { type DueSaga, lockDueSagas, setTimers, type Timers } from '../store/sagas';

/** Sagas per transaction; a sweep goes on until none is due. */
const SAGAS_PER_SET = 200;

/**
 * Turns due timers into events of their flows: one each, however many sweeps run at once. The caller rings `map`. Returns how
 * many fired.
 */
export async function fireTimers(actor: Actor): Promise<number> {
  let fired = 0;
  for (;;) {
    const set = await withTransaction(actor, fireSet);
    fired += set;
    if (set === 0) return fired;
  }
}

async function fireSet(tx: Tx): Promise<number> {
  // A worker leaves timers of flows that it does not know to those that do.
  const codes = allFlows().map((flow) => flow.code);
  const sagas = await lockDueSagas(tx, codes, SAGAS_PER_SET);
  if (sagas.length === 0) return 0;
  const events = sagas.flatMap(dueEvents);
  await insertKernelEvents(tx, events);
  for (const saga of sagas) await setTimers(tx, saga.sagaId, withoutFired(saga));
  await appendAudit(tx, {
    action: 'timers.fired',
    subjectKind: 'saga',
    subjectId: sagas[0]?.sagaId ?? '',
    detail: { sagas: sagas.map((saga) => saga.sagaId), timers: events.length },
  });
  return events.length;
}

const isDue = (at: string | null, now: Date): at is string => at !== null && Date.parse(at) <= now.getTime();

/** The longest due first: of two timers that were missed together, the earlier one is decided first. */
const dueEvents = ({ timers, now, ...saga }: DueSaga): KernelEvent[] =>
  Object.entries(timers)
    .flatMap(([timer, { at, no }]) => (isDue(at, now) ? [{ timer, at: new Date(at).toISOString(), no }] : []))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ timer, at, no }) => ({
      type: 'saga.due',
      facts: JSON.stringify({ timer, no }),
      flowCode: saga.flowCode,
      parentId: saga.lastEventId,
      orderKeys: saga.key,
      position: saga.position,
      at,
      facilityId: saga.facilityId,
    }));

/** A timer that fired keeps the number of its step: by it the event is known to be of this setting of the timer. */
function withoutFired({ timers, now }: DueSaga): Timers {
  const left: Record<string, Timers[string]> = {};
  for (const [name, timer] of Object.entries(timers))
    left[name] = isDue(timer.at, now) ? { at: null, no: timer.no } : timer;
  return left;
}
