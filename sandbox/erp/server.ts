import type { Server } from 'node:http';
import { Pool } from 'pg';
import { type Call, createHttpServer, HttpError, type Route, sendJson } from '../http';
import { createPrng } from '../prng';
import { postApInvoice } from './ap-invoices';
import { getAttachment } from './attachments';
import { type Erp, loadClasses } from './context';
import { periodStatusSchema, switchSchema } from './contracts';
import { controlRoutes, readBody } from './control';
import { createFaults } from './faults';
import { DOCUMENT_KINDS, type DocumentKind, kindOfPath, resourceOf } from './kinds';
import { latencyOf, latencyRoutes, loadLatency } from './latency';
import { ledgerRoutes } from './ledger';
import { isSwitchable, loadMaster, openDuePeriods, SWITCHABLE, seedMaster, setActive, setPeriodStatus } from './master';
import { startPayClock } from './pay-clock';
import { paymentControlRoutes } from './payment-control';
import { getPaymentStatus, getPayments } from './payment-reads';
import { paymentRunRoutes } from './payment-run';
import { companyOf, postInvoice, postJournal, postJournals } from './posting';
import { postPurchaseRequest } from './purchase-requests';
import { getBalances, getDocument, getDocuments, getKeyTotals, getMaster, getStock } from './reading';
import { postReceipt } from './receipts';
import { postReservation } from './reservations';
import { SCHEMA_SQL } from './schema';
import { getStatisticalBalances, postStatistical } from './statistical';
import { postStockMove } from './stock-moves';
import { hold, strikeEarly } from './strikes';
import { loadSupply, seedSupply } from './supply';
import { postVoid } from './voids';

type ErpOptions = {
  readonly databaseUrl: string;
  readonly token: string;
  readonly seed: string;
  /** YYYY-MM-DD: which months are closed, open and future. */
  readonly today: string;
  /** Answer time of every call that no other has been set for. */
  readonly latencyMs?: number;
  /** Seconds until a due invoice is paid, and until a payment is cleared, without being told; 0 is never. */
  readonly paySeconds?: number;
  readonly clearSeconds?: number;
  readonly onError: (error: unknown) => void;
};

