import type { Server } from 'node:http';
import { Pool } from 'pg';
import { type Call, createHttpServer, HttpError, type Route, sendJson } from '../http';
import { createPrng } from '../prng';
import { type Erp, loadClasses } from './context';
import { periodStatusSchema, switchSchema } from './contracts';
import { controlRoutes, readBody } from './control';
import { createFaults } from './faults';
import { isSwitchable, loadMaster, openDuePeriods, seedMaster, setActive, setPeriodStatus } from './master';
import { companyOf, postInvoice, postJournal, strikeEarly } from './posting';
import { getBalances, getDocuments, getKeyTotals, getMaster } from './reading';
import { SCHEMA_SQL } from './schema';

type ErpOptions = {
  readonly databaseUrl: string;
  readonly token: string;
  readonly seed: string;
  /** YYYY-MM-DD: which months are closed, open and future. */
  readonly today: string;
  readonly onError: (error: unknown) => void;
};

export type RunningErp = {
  readonly server: Server;
  /** Opens the month that `today` falls in, when it has not been opened yet. */
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
  const erp: Erp = {
    pool,
    faults: createFaults(createPrng(options.seed, 'erp-faults')),
    counters: { requests: 0, posts: 0, commits: 0, refusals: 0 },
    master: await loadMaster(pool),
    classes: await loadClasses(pool),
  };
  const server = createHttpServer({
    token: options.token,
    routes: routesOf(erp),
    before: (call) => strikeReads(erp, call),
    onError: options.onError,
  });
  return {
    server,
    moveTo: async (today) => {
      await openDuePeriods(pool, today);
      erp.master = await loadMaster(pool);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

/** Counts every call of the API and lets the faults have the reads; writes meet theirs where they commit. */
async function strikeReads(erp: Erp, call: Call): Promise<boolean> {
  if (!call.url.pathname.startsWith('/api/')) return false;
  erp.counters.requests += 1;
  if (call.request.method !== 'GET') return false;
  const fault = erp.faults.strike(call.path.company ?? null, 'read');
  return fault ? strikeEarly(call, fault) : false;
}

function routesOf(erp: Erp): Route[] {
  const base = '/api/companies/:company';
  return [
    { method: 'GET', path: '/health', open: true, handle: (call) => health(erp, call) },
    { method: 'GET', path: '/api/master', handle: (call) => getMaster(erp, call) },
    { method: 'PATCH', path: '/api/master/:kind/:code', handle: (call) => patchMaster(erp, call) },
    { method: 'PATCH', path: `${base}/periods/:period`, handle: (call) => patchPeriod(erp, call) },
    { method: 'POST', path: `${base}/journals`, handle: (call) => postJournal(erp, call) },
    { method: 'GET', path: `${base}/journals`, handle: (call) => getDocuments(erp, call, 'journal') },
    { method: 'POST', path: `${base}/invoices`, handle: (call) => postInvoice(erp, call) },
    { method: 'GET', path: `${base}/invoices`, handle: (call) => getDocuments(erp, call, 'invoice') },
    { method: 'GET', path: `${base}/balances`, handle: (call) => getBalances(erp, call) },
    { method: 'GET', path: `${base}/key-totals`, handle: (call) => getKeyTotals(erp, call) },
    ...controlRoutes(erp),
  ];
}

async function health(erp: Erp, call: Call): Promise<void> {
  await erp.pool.query('select 1');
  sendJson(call.response, 200, { status: 'ok', process: 'sandbox-erp' });
}

async function patchMaster(erp: Erp, call: Call): Promise<void> {
  const { kind = '', code = '' } = call.path;
  if (!isSwitchable(kind)) throw new HttpError(404, 'NOT_FOUND', 'only accounts, cost-centers and facilities switch');
  const { active } = await readBody(call, switchSchema);
  if (!(await setActive(erp.pool, kind, code, active))) {
    throw new HttpError(404, 'NOT_FOUND', `there is no ${code} in ${kind}`);
  }
  erp.master = await loadMaster(erp.pool);
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
