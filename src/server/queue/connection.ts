import { createRedisBackend, type QueueOptions, type WorkerOptions, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { env } from '@/server/platform/env';
import type { RingQueue, RingWorker } from './carrier';
import { type Doorbell, queueName } from './catalog';
import { notifyQueue, notifyWorker } from './postgres-bell';

/**
 * One doorbell, two carriers: BullMQ over Redis when REDIS_URL is set, otherwise LISTEN and NOTIFY of the product's own PostgreSQL.
 */
const PREFIX = 'tieout';
/** Long enough for a busy server, short enough that a receiver never waits for its doorbell. */
const CONNECT_MS = 2000;

const redisKit = withBackend(createRedisBackend);

/** A worker waits for ever and must never give up; a ringer gives up at once, because the sweep finds the work anyway. */
function redis(url: string, side: 'ringer' | 'worker'): Redis {
  const client = new Redis(url, {
    maxRetriesPerRequest: side === 'worker' ? null : 1,
    connectTimeout: CONNECT_MS,
    connectionName: `tieout-${side}`,
    ...(side === 'ringer' ? { commandTimeout: CONNECT_MS } : {}),
  });
  client.on('error', () => undefined);
  return client;
}

/** One connection for all bells of this process; it finds its way back by itself. */
let ringer: Redis | undefined;

export function openQueue(doorbell: Doorbell): RingQueue {
  const { REDIS_URL } = env();
  if (!REDIS_URL) return notifyQueue(doorbell);
  const options: Omit<QueueOptions, 'connection'> = {
    prefix: PREFIX,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  };
  ringer ??= redis(REDIS_URL, 'ringer');
  const queue = new redisKit.Queue(queueName(doorbell), { ...options, connection: ringer });
  return {
    ring: () => queue.add('ring', {}),
    on: queue.on.bind(queue),
    close: () => queue.close(),
  };
}

/**
 * Calls `answer` once per ring, at most `concurrency` at once, from `run()` on. Not started by itself: a worker whose first
 * connection fails remembers that failure and asks again without ever yielding, which would stop the whole process.
 */
export function openWorker(doorbell: Doorbell, concurrency: number, answer: () => Promise<void>): RingWorker {
  const { REDIS_URL } = env();
  if (!REDIS_URL) return notifyWorker(doorbell, answer);
  const options: Omit<WorkerOptions, 'connection'> = {
    prefix: PREFIX,
    concurrency,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    maxStalledCount: 1,
    runRetryDelay: 1000,
    autorun: false,
  };
  const client = redis(REDIS_URL, 'worker');
  const worker = new redisKit.Worker(queueName(doorbell), answer, { ...options, connection: client });
  // Closing waits for a server that may be gone: the connection goes at once, whatever becomes of the rest.
  const close = (force: boolean): Promise<void> => {
    const closing = worker.close(force);
    client.disconnect();
    return closing;
  };
  return {
    on: worker.on.bind(worker),
    waitUntilReady: () => worker.waitUntilReady(),
    run: () => worker.run(),
    close,
  };
}

/** Ends the shared connection towards Redis; that towards PostgreSQL closes with its last bell. */
export function closeRinger(): void {
  ringer?.disconnect();
  ringer = undefined;
}
