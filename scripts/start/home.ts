import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { OperatorError } from '../operator-error';
import { isSame, markOf, type ProcessMark, stopMarked } from '../processes';

/** Everything one instance keeps on disk, below one directory. */
export type Home = {
  readonly directory: string;
  readonly postgresDir: string;
  readonly logs: string;
};

/**
 * Makes the directory, or takes it as an earlier version left it, for the account that starts and nobody else. The database server of
 * a root start runs as another account: it has to get through to its own directory, and sees no name on the way.
 */
export function openHome(directory: string, uid = process.getuid?.()): Home {
  const logs = path.join(directory, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  chmodSync(directory, uid === 0 ? 0o711 : 0o700);
  chmodSync(logs, 0o700);
  const own = filesOf(directory).filter((file) => OWN_FILES.has(path.basename(file)));
  for (const file of [...own, ...filesOf(logs)]) chmodSync(file, 0o600);
  return { directory, postgresDir: path.join(directory, 'postgres'), logs };
}

/** What an instance writes beside its folders; somebody may keep other files there. */
const OWN_FILES = new Set(['secrets.json', 'sign-ins.json', 'ports.json', 'runtime.json']);

const filesOf = (folder: string): string[] =>
  readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((file) => lstatSync(file).isFile());

const GENERATED = {
  ownerPassword: () => randomBytes(18).toString('base64url'),
  webPassword: () => randomBytes(18).toString('base64url'),
  workerPassword: () => randomBytes(18).toString('base64url'),
  erpDatabasePassword: () => randomBytes(18).toString('base64url'),
  clearinghouseDatabasePassword: () => randomBytes(18).toString('base64url'),
  bankDatabasePassword: () => randomBytes(18).toString('base64url'),
  rcmDatabasePassword: () => randomBytes(18).toString('base64url'),
  masterKey: () => randomBytes(32).toString('base64'),
  nextAuthSecret: () => randomBytes(32).toString('base64'),
  sandboxErpToken: () => randomBytes(24).toString('base64url'),
  sandboxIngestToken: () => randomBytes(24).toString('base64url'),
  /** Signs what the demo's revenue cycle system is told. */
  sandboxRcmSecret: () => randomBytes(24).toString('base64url'),
} as const;

export type Secrets = Readonly<Record<keyof typeof GENERATED, string>>;

/**
 * The instance's own passwords and keys, made at the first start (mode 0600).
 * @throws OperatorError when data exist but their secrets are gone: new ones could not open them.
 */
export function loadSecrets(home: Home): Secrets {
  const file = path.join(home.directory, 'secrets.json');
  const isFirst = !existsSync(file);
  if (isFirst && existsSync(path.join(home.postgresDir, 'PG_VERSION'))) {
    throw new OperatorError(
      `${file} is missing, but ${home.postgresDir} holds data that only its keys can open. ` +
        `Restore secrets.json from your copy, or move ${home.directory} away to begin anew.`,
    );
  }
  const known = isFirst ? {} : readJson<Partial<Secrets>>(file);
  const names = Object.keys(GENERATED) as (keyof Secrets)[];
  const secrets = Object.fromEntries(names.map((name) => [name, known[name] ?? GENERATED[name]()])) as Secrets;
  writePrivately(file, secrets);
  return secrets;
}

/** What the last start chose and the next one should choose again. */
export type Remembered = {
  postgresPort?: number;
  erpPort?: number;
  clearinghousePort?: number;
  bankPort?: number;
  rcmPort?: number;
  /** When somebody was told to keep a copy of the master key; a first start that failed has not said it yet. */
  keyToldAt?: string;
};

export function loadRemembered(home: Home): Remembered {
  const file = path.join(home.directory, 'ports.json');
  return existsSync(file) ? readJson<Remembered>(file) : {};
}

export const saveRemembered = (home: Home, value: Remembered): void =>
  writePrivately(path.join(home.directory, 'ports.json'), value);

/** What runs now; read by the command line tool, and by the next start when this one was killed. Readable by its owner only. */
export type RuntimeState = {
  start: ProcessMark;
  url?: string;
  erpUrl?: string;
  clearinghouseUrl?: string;
  bankUrl?: string;
  rcmUrl?: string;
  mode?: 'sandbox' | 'live';
  postgresPort?: number;
  /** How the command line tool reaches the same database and doorbell as the worker. */
  workerDatabaseUrl?: string;
  redisUrl?: string;
  children: (ProcessMark & { readonly name: string })[];
};

const runtimeFile = (home: Home): string => path.join(home.directory, 'runtime.json');

/**
 * Takes the directory for this process; processes of a start that was killed are ended first.
 * @throws OperatorError when another start is running in it.
 */
export async function takeHome(home: Home): Promise<RuntimeState> {
  const file = runtimeFile(home);
  if (existsSync(file)) {
    const last = readRuntime(file);
    if (last && isSame(last.start)) {
      const where = last.url ? ` at ${last.url}` : '';
      throw new OperatorError(
        `Tieout already runs in ${home.directory}${where} (process ${last.start.pid}). ` +
          'Stop it with Ctrl-C there, or start a second one with `npm start -- --dir OTHER --port 3001`.',
      );
    }
    for (const child of last?.children ?? []) await stopMarked(child);
  }
  const state: RuntimeState = { start: markOf(process.pid), children: [] };
  saveRuntime(home, state);
  return state;
}

function readRuntime(file: string): RuntimeState | null {
  try {
    return readJson<RuntimeState>(file);
  } catch {
    // Half a file: the machine went down while it was written. Nothing of that start can still be running.
    return null;
  }
}

export const saveRuntime = (home: Home, state: RuntimeState): void => writePrivately(runtimeFile(home), state);

export const leaveHome = (home: Home): void => rmSync(runtimeFile(home), { force: true });

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Whole or not at all, readable by the owner only. */
function writePrivately(file: string, value: unknown): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
