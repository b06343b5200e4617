import { logger } from '@/server/platform/logger';
import { counter } from '@/server/platform/metrics';
import type { RingQueue } from './carrier';
import type { Doorbell } from './catalog';
import { closeRinger, openQueue } from './connection';

/**
 * Ringing is a courtesy: it makes work start now instead of at the next sweep. So it never throws, never blocks its caller
 * for long and never queues up behind a carrier that is away. Rings of one bell within 20 ms become one.
 */
const COALESCE_MS = 20;
const RING_MS = 3000;
const COMPLAIN_EVERY_MS = 30_000;

const log = logger('doorbell');
const rung = counter('tieout_rings_total', 'Doorbell rings by bell and result.', ['bell', 'result']);

type Bell = { sending: Promise<void> | null; again: Promise<void> | null };
const bells = new Map<Doorbell, Bell>();
const queues = new Map<Doorbell, RingQueue>();
const listeners = new Set<(bell: Doorbell) => void>();
let complainedAt = 0;

/**
 * Says that there may be work behind this bell. Fire and forget; awaiting it tells when the ring has left this process (or
 * was given up).
 */
export function ring(doorbell: Doorbell): Promise<void> {
  for (const listener of listeners) listener(doorbell);
  const bell = bells.get(doorbell) ?? { sending: null, again: null };
  bells.set(doorbell, bell);
  if (!bell.sending) {
    bell.sending = send(doorbell).finally(() => {
      bell.sending = null;
    });
    return bell.sending;
  }
  // The ring under way may have been answered before this caller's work was committed: one more follows it.
  bell.again ??= bell.sending
    .then(() => new Promise<void>((resolve) => setTimeout(resolve, COALESCE_MS)))
    .then(() => {
      bell.again = null;
      return ring(doorbell);
    });
  return bell.again;
}

async function send(doorbell: Doorbell): Promise<void> {
  let queue = queues.get(doorbell);
  try {
    if (!queue) {
      queue = openQueue(doorbell);
      queue.on('error', complain);
      queues.set(doorbell, queue);
    }
    await withinLimit(queue.ring());
    rung.add({ bell: doorbell, result: 'sent' });
  } catch (error) {
    rung.add({ bell: doorbell, result: 'lost' });
    complain(error);
    // A queue whose first connection failed stays failed for ever: the next ring opens another.
    queues.delete(doorbell);
    void queue?.close().catch(() => undefined);
  }
}

/** A carrier that never connected lets a ring wait for ever: nobody's request may hang on that. */
function withinLimit(adding: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the carrier did not answer in time')), RING_MS);
  });
  return Promise.race([adding, limit]).finally(() => clearTimeout(timer));
}

function complain(error: unknown): void {
  const now = performance.now();
  if (complainedAt > 0 && now - complainedAt < COMPLAIN_EVERY_MS) return;
  complainedAt = now;
  log.warn('doorbell.away', { error });
}

/** Hears every ring of this process at once, so that a stage next door starts without the way through the carrier. */
export function listenLocally(listener: (bell: Doorbell) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function closeDoorbell(): Promise<void> {
  const open = [...queues.values()];
  queues.clear();
  const limit = new Promise<void>((resolve) => setTimeout(resolve, RING_MS).unref());
  await Promise.race([Promise.allSettled(open.map((queue) => queue.close())), limit]);
  closeRinger();
}
