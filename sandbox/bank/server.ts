import type { Server } from 'node:http';
import { Pool } from 'pg';
import { z } from 'zod';
import { parseCents } from '../cents';
import { type Call, createHttpServer, HttpError, type Route, readJson, readLimit, sendJson } from '../http';
import { createOutbox, type Outbox, startSender } from '../outbox';
import { fileRoutes, readAfter } from '../partner-routes';
import { ACCOUNTS, BANK } from './accounts';
import { loadState, waitingPayments } from './books';
import { type BankCourierOptions, sendFile } from './courier';
import { readLines, readPayments, readTotals } from './ledger-read';
import { SCHEMA_SQL } from './schema';
import { isStory, type Mix, PAYMENT_STORIES, RUN_STORIES, type Story } from './stories';
import { createTeller, type Teller } from './teller';

export type BankOptions = {
  readonly databaseUrl: string;
  readonly controlToken: string;
  readonly ingestToken: string;
  readonly tieoutUrl: string;
  readonly clearinghouseUrl: string;
  readonly clearinghouseToken: string;
  readonly folder: string | null;
  readonly channel: BankCourierOptions['channel'];
  readonly seed: string;
  readonly mix: Mix;
  readonly intervalMs: number;
  readonly paymentsPerRun: number;
  readonly today: () => string;
  readonly retryBaseMs?: number;
  readonly retryMaxMs?: number;
  readonly onError: (error: unknown) => void;
};

export type RunningBank = { readonly server: Server; readonly close: () => Promise<void> };

const POOL_MAX = 4;
const SEND_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 10_000;
const RETRY_BASE_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** Creates its schema, goes on where it stopped and starts sending; the caller binds the server to a port. */
export async function createBank(options: BankOptions): Promise<RunningBank> {
  const pool = new Pool({ connectionString: options.databaseUrl, max: POOL_MAX, options: '-c timezone=UTC' });
  // A connection dropped by the server while idle must not end the process; the next query opens a new one.
  pool.on('error', options.onError);
  await pool.query(SCHEMA_SQL);
  const outbox = createOutbox(pool, 'sandbox_bank');
  const { tieoutUrl, ingestToken: token, folder, channel, seed, onError } = options;
  const courier = { tieoutUrl, token, timeoutMs: SEND_TIMEOUT_MS, folder, channel };
  const sender = startSender({
    outbox,
    send: (file) => sendFile(courier, file),
    seed,
    retryBaseMs: options.retryBaseMs ?? RETRY_BASE_MS,
    retryMaxMs: options.retryMaxMs ?? RETRY_MAX_MS,
    onError,
  });
  const teller = createTeller({
    ...options,
    pool,
    outbox,
    source: { url: options.clearinghouseUrl, token: options.clearinghouseToken, timeoutMs: ASK_TIMEOUT_MS },
    onMade: sender.ring,
  });
  const server = createHttpServer({
    token: options.controlToken,
    routes: routesOf({ pool, outbox, teller, options }),
    onError,
  });
  return {
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await teller.close();
      await sender.close();
      await pool.end();
    },
  };
}

type Bank = { readonly pool: Pool; readonly outbox: Outbox; readonly teller: Teller; readonly options: BankOptions };

const LEDGER_DEFAULT = 200;
const LEDGER_MAX = 2_000;

function routesOf(bank: Bank): Route[] {
  const { pool, outbox, teller } = bank;
  return [
    { method: 'GET', path: '/health', open: true, handle: (call) => health(bank, call) },
    {
      method: 'GET',
      path: '/reference',
      open: true,
      handle: (call) => sendJson(call.response, 200, { bank: BANK, accounts: ACCOUNTS }),
    },
    { method: 'GET', path: '/ledger', handle: (call) => getLines(bank, call) },
    { method: 'GET', path: '/ledger/payments', handle: (call) => getPayments(bank, call) },
    {
      method: 'GET',
      path: '/ledger/totals',
      handle: async (call) => {
        const { balances } = await loadState(pool);
        sendJson(call.response, 200, await readTotals(pool, await outbox.countsByState(), balances));
      },
    },
    ...fileRoutes(outbox),
    { method: 'GET', path: '/control/state', handle: (call) => getState(bank, call) },
    { method: 'POST', path: '/control/deliver', handle: (call) => deliver(bank, call) },
    {
      method: 'POST',
      path: '/control/pause',
      handle: (call) => {
        teller.pause();
        return getState(bank, call);
      },
    },
    {
      method: 'POST',
      path: '/control/resume',
      handle: (call) => {
        teller.resume();
        return getState(bank, call);
      },
    },
  ];
}

async function health({ pool }: Bank, call: Call): Promise<void> {
  await pool.query('select 1');
  sendJson(call.response, 200, { status: 'ok', process: 'sandbox-bank' });
}

async function getLines({ pool }: Bank, call: Call): Promise<void> {
  const limit = readLimit(call.url, 'limit', LEDGER_DEFAULT, LEDGER_MAX);
  const story = call.url.searchParams.get('story');
  sendJson(call.response, 200, await readLines(pool, { after: readAfter(call.url), limit, story }));
}

async function getPayments({ pool }: Bank, call: Call): Promise<void> {
  const limit = readLimit(call.url, 'limit', LEDGER_DEFAULT, LEDGER_MAX);
  sendJson(call.response, 200, await readPayments(pool, readAfter(call.url), limit));
}

const WAITING_SHOWN_MAX = 10_000;

async function getState({ pool, outbox, teller, options }: Bank, call: Call): Promise<void> {
  const state = await loadState(pool);
  sendJson(call.response, 200, {
    paused: teller.isPaused(),
    intervalMs: options.intervalMs,
    paymentsPerRun: options.paymentsPerRun,
    seed: options.seed,
    mix: options.mix,
    runs: state.run,
    waitingPayments: (await waitingPayments(pool, WAITING_SHOWN_MAX)).length,
    tasks: state.tasks.length,
    pending: await outbox.pendingCount(),
  });
}

const DELIVER_MAX = 500;
const PAYMENTS_MAX = 500;
const DEMAND_BODY_MAX_BYTES = 16 * 1024;

const checkSchema = z.object({
  account: z.enum(ACCOUNTS.map((each) => each.number)),
  check: z.string().regex(/^[A-Z0-9-]{1,20}$/i),
  amount: z.string().transform((text, context) => {
    const cents = parseCents(text);
    if (typeof cents === 'bigint' && cents > 0n) return cents;
    context.addIssue({ code: 'custom', message: 'a positive amount with two decimals' });
    return z.NEVER;
  }),
  payee: z.string().min(1).max(60),
});

const CHECKS_MAX = 200;

const demandSchema = z.object({
  count: z.int().min(1).max(DELIVER_MAX).default(1),
  payments: z.int().min(0).max(PAYMENTS_MAX).optional(),
  story: z
    .custom<Exclude<Story, 'none'>>((name) => typeof name === 'string' && isStory(name), {
      error: `one of ${[...PAYMENT_STORIES, ...RUN_STORIES].join(', ')}`,
    })
    .optional(),
  checks: z.array(checkSchema).max(CHECKS_MAX).default([]),
});

async function deliver({ teller, options }: Bank, call: Call): Promise<void> {
  const parsed = demandSchema.safeParse(await readJson(call, DEMAND_BODY_MAX_BYTES));
  if (!parsed.success) throw new HttpError(400, 'BAD_BODY', z.prettifyError(parsed.error));
  const { count, payments = options.paymentsPerRun, story = null, checks } = parsed.data;
  sendJson(call.response, 202, { made: await teller.deliver({ count, payments, story, checks }) });
}
