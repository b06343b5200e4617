import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '../scripts/migrate';
import { freePort, ownerUrl, roleUrl, startCluster } from '../scripts/postgres/server';
import { ensureDatabase, grantLogin } from '../scripts/roles';
import { WORKER_FLAGS } from '../scripts/start/specs';
import { cpuSeconds } from './cpu';
import { askForStatements, declareStatements } from './profile';

/** The product's own pieces on this machine: durable embedded Postgres, the sandbox ERP, one worker process. */
export type World = {
  readonly ownerUrl: string;
  startWorker(): void;
  /** Processor seconds used so far, by piece. */
  cpu(): { readonly server: number; readonly workers: number; readonly erp: number };
  stop(): Promise<void>;
};

const PASSWORD = 'only-for-the-benchmark';
const READY_TRIES_MAX = 200;

/** A durable embedded Postgres in a directory of its own, with the product's migrated database. */
export type Server = {
  readonly port: number;
  readonly ownerUrl: string;
  /** Processor seconds used so far; 0 for a server that somebody else started. */
  cpu(): number;
  /** The owner's connection string of another database of the same server. */
  at(database: string): string;
  /** As one of the product's two roles. */
  urlOf(role: 'tieout_web' | 'tieout_worker'): string;
  stop(): Promise<void>;
};

export async function startServer(options: { readonly profile?: string | undefined } = {}): Promise<Server> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  chmodSync(directory, 0o755);
  const port = await freePort();
  const start = () =>
    startCluster({
      dataDir: path.join(directory, 'postgres'),
      port,
      password: PASSWORD,
      logFile: path.join(directory, 'postgres.log'),
      purpose: 'keep',
    });
  let cluster = await start();
  await ensureDatabase(ownerUrl(port, PASSWORD, 'postgres'), 'tieout');
  const owner = ownerUrl(port, PASSWORD, 'tieout');
  if (options.profile) {
    await askForStatements(owner);
    await cluster.stop(5000);
    cluster = await start();
    await declareStatements(owner);
  }
  await migrate(owner);
  await grantLogin(owner, { tieout_web: PASSWORD, tieout_worker: PASSWORD });
  return {
    port,
    ownerUrl: owner,
    cpu: () => cpuSeconds(cluster.pid),
    at: (database) => ownerUrl(port, PASSWORD, database),
    urlOf: (role) => roleUrl(port, role, PASSWORD, 'tieout'),
    stop: async () => {
      await cluster.stop(5000);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The server of a database that is filled already; its roles get the password of the bench. */
async function existingServer(owner: string): Promise<Server> {
  await grantLogin(owner, { tieout_web: PASSWORD, tieout_worker: PASSWORD });
  const url = new URL(owner);
  const at = (database: string): string => Object.assign(new URL(owner), { pathname: `/${database}` }).toString();
  return {
    port: Number(url.port),
    ownerUrl: owner,
    cpu: () => 0,
    at,
    urlOf: (role) => Object.assign(new URL(owner), { username: role, password: PASSWORD }).toString(),
    stop: () => Promise.resolve(),
  };
}

export type WorldOptions = {
  /** A migrated database that is filled already, instead of a server of its own. */
  readonly url?: string | undefined;
  /** Counts what statements cost, and writes a CPU profile of each worker into this folder. */
  readonly profile?: string | undefined;
  /** Milliseconds the sandbox ERP takes for each answer. */
  readonly erpAnswerMs?: number | undefined;
};

/** Starts all but the worker, and gives this process the environment of one. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const server = options.url === undefined ? await startServer(options) : await existingServer(options.url);
  const erpDatabase = server.at('erp_bench');
  await ensureDatabase(server.at('postgres'), 'erp_bench');
  const erpPort = await freePort();
  const erpUrl = `http://127.0.0.1:${erpPort}`;
  Object.assign(process.env, {
    TIEOUT_ROLE: 'worker',
    WORKER_DATABASE_URL: server.urlOf('tieout_worker'),
    LOG_LEVEL: 'error',
    TIEOUT_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ERP_URL: erpUrl,
    ERP_TOKEN: PASSWORD,
  });
  const children: ChildProcess[] = [];
  const of = (some: readonly ChildProcess[]): number =>
    some.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : cpuSeconds(pid)), 0);
  const run = (script: string, env: Record<string, string>, flags: readonly string[] = []): void => {
    children.push(
      spawn(process.execPath, [...flags, '--import', 'tsx', script], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
  };
  run('sandbox/erp/main.ts', {
    SANDBOX_ERP_LATENCY_MS: String(options.erpAnswerMs ?? 0),
    SANDBOX_ERP_DATABASE_URL: erpDatabase,
    SANDBOX_ERP_PORT: String(erpPort),
    SANDBOX_ERP_TOKEN: PASSWORD,
  });
  await answers(`${erpUrl}/health`);
  return {
    ownerUrl: server.ownerUrl,
    cpu: () => ({ server: server.cpu(), workers: of(children.slice(1)), erp: of(children.slice(0, 1)) }),
    startWorker: () =>
      run(
        'src/workers/main.ts',
        {},
        options.profile === undefined
          ? WORKER_FLAGS
          : [...WORKER_FLAGS, '--cpu-prof', `--cpu-prof-dir=${options.profile}`],
      ),
    stop: async () => {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map((child) => new Promise((done) => child.once('exit', done))));
      await server.stop();
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < READY_TRIES_MAX; tries += 1) {
    if (
      await fetch(url).then(
        (r) => r.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}
