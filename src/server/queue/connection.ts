import { createPostgresBackend, createRedisBackend, type QueueOptions, type WorkerOptions, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { databaseUrl, env } from '@/server/platform/env';
import { CATALOG, type Doorbell, type RingPayload } from './catalog';

/**
 * One doorbell, two carriers: Redis when REDIS_URL is set, otherwise the product's own PostgreSQL under this process' own
 * role (schema `bullmq`, made and granted by the owner at start).
 */
export const QUEUE_SCHEMA = 'bullmq';
const PREFIX = 'tieout';
/** Long enough for a busy server, short enough that a receiver never waits for its doorbell. */
const CONNECT_MS = 2000;

const redisKit = withBackend(createRedisBackend);
const postgresKit = withBackend(createPostgresBackend);

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

const postgres = (side: 'ringer' | 'worker') => ({
  connectionString: databaseUrl(),
  schema: QUEUE_SCHEMA,
  max: side === 'worker' ? 2 : 1,
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_MS,
  idleTimeoutMillis: 30_000,
  options: '-c timezone=UTC',
});

/** What of a queue this product uses. */
export type RingQueue = {
  add(name: 'ring', payload: RingPayload): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};

export function openQueue(doorbell: Doorbell): RingQueue {
  const { queue } = CATALOG[doorbell];
  const options: Omit<QueueOptions, 'connection'> = {
    prefix: PREFIX,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  };
  const { REDIS_URL } = env();
  if (REDIS_URL) {
    ringer ??= redis(REDIS_URL, 'ringer');
    return new redisKit.Queue(queue, { ...options, connection: ringer });
  }
  return new postgresKit.Queue(queue, { ...options, connection: postgres('ringer') as never });
}

export type RingWorker = {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(force: boolean): Promise<void>;
};

/**
 * Calls `answer` once per ring, at most `concurrency` at once, from `run()` on. Not started by itself: a worker whose first
 * connection fails remembers that failure and asks again without ever yielding, which would stop the whole process.
 */
export function openWorker(doorbell: Doorbell, concurrency: number, answer: () => Promise<void>): RingWorker {
  const { queue } = CATALOG[doorbell];
  const options: Omit<WorkerOptions, 'connection'> = {
    prefix: PREFIX,
    concurrency,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    maxStalledCount: 1,
    runRetryDelay: 1000,
    autorun: false,
  };
  const { REDIS_URL } = env();
  if (REDIS_URL) {
    const client = redis(REDIS_URL, 'worker');
    const worker = new redisKit.Worker(queue, answer, { ...options, connection: client });
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
  return new postgresKit.Worker(queue, answer, { ...options, connection: postgres('worker') as never });
}

/** Ends the shared connection towards Redis; PostgreSQL pools close with their queues. */
export function closeRinger(): void {
  ringer?.disconnect();
  ringer = undefined;
}
