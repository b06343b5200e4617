import { EventEmitter } from 'node:events';
import pg from 'pg';
import { databaseUrl } from '@/server/platform/env';
import type { RingQueue, RingWorker } from './carrier';
import type { Doorbell } from './catalog';

/**
 * The doorbell over PostgreSQL's own LISTEN and NOTIFY: one ring reaches every worker that listens, costs no row and no lock, and is
 * gone when nobody hears it. The rows are the work, so a ring that is lost costs no more than the time to the next sweep.
 */
const CHANNEL = 'tieout';
/** Long enough for a busy server, short enough that a receiver never waits for its doorbell. */
const CONNECT_MS = 2000;

const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: databaseUrl(),
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'tieout-bell',
  });
  // Without a listener of its own a connection that dies would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** One connection rings all bells of this process. */
let ringing: Promise<pg.Client> | undefined;
/** Its server process: rings of this process were heard by its own stages already. */
let ringingPid: number | undefined;
let ringers = 0;
let last: Promise<unknown> = Promise.resolve();

const ringer = (): Promise<pg.Client> => {
  ringing ??= connect().then(
    async (client) => {
      client.once('end', () => {
        ringing = undefined;
      });
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      ringingPid = rows[0]?.pid;
      return client;
    },
    (error: unknown) => {
      ringing = undefined;
      throw error;
    },
  );
  return ringing;
};

export function notifyQueue(doorbell: Doorbell): RingQueue {
  ringers += 1;
  let closed = false;
  return {
    ring: async () => {
      // One ring after the other: a client takes one statement at a time.
      const turn = last.then(async () => {
        const client = await ringer();
        await client.query('SELECT pg_notify($1, $2)', [CHANNEL, doorbell]);
      });
      last = turn.catch(() => undefined);
      await turn;
    },
    on: () => undefined,
    close: async () => {
      if (closed) return;
      closed = true;
      ringers -= 1;
      if (ringers > 0) return;
      const client = await ringing?.catch(() => undefined);
      ringing = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}

/** One connection hears all bells of this process; it lives as long as anybody listens. */
class Ear extends EventEmitter {
  readonly ready: Promise<void>;
  #client: pg.Client | undefined;

  constructor() {
    super();
    this.setMaxListeners(0);
    this.ready = this.#open();
    this.ready.catch(() => undefined);
  }

  async #open(): Promise<void> {
    try {
      const client = await connect();
      this.#client = client;
      client.on('notification', ({ payload, processId }) => {
        if (processId !== ringingPid) this.emit(`bell:${payload ?? ''}`);
      });
      client.on('error', (error) => this.#lose(error));
      client.on('end', () => this.#lose(new Error('the connection of the doorbell ended')));
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.#lose(error);
      throw error;
    }
  }

  /** Says once that it hears nothing any more; whoever listens next gets another ear. */
  #lose(error: unknown): void {
    this.emit('lost', error);
    this.removeAllListeners();
    void this.close();
  }

  async close(): Promise<void> {
    if (ear === this) ear = undefined;
    await this.#client?.end().catch(() => undefined);
  }
}

let ear: Ear | undefined;

/** Calls `answer` for every ring of this bell by any process. */
export function notifyWorker(doorbell: Doorbell, answer: () => Promise<void>): RingWorker {
  ear ??= new Ear();
  const own = ear;
  const hear = (): void => {
    void answer().catch(() => undefined);
  };
  const failures = new Set<(error: Error) => void>();
  const lose = (error: unknown): void => {
    for (const listener of failures) listener(error instanceof Error ? error : new Error(String(error)));
  };
  own.on('lost', lose);
  return {
    on: (_, listener) => failures.add(listener),
    waitUntilReady: () => own.ready,
    run: async () => {
      own.on(`bell:${doorbell}`, hear);
    },
    close: async () => {
      own.off(`bell:${doorbell}`, hear);
      own.off('lost', lose);
      if (own.listenerCount('lost') === 0) await own.close();
    },
  };
}
