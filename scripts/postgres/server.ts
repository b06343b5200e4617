import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fchmodSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { OperatorError } from '../operator-error';
import { isAlive, runsFrom, waitUntil } from '../processes';
import { findPrograms, type Programs, reachableDirectory } from './binaries';

/** One PostgreSQL cluster in a directory of its own. */
export type ClusterOptions = {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  /** Receives what the server writes. */
  readonly logFile: string;
  /** `throwaway` gives up durability for speed and is for tests alone. */
  readonly purpose: 'keep' | 'throwaway';
};
export type Cluster = {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown; immediate after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

export const SUPERUSER = 'postgres';
const READY_MS = 60_000;

/** `postgresql://postgres:…@127.0.0.1:PORT/DATABASE` of the cluster's superuser. */
export const ownerUrl = (port: number, password: string, database: string): string =>
  roleUrl(port, SUPERUSER, password, database);

export const roleUrl = (port: number, role: string, password: string, database: string): string =>
  `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** A TCP port of 127.0.0.1 that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/**
 * Starts the cluster in `dataDir`, making it first when the directory is empty. A server left over from a start that was
 * killed is stopped, a stale postmaster.pid removed.
 * @throws when the directory belongs to another PostgreSQL version or the server ends before it answers; the message
 * holds the last lines of its log and the cure.
 */
export async function startCluster(asked: ClusterOptions): Promise<Cluster> {
  const programs = await findPrograms();
  const options = { ...asked, dataDir: reachableDirectory(asked.dataDir, programs.account) };
  await clearLeftover(options.dataDir);
  if (!existsSync(path.join(options.dataDir, 'PG_VERSION'))) await initialise(programs, options);
  // A backend of a killed server may hold its shared memory for a moment longer: a few tries get past it.
  for (let tries = 1; ; tries += 1) {
    try {
      return await launch(programs, options);
    } catch (error) {
      if (tries >= 5 || !/pre-existing shared memory|lock file "postmaster.pid"/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * tries));
      await clearLeftover(options.dataDir);
    }
  }
}

async function initialise(programs: Programs, options: ClusterOptions): Promise<void> {
  const passwordFile = path.join(os.tmpdir(), `tieout-pw-${process.pid}-${Date.now()}`);
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (programs.account) chownSync(passwordFile, programs.account.uid, programs.account.gid);
  const flags = [
    '--pgdata',
    options.dataDir,
    '--username',
    SUPERUSER,
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
  ];
  flags.push('--encoding', 'UTF8', '--locale', 'C', '--data-checksums');
  if (options.purpose === 'throwaway') flags.push('--no-sync');
  try {
    const log = openLog(options.logFile);
    const child = spawn(programs.initdb, flags, { ...run(programs), stdio: ['ignore', log, log] });
    closeSync(log);
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('exit', resolve),
    );
    if (code !== 0)
      throw new OperatorError(`PostgreSQL could not make its data directory:\n${logTail(options.logFile)}`);
  } catch (error) {
    // Half a data directory would be taken for a whole one at the next start.
    for (const name of readdirSync(options.dataDir)) rmSync(path.join(options.dataDir, name), { recursive: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Opened by whoever starts and handed over open, so that the server's account needs no right to the file. */
export function openLog(file: string): number {
  const log = openSync(file, 'a', 0o600);
  fchmodSync(log, 0o600);
  return log;
}

const run = (programs: Programs) => ({
  ...(programs.account ? { uid: programs.account.uid, gid: programs.account.gid } : {}),
  cwd: '/',
  // A group of its own: Ctrl-C in the terminal must reach the start process only, which stops things in order.
  detached: true,
  env: { NODE_ENV: 'production' as const, PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
});

async function launch(programs: Programs, options: ClusterOptions): Promise<Cluster> {
  const log = openLog(options.logFile);
  const flags = [
    '-D',
    options.dataDir,
    '-p',
    String(options.port),
    ...settings(options.purpose).flatMap((s) => ['-c', s]),
  ];
  const child = spawn(programs.postgres, flags, { ...run(programs), stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()));
  const ended = exited.then(() => 'ended' as const);
  const verdict = await Promise.race([ended, answers(options).then((ready) => (ready ? 'ready' : 'silent'))]);
  if (verdict === 'ready') return clusterOf(child, options.port, exited);
  if (verdict === 'ended') throw new OperatorError(explain(options));
  child.kill('SIGQUIT');
  const seconds = READY_MS / 1000;
  throw new OperatorError(
    `PostgreSQL did not answer on port ${options.port} within ${seconds} s:\n${logTail(options.logFile)}`,
  );
}

function clusterOf(child: ChildProcess, port: number, exited: Promise<void>): Cluster {
  return {
    pid: child.pid ?? 0,
    port,
    exited,
    stop: async (graceMs) => {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGQUIT'), graceMs);
      const last = setTimeout(() => child.kill('SIGKILL'), graceMs + 3000);
      await exited;
      clearTimeout(timer);
      clearTimeout(last);
    },
  };
}

/** Durable always; throughput from few, large checkpoints and room for the write-ahead log. */
function settings(purpose: ClusterOptions['purpose']): string[] {
  const sharedMb = Math.max(128, Math.min(2048, Math.floor(os.totalmem() / 1024 / 1024 / 8)));
  const common = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=120',
    `shared_buffers=${sharedMb}MB`,
    `dynamic_shared_memory_type=${hasSharedMemory() ? 'posix' : 'mmap'}`,
    'work_mem=16MB',
    'maintenance_work_mem=128MB',
    'random_page_cost=1.1',
    'jit=off',
  ];
  const durable = [
    'fsync=on',
    'synchronous_commit=on',
    'full_page_writes=on',
    'wal_buffers=16MB',
    'max_wal_size=2GB',
    'checkpoint_timeout=15min',
    'checkpoint_completion_target=0.9',
    'log_checkpoints=off',
  ];
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=2GB', 'autovacuum=on'];
  return [...common, ...(purpose === 'keep' ? durable : fast)];
}

/** Containers often come with 64 MB of /dev/shm, less than one parallel query may ask for. */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 256 * 1024 * 1024;
  } catch {
    return false;
  }
}

async function answers(options: ClusterOptions): Promise<boolean> {
  return waitUntil(READY_MS, 50, async () => {
    const client = new pg.Client({
      connectionString: ownerUrl(options.port, options.password, 'postgres'),
      connectionTimeoutMillis: 2000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      // The wrong password will not become the right one.
      if ((error as { code?: string }).code === '28P01') return true;
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}

/** Ends a server that outlived its start process, and removes a postmaster.pid that names no server of this directory. */
async function clearLeftover(dataDir: string): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8').split('\n')[0] ?? '', 10);
  if (Number.isInteger(pid) && isAlive(pid) && runsFrom(pid, dataDir)) {
    process.kill(pid, 'SIGINT');
    if (await waitUntil(8000, 50, () => !isAlive(pid))) return;
    process.kill(pid, 'SIGQUIT');
    if (await waitUntil(5000, 50, () => !isAlive(pid))) return;
    throw new OperatorError(
      `A PostgreSQL server (process ${pid}) still runs on ${dataDir} and does not stop. End it, then start again.`,
    );
  }
  rmSync(file, { force: true });
}

function explain(options: ClusterOptions): string {
  const tail = logTail(options.logFile);
  const cure = /not compatible|incompatible/.test(tail)
    ? 'The data was made by another PostgreSQL version.'
    : /Address already in use/.test(tail)
      ? `Port ${options.port} was taken in the meantime; start again.`
      : `The data in ${options.dataDir} cannot be used.`;
  const then = `If you do not need it, move it away and start again: mv ${path.dirname(options.dataDir)} ${path.dirname(options.dataDir)}.old`;
  return `PostgreSQL ended before it was ready. ${cure} ${then}\n${tail}`;
}

/** The last dozen lines of a log, for an error message. */
export function logTail(file: string, lines = 12): string {
  if (!existsSync(file)) return '(no log was written)';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
