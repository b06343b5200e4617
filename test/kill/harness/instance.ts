import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isAlive, sleep, waitUntil } from '../../../scripts/processes';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The first start on a machine builds the console. */
const READY_MS = 6 * 60_000;
const STOP_MS = 20_000;
const BACK_MS = 90_000;

export const TARGETS = ['web', 'worker', 'postgres', 'sandbox-erp', 'start'] as const;
export type Target = (typeof TARGETS)[number];
/** Partners that send nothing by themselves and are never killed; they end with the rest. */
const UNTOUCHED = ['sandbox-clearinghouse', 'sandbox-bank', 'sandbox-rcm'] as const;

type Runtime = { readonly erpUrl?: string; readonly postgresPort?: number; children: { name: string; pid: number }[] };
type Secrets = { ownerPassword: string; sandboxErpToken: string; sandboxIngestToken: string };

/** A whole product in a directory of its own, started as `npm start` does, with the clearinghouse sending nothing by itself. */
export class Instance {
  readonly directory: string;
  readonly port: number;
  #start: ChildProcess | undefined;
  #output = '';

  constructor(directory: string, port: number) {
    this.directory = directory;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when the product says that it is ready. Throws with its last words when it ends before. */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      ['scripts/start.mjs', '--dir', this.directory, '--port', String(this.port), '--quiet'],
      {
        cwd: ROOT,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          LOG_LEVEL: 'warn',
          SANDBOX_CH_INTERVAL_MS: '0',
          SANDBOX_BANK_INTERVAL_MS: '0',
          SANDBOX_RCM_INTERVAL_MS: '0',
          NODE_ENV: 'production',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#start = child;
    this.#output = '';
    let ready = false;
    const read = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-4000);
      ready ||= this.#output.includes(`${this.url}\n`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    await waitUntil(READY_MS, 50, () => ready || child.exitCode !== null || child.signalCode !== null);
    if (!ready) throw new Error(`the product did not start:\n${this.#output}`);
  }

  runtime = (): Runtime => this.#json<Runtime>('runtime.json');
  secrets = (): Secrets => this.#json<Secrets>('secrets.json');
  #json<T>(name: string): T {
    return JSON.parse(readFileSync(path.join(this.directory, name), 'utf8')) as T;
  }

  get ownerUrl(): string {
    const { postgresPort } = this.runtime();
    return `postgresql://postgres:${encodeURIComponent(this.secrets().ownerPassword)}@127.0.0.1:${postgresPort}/tieout`;
  }

  pidOf(target: Target | (typeof UNTOUCHED)[number]): number | null {
    if (target === 'start') return this.#start?.pid ?? null;
    if (target === 'postgres') {
      const file = path.join(this.directory, 'postgres/postmaster.pid');
      return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : null;
    }
    return this.runtime().children.find((child) => child.name === target)?.pid ?? null;
  }

  /** Kills without warning and waits until the product has healed itself; a killed start is started again by hand. */
  async kill(target: Target): Promise<void> {
    const pid = this.pidOf(target);
    if (pid === null || !isAlive(pid)) return;
    process.kill(pid, 'SIGKILL');
    await waitUntil(10_000, 20, () => !isAlive(pid));
    if (target === 'start') return this.start();
    const isBack = async () => this.#hasEnded() || (await this.#isBack(target, pid));
    const came = await waitUntil(BACK_MS, 50, isBack);
    if (this.#hasEnded()) throw new Error(`the product gave up when ${target} was killed:\n${this.#output}`);
    if (!came) throw new Error(`${target} did not come back:\n${this.#output}`);
  }

  #hasEnded(): boolean {
    return this.#start === undefined || this.#start.exitCode !== null || this.#start.signalCode !== null;
  }

  /** A new process stands in its place; of a database, one that answers. */
  async #isBack(target: Target, before: number): Promise<boolean> {
    const pid = this.#safePid(target);
    if (pid === null || pid === before || !isAlive(pid)) return false;
    if (target !== 'postgres') return true;
    const client = new pg.Client({ connectionString: this.ownerUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Ends the product and everything it started; what does not go is killed by its own id. */
  async stop(): Promise<void> {
    const pids = [...TARGETS, ...UNTOUCHED].map((name) => this.#safePid(name));
    const child = this.#start;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await waitUntil(STOP_MS, 50, () => child.exitCode !== null || child.signalCode !== null);
    }
    await sleep(200);
    for (const pid of pids) if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGKILL');
  }

  #safePid(target: (typeof TARGETS)[number] | (typeof UNTOUCHED)[number]): number | null {
    try {
      return this.pidOf(target);
    } catch {
      return null;
    }
  }

  /** Runs a command of the product's own command line against this instance; its exit code and what it said. */
  async cli(...args: string[]): Promise<{ code: number; text: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TIEOUT_DIR: this.directory, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    return { code, text };
  }
}
