import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../operator-error';
import type { Cluster } from '../postgres/server';
import { markOf } from '../processes';
import { banner } from './banner';
import { ensureBuilt } from './build';
import { createSupervisor, type Supervisor } from './children';
import {
  embeddedDatabases,
  externalDatabases,
  isFree,
  isSeeded,
  prepareSchema,
  startEmbedded,
  usablePort,
} from './database';
import {
  type Home,
  leaveHome,
  loadRemembered,
  loadSecrets,
  openHome,
  type Remembered,
  type RuntimeState,
  saveRemembered,
  saveRuntime,
  takeHome,
} from './home';
import { rotate } from './logs';
import { readOptions, type StartOptions, USAGE } from './options';
import { bankSpec, clearinghouseSpec, erpSpec, type Plan, rcmSpec, seedEnv, webSpec, workerSpec } from './specs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const ERP_PORT = 4810;
const CLEARINGHOUSE_PORT = 4811;
const BANK_PORT = 4812;
const RCM_PORT = 4813;
/** Children have 9 s, PostgreSQL 4 s; who is still there then is killed. */
const STOP_MS = 14_500;
const POSTGRES_STOP_MS = 4000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What has to be undone, in the order in which it came to be. */
type Running = { home?: Home; supervisor?: Supervisor; cluster?: Cluster; stopping: boolean };
const running: Running = { stopping: false };

async function start(options: StartOptions): Promise<void> {
  const tell = options.quiet ? () => undefined : say;
  const home = openHome(options.directory);
  const runtime = await takeHome(home);
  running.home = home;
  if (!(await isFree(options.port, options.host))) {
    throw new OperatorError(
      `Port ${options.port} is taken by another program. Choose another one: PORT=${options.port + 1} npm start`,
    );
  }
  const secrets = loadSecrets(home);
  ensureBuilt(ROOT, tell);

  const remembered = loadRemembered(home);
  const external = process.env.DATABASE_URL;
  if (!external) {
    tell('Starting PostgreSQL …');
    rotate(path.join(home.logs, 'postgres.log'));
    running.cluster = await startEmbedded(home, secrets, remembered);
    superviseCluster(() => startEmbedded(home, secrets, remembered));
    runtime.postgresPort = running.cluster.port;
  }
  const databases = external
    ? await externalDatabases(external, secrets, options.sandbox)
    : await embeddedDatabases(running.cluster?.port ?? 0, secrets);
  runtime.workerDatabaseUrl = databases.worker;
  if (process.env.REDIS_URL) runtime.redisUrl = process.env.REDIS_URL;
  const applied = await prepareSchema(databases, secrets);
  if (applied.length > 0) tell(`Database: ${applied.length} migrations applied.`);

  runtime.mode = options.sandbox ? 'sandbox' : 'live';
  runtime.url = `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${options.port}`;
  if (options.sandbox) await choosePartnerPorts(remembered, runtime);
  saveRemembered(home, remembered);
  const plan: Plan = {
    options,
    home,
    secrets,
    databases,
    runtime: { ...runtime, url: runtime.url, mode: runtime.mode },
  };
  await seedOnce(plan, tell);
  await startChildren(plan, tell, () => saveRuntime(home, runtime), runtime.children);
  saveRuntime(home, runtime);
  process.stdout.write(banner(plan, remembered.keyToldAt === undefined));
  if (!remembered.keyToldAt && !options.quiet) {
    saveRemembered(home, { ...remembered, keyToldAt: new Date().toISOString() });
  }
}

async function choosePartnerPorts(remembered: Remembered, runtime: RuntimeState): Promise<void> {
  remembered.erpPort = await usablePort(remembered.erpPort ?? ERP_PORT);
  remembered.clearinghousePort = await usablePort(remembered.clearinghousePort ?? CLEARINGHOUSE_PORT);
  remembered.bankPort = await usablePort(remembered.bankPort ?? BANK_PORT);
  remembered.rcmPort = await usablePort(remembered.rcmPort ?? RCM_PORT);
  runtime.erpUrl = `http://127.0.0.1:${remembered.erpPort}`;
  runtime.clearinghouseUrl = `http://127.0.0.1:${remembered.clearinghousePort}`;
  runtime.bankUrl = `http://127.0.0.1:${remembered.bankPort}`;
  runtime.rcmUrl = `http://127.0.0.1:${remembered.rcmPort}`;
}

const portOf = (url: string): number => Number.parseInt(new URL(url).port, 10);

async function startChildren(
  plan: Plan,
  tell: (line: string) => void,
  save: () => void,
  marks: { pid: number; began: string; name: string }[],
): Promise<void> {
  const supervisor = createSupervisor(plan.home.logs, ROOT, say, () => {
    marks.splice(0, marks.length, ...supervisor.pids().map(({ name, pid }) => ({ name, ...markOf(pid) })));
    save();
  });
  running.supervisor = supervisor;
  tell('Starting the processes …');
  const { erpUrl, clearinghouseUrl, bankUrl, rcmUrl } = plan.runtime;
  if (erpUrl) await supervisor.start(erpSpec(plan, portOf(erpUrl)));
  await Promise.all([supervisor.start(webSpec(plan)), supervisor.start(workerSpec(plan))]);
  // Last, because they begin to deliver at once; the bank asks the clearinghouse what was paid.
  if (clearinghouseUrl) await supervisor.start(clearinghouseSpec(plan, portOf(clearinghouseUrl)));
  await Promise.all([
    ...(bankUrl ? [supervisor.start(bankSpec(plan, portOf(bankUrl)))] : []),
    ...(rcmUrl ? [supervisor.start(rcmSpec(plan, portOf(rcmUrl)))] : []),
  ]);
}

async function seedOnce(plan: Plan, tell: (line: string) => void): Promise<void> {
  const script = path.join(ROOT, 'prisma/seed/main.ts');
  if (!existsSync(script) || (await isSeeded(plan.databases.owner))) return;
  tell('Setting up master data and people …');
  const token = plan.runtime.mode === 'sandbox' ? ['--ingest-token', plan.secrets.sandboxIngestToken] : [];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...token], {
    cwd: ROOT,
    env: seedEnv(plan) as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new OperatorError(`The first set-up of data failed:\n${output}`);
}

/** A database server that dies underneath is started again on its port; the processes connect again by themselves. */
function superviseCluster(again: () => Promise<Cluster>): void {
  const watch = async (cluster: Cluster): Promise<void> => {
    await cluster.exited;
    if (running.stopping) return;
    say('PostgreSQL ended; starting it again …');
    try {
      running.cluster = await again();
      say('PostgreSQL is back.');
      void watch(running.cluster);
    } catch (error) {
      await fail(error);
    }
  };
  if (running.cluster) void watch(running.cluster);
}

async function stop(): Promise<void> {
  if (running.stopping) {
    // A second Ctrl-C: no more patience.
    running.supervisor?.killAll();
    return;
  }
  running.stopping = true;
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await running.supervisor?.stopAll();
  await running.cluster?.stop(POSTGRES_STOP_MS);
  if (running.home) leaveHome(running.home);
}

async function fail(error: unknown): Promise<never> {
  const known = error instanceof OperatorError;
  process.stderr.write(
    `\n${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  await stop();
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!running.stopping) say('\nStopping …');
    void stop().then(() => process.exit(0));
  });
}

try {
  const options = readOptions(process.argv.slice(2), ROOT);
  if (options === 'help') process.stdout.write(USAGE);
  else await start(options);
} catch (error) {
  await fail(error);
}