export type RunningErp = {
  readonly server: Server;
  /** Opens the month that tomorrow falls in, when it has not been opened yet. */
  readonly moveTo: (today: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const POOL_MAX = 8;

/** Creates its schema, seeds the master data once and returns the server, which the caller binds to a port. */
export async function createErp(options: ErpOptions): Promise<RunningErp> {
  const pool = new Pool({ connectionString: options.databaseUrl, max: POOL_MAX, options: '-c timezone=UTC' });
  // A connection dropped by the server while idle must not end the process; the next query opens a new one.
  pool.on('error', options.onError);
  await pool.query(SCHEMA_SQL);
  await seedMaster(pool, options.today);
  await seedSupply(pool);
  const erp: Erp = {
    pool,
    faults: createFaults(createPrng(options.seed, 'erp-faults')),
    counters: { requests: 0, posts: 0, commits: 0, refusals: 0 },
    master: await loadMaster(pool),
    classes: await loadClasses(pool),
    supply: await loadSupply(pool),
    latency: await loadLatency(pool),
    latencyDefaultMs: options.latencyMs ?? 0,
    today: options.today,
  };
  const server = createHttpServer({
    token: options.token,
    routes: routesOf(erp),
    before: (call) => beforeRoute(erp, call),
    onError: options.onError,
  });
  const seconds = { pay: options.paySeconds ?? 0, clear: options.clearSeconds ?? 0 };
  const payClock = startPayClock(erp, seconds, options.onError);
  return {
    server,
    moveTo: async (today) => {
      erp.today = today;
      await openDuePeriods(pool, today);
      erp.master = await loadMaster(pool);
    },
    close: async () => {
      await payClock.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

/** Counts every call of the API, takes its time and lets the faults have the reads; documents meet both where they commit. */
async function beforeRoute(erp: Erp, call: Call): Promise<boolean> {
  if (!call.url.pathname.startsWith('/api/')) return false;
  erp.counters.requests += 1;
  if (call.request.method === 'POST') return false;
  const [company, kind] = [call.path.company ?? null, kindOfPath(call.url.pathname)];
  await hold(call, latencyOf(erp, company, kind));
  if (call.request.method !== 'GET') return false;
  const fault = erp.faults.strike(company, 'read', kind);
  return fault ? strikeEarly(call, fault) : false;
}

const POSTS: Readonly<Partial<Record<DocumentKind, (erp: Erp, call: Call) => Promise<void>>>> = {
  journal: postJournal,
  invoice: postInvoice,
  'ap-invoice': postApInvoice,
  receipt: postReceipt,
  statistical: postStatistical,
  'stock-move': postStockMove,
  reservation: postReservation,
  'purchase-request': postPurchaseRequest,
};

/** Every kind of document is posted, found, read and voided by the same four paths. A void itself is not voided. */
function documentRoutes(erp: Erp, base: string): Route[] {
  return DOCUMENT_KINDS.flatMap((kind): Route[] => {
    const path = `${base}/${resourceOf(kind)}`;
    const post = POSTS[kind];
    return [
      { method: 'GET', path, handle: (call) => getDocuments(erp, call, kind) },
      { method: 'GET', path: `${path}/:number`, handle: (call) => getDocument(erp, call, kind) },
      ...(post ? [{ method: 'POST', path, handle: (call) => post(erp, call) } satisfies Route] : []),
      ...(kind !== 'void'
        ? [
            {
              method: 'POST',
              path: `${path}/:number/void`,
              handle: (call) => postVoid(erp, call, kind),
            } satisfies Route,
          ]
        : []),
    ];
  });
}

function routesOf(erp: Erp): Route[] {
  const base = '/api/companies/:company';
  return [
    { method: 'GET', path: '/health', open: true, handle: (call) => health(erp, call) },
    { method: 'GET', path: '/api/master', handle: (call) => getMaster(erp, call) },
    { method: 'PATCH', path: '/api/master/:kind/:code', handle: (call) => patchMaster(erp, call) },
    { method: 'PATCH', path: `${base}/periods/:period`, handle: (call) => patchPeriod(erp, call) },
    { method: 'POST', path: `${base}/journals/together`, handle: (call) => postJournals(erp, call) },
    ...documentRoutes(erp, base),
    {
      method: 'GET',
      path: `${base}/ap-invoices/:number/attachments/:name`,
      handle: (call) => getAttachment(erp, call),
    },
    { method: 'GET', path: `${base}/payments`, handle: (call) => getPayments(erp, call) },
    { method: 'GET', path: `${base}/payment-status`, handle: (call) => getPaymentStatus(erp, call) },
    { method: 'GET', path: `${base}/stock`, handle: (call) => getStock(erp, call) },
    { method: 'GET', path: `${base}/statistical-balances`, handle: (call) => getStatisticalBalances(erp, call) },
    { method: 'GET', path: `${base}/balances`, handle: (call) => getBalances(erp, call) },
    { method: 'GET', path: `${base}/key-totals`, handle: (call) => getKeyTotals(erp, call) },
    ...controlRoutes(erp),
    ...latencyRoutes(erp),
    ...ledgerRoutes(erp),
    ...paymentRunRoutes(erp),
    ...paymentControlRoutes(erp),
  ];
}

async function health(erp: Erp, call: Call): Promise<void> {
  await erp.pool.query('select 1');
  sendJson(call.response, 200, { status: 'ok', process: 'sandbox-erp' });
}

async function patchMaster(erp: Erp, call: Call): Promise<void> {
  const { kind = '', code = '' } = call.path;
  if (!isSwitchable(kind)) throw new HttpError(404, 'NOT_FOUND', `what switches is ${SWITCHABLE.join(', ')}`);
  const { active } = await readBody(call, switchSchema);
  if (!(await setActive(erp.pool, kind, code, active))) {
    throw new HttpError(404, 'NOT_FOUND', `there is no ${code} in ${kind}`);
  }
  erp.master = await loadMaster(erp.pool);
  erp.supply = await loadSupply(erp.pool);
  sendJson(call.response, 200, { kind, code, active });
}

async function patchPeriod(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.path.period ?? '';
  const { status } = await readBody(call, periodStatusSchema);
  if (!(await setPeriodStatus(erp.pool, company, period, status))) {
    throw new HttpError(404, 'NOT_FOUND', `company ${company} has no period ${period}`);
  }
  erp.master = await loadMaster(erp.pool);
  sendJson(call.response, 200, { company, period, status });
}
