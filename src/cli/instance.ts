import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { adoptEnv, env } from '@/server/platform/env';

export class NotRunningError extends Error {}

const runtimeSchema = z.object({
  start: z.object({ pid: z.int() }),
  url: z.string().optional(),
  erpUrl: z.string().optional(),
  clearinghouseUrl: z.string().optional(),
  mode: z.enum(['sandbox', 'live']).optional(),
  postgresPort: z.int().optional(),
  workerDatabaseUrl: z.string().optional(),
  redisUrl: z.string().optional(),
  children: z.array(z.object({ name: z.string(), pid: z.int() })),
});
export type RunningInstance = z.infer<typeof runtimeSchema>;

const secretsSchema = z.object({
  ownerPassword: z.string(),
  masterKey: z.string(),
  sandboxErpToken: z.string(),
});

const NOT_RUNNING =
  'Tieout is not running. Start it with `npm start` in another terminal, or set WORKER_DATABASE_URL and TIEOUT_MASTER_KEY.';

const OWNER_UNKNOWN =
  'This instance runs on a database of your own, and this command needs its owner: set DATABASE_URL as for `npm start`.';

/** What `npm start` wrote about itself, or `null` when nothing runs in TIEOUT_DIR. */
export function readInstance(): RunningInstance | null {
  const file = path.join(env().TIEOUT_DIR, 'runtime.json');
  if (!existsSync(file)) return null;
  const parsed = runtimeSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success && isAlive(parsed.data.start.pid) ? parsed.data : null;
}

/** The token of the sandbox ERP's control paths, when this instance has a sandbox. */
export const readSandboxToken = (): string => readSecrets().sandboxErpToken;

const readSecrets = () =>
  secretsSchema.parse(JSON.parse(readFileSync(path.join(env().TIEOUT_DIR, 'secrets.json'), 'utf8')));

/**
 * Points this process at the running instance, unless the environment already says where to go. `owner` is for the one
 * command that erases.
 * @throws NotRunningError when neither is there.
 */
export function connectToInstance(as: 'worker' | 'owner' = 'worker'): void {
  const { DATABASE_URL, WORKER_DATABASE_URL } = env();
  if (as === 'owner' && DATABASE_URL) return void adoptEnv({}, { WORKER_DATABASE_URL: DATABASE_URL });
  if (as === 'worker' && WORKER_DATABASE_URL) return;
  const instance = readInstance();
  if (!instance?.url || !instance.workerDatabaseUrl) throw new NotRunningError(NOT_RUNNING);
  if (as === 'owner' && !instance.postgresPort) throw new NotRunningError(OWNER_UNKNOWN);
  const secrets = readSecrets();
  adoptEnv({
    WORKER_DATABASE_URL:
      as === 'owner'
        ? `postgresql://postgres:${secrets.ownerPassword}@127.0.0.1:${instance.postgresPort}/tieout`
        : instance.workerDatabaseUrl,
    REDIS_URL: instance.redisUrl,
    TIEOUT_MASTER_KEY: secrets.masterKey,
    TIEOUT_URL: instance.url,
    TIEOUT_MODE: instance.mode,
    ERP_URL: instance.erpUrl,
    ERP_TOKEN: instance.erpUrl ? secrets.sandboxErpToken : undefined,
    LOG_LEVEL: 'silent',
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
