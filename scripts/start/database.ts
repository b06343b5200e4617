import path from 'node:path';
import pg from 'pg';
import { migrate } from '../migrate';
import { OperatorError } from '../operator-error';
import { type Cluster, freePort, ownerUrl, roleUrl, startCluster } from '../postgres/server';
import { closeToOthers, ensureDatabase, grantLogin } from '../roles';
import type { Home, Remembered, Secrets } from './home';

export type Databases = {
  readonly owner: string;
  readonly web: string;
  readonly worker: string;
  readonly erp: string;
  readonly clearinghouse: string;
  readonly bank: string;
  readonly rcm: string;
};

/** A partner of the demo has a database and a role of its own, under one name. */
const partnersOf = (secrets: Secrets) =>
  ({
    erp: { name: 'sandbox_erp', password: secrets.erpDatabasePassword },
    clearinghouse: { name: 'sandbox_clearinghouse', password: secrets.clearinghouseDatabasePassword },
    bank: { name: 'sandbox_bank', password: secrets.bankDatabasePassword },
    rcm: { name: 'sandbox_rcm', password: secrets.rcmDatabasePassword },
  }) as const;

type Partners = Pick<Databases, keyof ReturnType<typeof partnersOf>>;

async function ensurePartners(owner: string, secrets: Secrets): Promise<void> {
  for (const { name, password } of Object.values(partnersOf(secrets))) {
    await ensureDatabase(owner, name, { role: name, password });
  }
}

function partnerUrls(secrets: Secrets, url: (role: string, password: string) => string): Partners {
  const { erp, clearinghouse, bank, rcm } = partnersOf(secrets);
  return {
    erp: url(erp.name, erp.password),
    clearinghouse: url(clearinghouse.name, clearinghouse.password),
    bank: url(bank.name, bank.password),
    rcm: url(rcm.name, rcm.password),
  };
}

const MAIN = 'tieout';

/** The embedded server of this instance on the port it had before, or on another when that one is taken. */
export async function startEmbedded(home: Home, secrets: Secrets, remembered: Remembered): Promise<Cluster> {
  const port = await usablePort(remembered.postgresPort);
  remembered.postgresPort = port;
  return startCluster({
    dataDir: home.postgresDir,
    port,
    password: secrets.ownerPassword,
    logFile: path.join(home.logs, 'postgres.log'),
    purpose: 'keep',
  });
}

export async function usablePort(preferred: number | undefined): Promise<number> {
  if (preferred && (await isFree(preferred, '127.0.0.1'))) return preferred;
  return freePort();
}

export async function isFree(port: number, host: string): Promise<boolean> {
  const net = await import('node:net');
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Where everything is on the embedded server; the databases are made when absent. */
export async function embeddedDatabases(port: number, secrets: Secrets): Promise<Databases> {
  const admin = ownerUrl(port, secrets.ownerPassword, 'postgres');
  await ensureDatabase(admin, MAIN);
  await ensurePartners(admin, secrets);
  return {
    owner: ownerUrl(port, secrets.ownerPassword, MAIN),
    web: roleUrl(port, 'tieout_web', secrets.webPassword, MAIN),
    worker: roleUrl(port, 'tieout_worker', secrets.workerPassword, MAIN),
    ...partnerUrls(secrets, (role, password) => roleUrl(port, role, password, role)),
  };
}

/**
 * The operator's own server at DATABASE_URL. The work roles get this instance's passwords unless WEB_DATABASE_URL and
 * WORKER_DATABASE_URL say that the operator gave them some.
 */
export async function externalDatabases(owner: string, secrets: Secrets, sandbox: boolean): Promise<Databases> {
  await assertOwner(owner, sandbox);
  const as = (role: string, password: string, database?: string): string => {
    const url = new URL(owner);
    url.username = role;
    url.password = password;
    if (database) url.pathname = `/${database}`;
    return url.href;
  };
  if (sandbox) await ensurePartners(owner, secrets);
  return {
    owner,
    web: process.env.WEB_DATABASE_URL || as('tieout_web', secrets.webPassword),
    worker: process.env.WORKER_DATABASE_URL || as('tieout_worker', secrets.workerPassword),
    ...partnerUrls(secrets, (role, password) => as(role, password, role)),
  };
}

async function assertOwner(owner: string, sandbox: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: owner, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; roles: boolean; databases: boolean }>(
      `SELECT current_setting('server_version_num') AS version,
              rolsuper OR rolcreaterole AS roles, rolsuper OR rolcreatedb AS databases
         FROM pg_roles WHERE rolname = current_user`,
    );
    if (Number.parseInt(rows[0]?.version ?? '0', 10) < 150_000) {
      throw new OperatorError('The server at DATABASE_URL is older than PostgreSQL 15, which Tieout needs.');
    }
    if (!rows[0]?.roles)
      throw new OperatorError('The user in DATABASE_URL must be allowed to create roles (CREATEROLE).');
    if (sandbox && !rows[0]?.databases) {
      throw new OperatorError(
        'The user in DATABASE_URL may not create the demo’s databases. Allow it (CREATEDB), or start with --no-sandbox.',
      );
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `The database at DATABASE_URL cannot be reached: ${(error as Error).message}. Check its address.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Schema and roles, to the newest version. @returns the migrations applied now. */
export async function prepareSchema(databases: Databases, secrets: Secrets): Promise<string[]> {
  const applied = await migrate(databases.owner);
  if (!(process.env.WEB_DATABASE_URL && process.env.WORKER_DATABASE_URL)) {
    await grantLogin(databases.owner, { tieout_web: secrets.webPassword, tieout_worker: secrets.workerPassword });
  }
  if (!process.env.DATABASE_URL) await closeToOthers(databases.owner, MAIN);
  return applied;
}

/** Whether the seed has run: it makes the first people, and nothing else does before anyone can sign in. */
export async function isSeeded(owner: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: owner });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM app_user LIMIT 1');
    return (rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}
