import type { ChildSpec } from './children';
import type { Databases } from './database';
import type { Home, RuntimeState, Secrets } from './home';
import type { StartOptions } from './options';

/** What every child gets from outside. Everything else is named below, so no child sees another's secrets. */
const INHERITED = [
  'TIEOUT_AUDIT_DIR',
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'LOG_LEVEL',
  'REDIS_URL',
];
const SANDBOX_KNOBS = [
  'SANDBOX_SEED',
  'SANDBOX_TODAY',
  ...['CH', 'BANK', 'RCM'].flatMap((who) => [`SANDBOX_${who}_INTERVAL_MS`, `SANDBOX_${who}_ACCIDENTS`]),
];
/** The demo's ERP pays what it was asked to within a minute, and its bank another minute later, so that there is something to see. */
const ERP_PACE = { SANDBOX_ERP_PAY_SECONDS: '60', SANDBOX_ERP_CLEAR_SECONDS: '60' };

type Env = Record<string, string | undefined>;
const inherit = (names: readonly string[]): Env => Object.fromEntries(names.map((name) => [name, process.env[name]]));

/** Partners' keys, by the names that connections give: for the worker alone. */
const partnerSecrets = (): Env =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('TIEOUT_SECRET_')));

/** Those of these names that are set. */
const given = (names: readonly string[]): Env =>
  Object.fromEntries(Object.entries(inherit(names)).filter(([, value]) => value !== undefined));

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
    args: [
      '--import',
      './scripts/start/front.mjs',
      'node_modules/next/dist/bin/next',
      'start',
      '-H',
      host,
      '-p',
      String(port),
    ],
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

/** Rows of a set live for moments: a larger nursery (megabytes) keeps them from being copied before they die. */
export const WORKER_FLAGS = ['--max-semi-space-size=32'] as const;

export function workerSpec(plan: Plan): ChildSpec {
  return {
    name: 'worker',
    args: [...WORKER_FLAGS, ...TYPESCRIPT, 'src/workers/main.ts'],
    env: {
      ...common(plan),
      ...inherit(['WORKER_CONCURRENCY']),
      ...partnerSecrets(),
      TIEOUT_ROLE: 'worker',
      WORKER_DATABASE_URL: plan.databases.worker,
      ERP_URL: plan.runtime.erpUrl ?? process.env.ERP_URL,
      ERP_TOKEN: plan.runtime.erpUrl ? plan.secrets.sandboxErpToken : process.env.ERP_TOKEN,
      ...rcmStatusSecrets(plan),
    },
    ready: 'message',
    stopMs: 9000,
  };
}

/** Where the demo's revenue cycle system wants to hear of its refunds, and the secret that signs what it is told. */
const rcmStatusSecrets = ({ runtime, secrets }: Plan): Env =>
  runtime.rcmUrl
    ? { TIEOUT_SECRET_RCM_STATUS_URL: runtime.rcmUrl, TIEOUT_SECRET_RCM_STATUS_TOKEN: secrets.sandboxRcmSecret }
    : {};

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
      ...ERP_PACE,
      ...given(Object.keys(ERP_PACE)),
      SANDBOX_ERP_DATABASE_URL: plan.databases.erp,
      SANDBOX_ERP_PORT: String(port),
      SANDBOX_ERP_TOKEN: plan.secrets.sandboxErpToken,
    },
    ready: { url: `http://127.0.0.1:${port}/health` },
    stopMs: 5000,
  };
}

/** What every partner that delivers to the console gets. */
const delivering = (plan: Plan): Env => ({
  ...inherit(INHERITED),
  ...inherit(SANDBOX_KNOBS),
  NODE_ENV: 'production',
  SANDBOX_INGEST_TOKEN: plan.secrets.sandboxIngestToken,
  TIEOUT_URL: plan.runtime.url,
});

const partner = (name: string, port: number, env: Env): ChildSpec => ({
  name: `sandbox-${name}`,
  args: [...TYPESCRIPT, `sandbox/${name}/main.ts`],
  env,
  ready: { url: `http://127.0.0.1:${port}/health` },
  stopMs: 5000,
});

export const clearinghouseSpec = (plan: Plan, port: number): ChildSpec =>
  partner('clearinghouse', port, {
    ...delivering(plan),
    SANDBOX_CH_DATABASE_URL: plan.databases.clearinghouse,
    SANDBOX_CH_PORT: String(port),
  });

export const bankSpec = (plan: Plan, port: number): ChildSpec =>
  partner('bank', port, {
    ...delivering(plan),
    SANDBOX_BANK_DATABASE_URL: plan.databases.bank,
    SANDBOX_BANK_PORT: String(port),
    SANDBOX_CH_URL: plan.runtime.clearinghouseUrl,
  });

export const rcmSpec = (plan: Plan, port: number): ChildSpec =>
  partner('rcm', port, {
    ...delivering(plan),
    SANDBOX_RCM_DATABASE_URL: plan.databases.rcm,
    SANDBOX_RCM_PORT: String(port),
    SANDBOX_RCM_SECRET: plan.secrets.sandboxRcmSecret,
  });
