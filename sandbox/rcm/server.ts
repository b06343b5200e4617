import type { Server } from 'node:http';
import { Pool } from 'pg';
import { z } from 'zod';
import { postBytes } from '../courier';
import type { Faults } from '../erp/faults';
import { type Call, createHttpServer, HttpError, type Route, readJson, readLimit, sendJson } from '../http';
import { createOutbox, type Outbox, startSender } from '../outbox';
import { fileRoutes, readAfter } from '../partner-routes';
import { createPrng } from '../prng';
import { loadState } from './books';
import { type Clerk, createClerk } from './clerk';
import { createStatusFaults, faultRoutes } from './fault-play';
import { readRequests, readStatuses, readTotals } from './ledger-read';
import { SCHEMA_SQL } from './schema';
import { findStatus, takeStatus } from './status';
import { isStory, type Mix, STORIES, type Story } from './stories';

export type RcmOptions = {
  readonly databaseUrl: string;
  readonly controlToken: string;
  readonly ingestToken: string;
  /** Shared with whoever reports statuses. */
  readonly secret: string;
  readonly tieoutUrl: string;
  readonly seed: string;
  readonly mix: Mix;
  readonly intervalMs: number;
  readonly today: () => string;
  readonly nowSeconds?: () => number;
  readonly retryBaseMs?: number;
  readonly retryMaxMs?: number;
  readonly onError: (error: unknown) => void;
};

export type RunningRcm = { readonly server: Server; readonly close: () => Promise<void> };

const POOL_MAX = 6;
const SEND_TIMEOUT_MS = 30_000;
const RETRY_BASE_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** Creates its schema, goes on where it stopped and starts sending; the caller binds the server to a port. */
export async function createRcm(options: RcmOptions): Promise<RunningRcm> {
  const pool = new Pool({ connectionString: options.databaseUrl, max: POOL_MAX, options: '-c timezone=UTC' });
  // A connection dropped by the server while idle must not end the process; the next query opens a new one.
  pool.on('error', options.onError);
  await pool.query(SCHEMA_SQL);
  const outbox = createOutbox(pool, 'sandbox_rcm');
  const sender = startSender({
    outbox,
    send: ({ name, contentType, bytes }) =>
      postBytes({
        url: `${options.tieoutUrl}/api/ingest/rcm?name=${encodeURIComponent(name)}`,
        token: options.ingestToken,
        contentType,
        bytes,
        timeoutMs: SEND_TIMEOUT_MS,
      }),
    seed: options.seed,
    retryBaseMs: options.retryBaseMs ?? RETRY_BASE_MS,
    retryMaxMs: options.retryMaxMs ?? RETRY_MAX_MS,
    onError: options.onError,
  });
  const clerk = createClerk({ ...options, pool, outbox, onMade: sender.ring });
  const faults = createStatusFaults(createPrng(options.seed, 'rcm-faults'));
  const server = createHttpServer({
    token: options.controlToken,
    routes: routesOf({ pool, outbox, clerk, faults, options, onMade: sender.ring }),
    onError: options.onError,
  });
  return {
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await clerk.close();
      await sender.close();
      await pool.end();
    },
  };
}

type Rcm = {
  readonly pool: Pool;
  readonly outbox: Outbox;
  readonly clerk: Clerk;
  readonly faults: Faults;
  readonly options: RcmOptions;
  readonly onMade: () => void;
};

const LEDGER_DEFAULT = 200;
const LEDGER_MAX = 2_000;

function routesOf(rcm: Rcm): Route[] {
  const { pool, outbox, faults, options, onMade } = rcm;
  const nowSeconds = options.nowSeconds ?? (() => Math.floor(Date.now() / 1000));
  const desk = { pool, outbox, faults, secret: options.secret, today: options.today, nowSeconds, onMade };
  const pageOf = (call: Call): [number, number] => [
    readAfter(call.url),
    readLimit(call.url, 'limit', LEDGER_DEFAULT, LEDGER_MAX),
  ];
  return [
    { method: 'GET', path: '/health', open: true, handle: (call) => health(rcm, call) },
    // These two answer to a signature instead of a token.
    { method: 'POST', path: '/api/refund-status', open: true, handle: (call) => takeStatus(desk, call) },
    { method: 'GET', path: '/api/refund-status', open: true, handle: (call) => findStatus(desk, call) },
    {
      method: 'GET',
      path: '/ledger',
      handle: async (call) => {
        const [after, limit] = pageOf(call);
        const story = call.url.searchParams.get('story');
        sendJson(call.response, 200, await readRequests(pool, { after, limit, story }));
      },
    },
    {
      method: 'GET',
      path: '/ledger/statuses',
      handle: async (call) => sendJson(call.response, 200, await readStatuses(pool, ...pageOf(call))),
    },
    {
      method: 'GET',
      path: '/ledger/totals',
      handle: async (call) => sendJson(call.response, 200, await readTotals(pool, await outbox.countsByState())),
    },
    ...fileRoutes(outbox),
    ...faultRoutes(faults),
    { method: 'GET', path: '/control/state', handle: (call) => getState(rcm, call) },
    { method: 'POST', path: '/control/deliver', handle: (call) => deliver(rcm, call) },
    { method: 'POST', path: '/control/pause', handle: (call) => setPaused(rcm, call, true) },
    { method: 'POST', path: '/control/resume', handle: (call) => setPaused(rcm, call, false) },
  ];
}

async function health({ pool }: Rcm, call: Call): Promise<void> {
  await pool.query('select 1');
  sendJson(call.response, 200, { status: 'ok', process: 'sandbox-rcm' });
}

function setPaused(rcm: Rcm, call: Call, paused: boolean): Promise<void> {
  if (paused) rcm.clerk.pause();
  else rcm.clerk.resume();
  return getState(rcm, call);
}

async function getState({ pool, outbox, clerk, options }: Rcm, call: Call): Promise<void> {
  const state = await loadState(pool);
  sendJson(call.response, 200, {
    paused: clerk.isPaused(),
    intervalMs: options.intervalMs,
    seed: options.seed,
    mix: options.mix,
    turns: state.turn,
    followUps: state.followUps.length,
    pending: await outbox.pendingCount(),
  });
}

const DELIVER_MAX = 500;
const DEMAND_BODY_MAX_BYTES = 16 * 1024;

const demandSchema = z.object({
  count: z.int().min(1).max(DELIVER_MAX).default(1),
  story: z
    .custom<Exclude<Story, 'none'>>((name) => typeof name === 'string' && isStory(name), {
      error: `one of ${STORIES.join(', ')}`,
    })
    .optional(),
});

async function deliver({ clerk }: Rcm, call: Call): Promise<void> {
  const parsed = demandSchema.safeParse(await readJson(call, DEMAND_BODY_MAX_BYTES));
  if (!parsed.success) throw new HttpError(400, 'BAD_BODY', z.prettifyError(parsed.error));
  const { count, story = null } = parsed.data;
  sendJson(call.response, 202, { made: await clerk.deliver({ count, story }) });
}
