import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The only reader of the environment. Parsed at first use, so that importing a module never fails; each process then
 * sees exactly what it may (`TIEOUT_ROLE`), and a wrong value is named in a full sentence together with its cure.
 */
const text = z.string().trim().min(1);
const postgresUrl = text.refine((value) => /^postgres(ql)?:\/\//.test(value), {
  error: 'must be a PostgreSQL connection string such as postgresql://user:password@host:5432/tieout',
});
const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address such as http://127.0.0.1:3000' });

const schema = z.object({
  /** Which process this is; decides whose database connection is used and what must be set. */
  TIEOUT_ROLE: z.enum(['web', 'worker', 'cli'], { error: 'must be web, worker or cli' }).default('cli'),
  /** The owner's connection: migrations and `npm start` only. Neither web nor worker ever gets it. */
  DATABASE_URL: postgresUrl.optional(),
  WEB_DATABASE_URL: postgresUrl.optional(),
  WORKER_DATABASE_URL: postgresUrl.optional(),
  /** Moves the doorbell from PostgreSQL to Redis or Valkey. */
  REDIS_URL: text
    .refine((value) => /^rediss?:\/\//.test(value), {
      error: 'must be a Redis connection string such as redis://127.0.0.1:6379',
    })
    .optional(),
  TIEOUT_MASTER_KEY: text
    .refine((value) => Buffer.from(value, 'base64').length === 32, {
      error: 'must be 32 random bytes in base64 (openssl rand -base64 32)',
    })
    .optional(),
  NEXTAUTH_SECRET: text.min(32, { error: 'must have at least 32 characters (openssl rand -base64 32)' }).optional(),
  NEXTAUTH_URL: webUrl.optional(),
  /** The console's own address, used in links of notices. */
  TIEOUT_URL: webUrl.optional(),
  /** Where the running instance keeps its data and `runtime.json`. */
  TIEOUT_DIR: text.default('.tieout'),
  /** Where the audit's checkpoints and the key that signs them are kept; unset, `audit` below TIEOUT_DIR. */
  TIEOUT_AUDIT_DIR: text.optional(),
  /** `sandbox` when the demo health system feeds this instance; `live` never offers what would erase data. */
  TIEOUT_MODE: z.enum(['sandbox', 'live'], { error: 'must be sandbox or live' }).default('live'),
  ERP_URL: webUrl.optional(),
  ERP_TOKEN: text.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  /** Sets worked on at once per stage and worker process. */
  WORKER_CONCURRENCY: z.coerce
    .number({ error: 'must be a whole number from 1 to 16' })
    .int()
    .min(1, { error: 'must be at least 1' })
    .max(16, { error: 'must be at most 16' })
    .default(2),
  NODE_ENV: z.enum(['production', 'development', 'test']).catch('production'),
});

export type Env = z.infer<typeof schema>;
export type Role = Env['TIEOUT_ROLE'];
export type EnvName = keyof Env;

/** Every variable the product reads, in the order of `.env.example`; a test compares the two. */
export const ENV_NAMES = Object.keys(schema.shape) as EnvName[];

const REQUIRED: Readonly<Record<Role, readonly EnvName[]>> = {
  web: ['WEB_DATABASE_URL', 'TIEOUT_MASTER_KEY', 'NEXTAUTH_SECRET', 'NEXTAUTH_URL'],
  worker: ['WORKER_DATABASE_URL', 'TIEOUT_MASTER_KEY'],
  cli: [],
};

export class EnvError extends Error {}

/**
 * Reads and checks one set of variables. An empty value counts as unset, which is what an operator means by `X=`.
 * @throws EnvError naming every wrong or missing variable and what to put there; never a value.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'));
  }
  const role = parsed.data.TIEOUT_ROLE;
  const missing = REQUIRED[role].filter((name) => parsed.data[name] === undefined);
  if (missing.length > 0) {
    throw new EnvError(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set, and the ${role} process cannot run without. ` +
        'Start everything with `npm start`, which sets them, or see .env.example.',
    );
  }
  return parsed.data;
}

let known: Env | undefined;

/** The environment of this process, checked once. */
export function env(): Env {
  known ??= parseEnv(process.env);
  return known;
}

/**
 * The connection string this process may use: its own role's and nothing else.
 * @throws EnvError when the role has none.
 */
export function databaseUrl(): string {
  const { TIEOUT_ROLE, WEB_DATABASE_URL, WORKER_DATABASE_URL } = env();
  const url = TIEOUT_ROLE === 'web' ? WEB_DATABASE_URL : (WORKER_DATABASE_URL ?? WEB_DATABASE_URL);
  if (!url) {
    throw new EnvError('WORKER_DATABASE_URL is not set. Start Tieout with `npm start`, or see .env.example.');
  }
  return url;
}

/** The 32-byte master key every other key is derived from. */
export function masterKey(): Buffer {
  const { TIEOUT_MASTER_KEY } = env();
  if (!TIEOUT_MASTER_KEY) {
    throw new EnvError('TIEOUT_MASTER_KEY is not set: without it nothing encrypted can be read or written.');
  }
  return Buffer.from(TIEOUT_MASTER_KEY, 'base64');
}

/** Prefix of the variables that hold partners' secrets. Settings can name nothing outside it, such as our own passwords. */
const SECRET_PREFIX = 'TIEOUT_SECRET_';

/**
 * A secret that a connection names: the value of `TIEOUT_SECRET_<name>`, or the content of the file that
 * `TIEOUT_SECRET_<name>_FILE` names. Read at every call, so that nothing here keeps a private key.
 * @throws EnvError when the file cannot be read
 */
export function secret(name: string): string | undefined {
  const value = process.env[SECRET_PREFIX + name];
  const file = process.env[`${SECRET_PREFIX + name}_FILE`];
  if (value || !file) return value || undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new EnvError(`The file that ${SECRET_PREFIX}${name}_FILE names cannot be read.`, { cause: error });
  }
}

/**
 * Gives this process values it found elsewhere (the CLI reads them from the running instance's own files). Variables that
 * are already set win over `values`, and `forced` wins over them.
 */
export function adoptEnv(
  values: Readonly<Record<string, string | undefined>>,
  forced: Readonly<Record<string, string | undefined>> = {},
): Env {
  known = parseEnv({ ...values, ...process.env, ...forced });
  return known;
}
