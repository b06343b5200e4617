import type { Server } from 'node:http';
import { Pool } from 'pg';
import { z } from 'zod';
import { type Call, createHttpServer, HttpError, type Route, readJson, readLimit, sendJson } from '../http';
import { reference } from '../reference';
import { isScenario, type Mix, SCENARIO_NAMES, type Scenario } from './accidents';
import { createDispatcher, type Dispatcher } from './dispatcher';
import { pendingCount, rebuildDelivery } from './ledger';
import { readLedger, readTotals } from './ledger-read';
import { CLAIMS_PER_DELIVERY_MAX, REMITS_PER_DELIVERY_MAX } from './remits';
import { SCHEMA_SQL } from './schema';

export type ClearinghouseOptions = {
  readonly databaseUrl: string;
  readonly controlToken: string;
  readonly ingestToken: string;
  readonly tieoutUrl: string;
  readonly seed: string;
  readonly mix: Mix;
  readonly intervalMs: number;
  readonly today: () => string;
  readonly retryBaseMs?: number;
  readonly retryMaxMs?: number;
  readonly onError: (error: unknown) => void;
};

export type RunningClearinghouse = {
  readonly server: Server;
  readonly dispatcher: Dispatcher;
  readonly close: () => Promise<void>;
};

const POOL_MAX = 4;
const SEND_TIMEOUT_MS = 30_000;
const RETRY_BASE_MS = 1_000;
const RETRY_MAX_MS = 30_000;
const DELIVER_MAX = 5_000;

/** Creates its schema, goes on where it stopped and starts sending; the caller binds the server to a port. */
export async function createClearinghouse(options: ClearinghouseOptions): Promise<RunningClearinghouse> {
  const pool = new Pool({ connectionString: options.databaseUrl, max: POOL_MAX, options: '-c timezone=UTC' });
  // A connection dropped by the server while idle must not end the process; the next query opens a new one.
  pool.on('error', options.onError);
  await pool.query(SCHEMA_SQL);
  const dispatcher = createDispatcher({
    pool,
    seed: options.seed,
    mix: options.mix,
    intervalMs: options.intervalMs,
    today: options.today,
    courier: { tieoutUrl: options.tieoutUrl, token: options.ingestToken, timeoutMs: SEND_TIMEOUT_MS },
    retryBaseMs: options.retryBaseMs ?? RETRY_BASE_MS,
    retryMaxMs: options.retryMaxMs ?? RETRY_MAX_MS,
    onError: options.onError,
  });
  const server = createHttpServer({
    token: options.controlToken,
    routes: routesOf({ pool, dispatcher, options }),
    onError: options.onError,
  });
  return {
    server,
    dispatcher,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dispatcher.close();
      await pool.end();
    },
  };
}

type House = { readonly pool: Pool; readonly dispatcher: Dispatcher; readonly options: ClearinghouseOptions };

function routesOf(house: House): Route[] {
  const { pool, dispatcher } = house;
  return [
    { method: 'GET', path: '/health', open: true, handle: (call) => health(house, call) },
    { method: 'GET', path: '/reference', open: true, handle: (call) => getReference(call) },
    { method: 'GET', path: '/ledger', handle: (call) => getLedger(house, call) },
    {
      method: 'GET',
      path: '/ledger/totals',
      handle: async (call) => sendJson(call.response, 200, await readTotals(pool)),
    },
    { method: 'GET', path: '/files/:sequence', handle: (call) => getFile(house, call) },
    { method: 'GET', path: '/control/state', handle: (call) => getState(house, call) },
    { method: 'POST', path: '/control/deliver', handle: (call) => deliver(house, call) },
    {
      method: 'POST',
      path: '/control/pause',
      handle: (call) => {
        dispatcher.pause();
        return getState(house, call);
      },
    },
    {
      method: 'POST',
      path: '/control/resume',
      handle: (call) => {
        dispatcher.resume();
        return getState(house, call);
      },
    },
  ];
}

async function health({ pool }: House, call: Call): Promise<void> {
  await pool.query('select 1');
  sendJson(call.response, 200, { status: 'ok', process: 'sandbox-clearinghouse' });
}

/** The constants of the demo health system, for whoever sets up a receiver. */
function getReference(call: Call): void {
  const prefixes = reference.facilities.map((each) => [each.accountPrefix.slice(0, 3), each.code] as const);
  sendJson(call.response, 200, { ...reference, accountPrefixes: Object.fromEntries(prefixes) });
}

const LEDGER_DEFAULT = 200;
const LEDGER_MAX = 2_000;

async function getLedger({ pool }: House, call: Call): Promise<void> {
  const after = call.url.searchParams.get('after');
  if (after !== null && !/^\d{1,9}:\d{4,9}$/.test(after)) {
    throw new HttpError(400, 'BAD_PARAMETER', 'after must be the next of an earlier answer');
  }
  const limit = readLimit(call.url, 'limit', LEDGER_DEFAULT, LEDGER_MAX);
  const page = await readLedger(pool, { after, limit, accident: call.url.searchParams.get('accident') });
  sendJson(call.response, 200, page);
}

async function getFile({ pool }: House, call: Call): Promise<void> {
  const text = call.path.sequence ?? '';
  const delivery = /^\d{1,9}$/.test(text) ? await rebuildDelivery(pool, Number.parseInt(text, 10)) : null;
  if (!delivery) throw new HttpError(404, 'NOT_FOUND', `nothing was sent under ${text}`);
  call.response.writeHead(200, {
    'content-type': 'application/edi-x12',
    'content-length': delivery.bytes.length,
    'content-disposition': `attachment; filename="${delivery.fileName}"`,
  });
  call.response.end(delivery.bytes);
}

async function getState({ pool, dispatcher, options }: House, call: Call): Promise<void> {
  sendJson(call.response, 200, {
    paused: dispatcher.isPaused(),
    intervalMs: options.intervalMs,
    seed: options.seed,
    mix: options.mix,
    pending: await pendingCount(pool),
  });
}

/** Some numbers are left for the claims a story adds. */
const CLAIMS_PER_REMIT_MAX = CLAIMS_PER_DELIVERY_MAX / REMITS_PER_DELIVERY_MAX - 10;

const demandSchema = z.object({
  count: z.int().min(1).max(DELIVER_MAX).default(1),
  claimsPerRemit: z.int().min(1).max(CLAIMS_PER_REMIT_MAX).optional(),
  remits: z.int().min(1).max(REMITS_PER_DELIVERY_MAX).optional(),
  accident: z
    .custom<Scenario | 'none'>((name) => typeof name === 'string' && (name === 'none' || isScenario(name)), {
      error: `one of none, ${SCENARIO_NAMES.join(', ')}`,
    })
    .optional(),
});

const DEMAND_BODY_MAX_BYTES = 16 * 1024;

async function deliver({ dispatcher }: House, call: Call): Promise<void> {
  const parsed = demandSchema.safeParse(await readJson(call, DEMAND_BODY_MAX_BYTES));
  if (!parsed.success) throw new HttpError(400, 'BAD_BODY', z.prettifyError(parsed.error));
  const { count, claimsPerRemit = null, remits = null, accident = null } = parsed.data;
  const made = await dispatcher.deliver({ count, claimsPerRemit, remits, accident });
  sendJson(call.response, 202, {
    made: made.map(({ sequence, step, base }) => ({ sequence, step, refersTo: base?.sequence ?? null })),
  });
}
