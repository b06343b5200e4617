import { z } from 'zod';
import { type Counts, isStory, MIXES, type Mix } from './stories';

/** Everything the sandbox revenue cycle system can be told from outside, read once at start. */
const schema = z.object({
  SANDBOX_RCM_DATABASE_URL: z.url(),
  SANDBOX_RCM_PORT: z.coerce.number().int().min(0).max(65535).default(4813),
  /** Milliseconds between two turns; 0 takes turns only on demand. */
  SANDBOX_RCM_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(20_000),
  /** `none`, `default`, `dense`, or JSON such as `{"resent":5}`: counts per 50 turns. */
  SANDBOX_RCM_ACCIDENTS: z.string().default('default'),
  /** Signs the statuses that come back. */
  SANDBOX_RCM_SECRET: z.string().min(16),
  SANDBOX_INGEST_TOKEN: z.string().min(8),
  /** Token of its own ledger and control paths; the ingest token when unset. */
  SANDBOX_RCM_TOKEN: z.string().min(8).optional(),
  SANDBOX_SEED: z.string().default('fernhollow'),
  SANDBOX_TODAY: z.iso.date().optional(),
  TIEOUT_URL: z.url(),
});

/** Throws one error that names every missing or wrong variable. */
export function readRcmEnv() {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`sandbox revenue cycle system cannot start:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return {
    databaseUrl: env.SANDBOX_RCM_DATABASE_URL,
    port: env.SANDBOX_RCM_PORT,
    intervalMs: env.SANDBOX_RCM_INTERVAL_MS,
    mix: readMix(env.SANDBOX_RCM_ACCIDENTS),
    secret: env.SANDBOX_RCM_SECRET,
    ingestToken: env.SANDBOX_INGEST_TOKEN,
    controlToken: env.SANDBOX_RCM_TOKEN ?? env.SANDBOX_INGEST_TOKEN,
    seed: env.SANDBOX_SEED,
    /** Null when the date follows the clock. */
    fixedToday: env.SANDBOX_TODAY ?? null,
    tieoutUrl: env.TIEOUT_URL.replace(/\/+$/, ''),
  };
}

/** A named mix, or counts written as JSON, in blocks of the usual size. */
function readMix(text: string): Mix {
  if (Object.hasOwn(MIXES, text)) return MIXES[text as keyof typeof MIXES];
  const counts = z.record(z.string(), z.int().min(0).max(MIXES.default.blockSize)).parse(JSON.parse(text));
  for (const name of Object.keys(counts)) {
    if (!isStory(name)) throw new Error(`SANDBOX_RCM_ACCIDENTS names ${name}, which is no accident`);
  }
  return { blockSize: MIXES.default.blockSize, counts: counts as Counts };
}
