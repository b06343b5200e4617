import type { ChildSpec } from './children';
import type { Databases } from './database';
import type { Home, RuntimeState, Secrets } from './home';
import type { StartOptions } from './options';

/** What every child gets from outside. Everything else is named below, so no child sees another's secrets. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'LOG_LEVEL', 'REDIS_URL'];
const SANDBOX_KNOBS = ['SANDBOX_SEED', 'SANDBOX_TODAY', 'SANDBOX_CH_INTERVAL_MS', 'SANDBOX_CH_ACCIDENTS'];

type Env = Record<string, string | undefined>;
const inherit = (names: readonly string[]): Env => Object.fromEntries(names.map((name) => [name, process.env[name]]));

/** Partners' keys, by the names that connections give: for the worker alone. */
const partnerSecrets = (): Env =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('TIEOUT_SECRET_')));

export type Plan = {
  readonly options: StartOptions;
  readonly home: Home;
  readonly secrets: Secrets;
  readonly databases: Databases;
  readonly runtime: Required<Pick<RuntimeState, 'url' | 'mode'>> & RuntimeState;
};

const TYPESCRIPT = ['--import', 'tsx'];

const common = ({ home, secrets, runtime }: Plan): Env => ({
  ...inherit(INHERITED),
  NODE_ENV: 'production',
  TIEOUT_DIR: home.directory,
  TIEOUT_MODE: runtime.mode,
  TIEOUT_URL: runtime.url,
  TIEOUT_MASTER_KEY: process.env.TIEOUT_MASTER_KEY || secrets.masterKey,
});

export function webSpec(plan: Plan): ChildSpec {
  const { host, port } = plan.options;
  return {
    name: 'web',
    args: ['node_modules/next/dist/bin/next', 'start', '-H', host, '-p', String(port)],
    env: {
      ...common(plan),
      TIEOUT_ROLE: 'web',
      WEB_DATABASE_URL: plan.databases.web,
      NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || plan.secrets.nextAuthSecret,
      NEXTAUTH_URL: process.env.NEXTAUTH_URL || plan.runtime.url,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    ready: { url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/api/health` },
    stopMs: 4000,
  };
}

export function workerSpec(plan: Plan): ChildSpec {
  return {
    name: 'worker',
    args: [...TYPESCRIPT, 'src/workers/main.ts'],
    env: {
      ...common(plan),
      ...inherit(['WORKER_CONCURRENCY']),
      ...partnerSecrets(),
      TIEOUT_ROLE: 'worker',
      WORKER_DATABASE_URL: plan.databases.worker,
      ERP_URL: plan.runtime.erpUrl ?? process.env.ERP_URL,
      ERP_TOKEN: plan.runtime.erpUrl ? plan.secrets.sandboxErpToken : process.env.ERP_TOKEN,
    },
    ready: 'message',
    stopMs: 9000,
  };
}

export function seedEnv(plan: Plan): Env {
  return {
    ...common(plan),
    TIEOUT_ROLE: 'cli',
    WORKER_DATABASE_URL: plan.databases.worker,
    ERP_URL: plan.runtime.erpUrl ?? process.env.ERP_URL,
  };
}

export function erpSpec(plan: Plan, port: number): ChildSpec {
  return {
    name: 'sandbox-erp',
    args: [...TYPESCRIPT, 'sandbox/erp/main.ts'],
    env: {
      ...inherit(INHERITED),
      ...inherit(SANDBOX_KNOBS),
      NODE_ENV: 'production',
      SANDBOX_ERP_DATABASE_URL: plan.databases.erp,
      SANDBOX_ERP_PORT: String(port),
      SANDBOX_ERP_TOKEN: plan.secrets.sandboxErpToken,
    },
    ready: { url: `http://127.0.0.1:${port}/health` },
    stopMs: 5000,
  };
}

export function clearinghouseSpec(plan: Plan, port: number): ChildSpec {
  return {
    name: 'sandbox-clearinghouse',
    args: [...TYPESCRIPT, 'sandbox/clearinghouse/main.ts'],
    env: {
      ...inherit(INHERITED),
      ...inherit(SANDBOX_KNOBS),
      NODE_ENV: 'production',
      SANDBOX_CH_DATABASE_URL: plan.databases.clearinghouse,
      SANDBOX_CH_PORT: String(port),
      SANDBOX_INGEST_TOKEN: plan.secrets.sandboxIngestToken,
      TIEOUT_URL: plan.runtime.url,
    },
    ready: { url: `http://127.0.0.1:${port}/health` },
    stopMs: 5000,
  };
}
