import { z } from 'zod';
import { isScenario, MIXES, type Mix, type Scenario } from './accidents';

/** Everything the sandbox clearinghouse can be told from outside, read once at start. */
const schema = z.object({
  SANDBOX_CH_DATABASE_URL: z.url(),
  SANDBOX_CH_PORT: z.coerce.number().int().min(0).max(65535).default(4811),
  /** Milliseconds between deliveries; 0 sends only on demand. */
  SANDBOX_CH_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(6_000),
  /** `none`, `default`, `dense`, or JSON such as `{"truncated":5}`: how many of each story per 100 deliveries. */
  SANDBOX_CH_ACCIDENTS: z.string().default('default'),
  SANDBOX_INGEST_TOKEN: z.string().min(8),
  /** Token of the clearinghouse's own ledger and control paths; the ingest token when unset. */
  SANDBOX_CH_TOKEN: z.string().min(8).optional(),
  SANDBOX_SEED: z.string().default('fernhollow'),
  SANDBOX_TODAY: z.iso.date().optional(),
  TIEOUT_URL: z.url(),
});

type ClearinghouseEnv = {
  readonly databaseUrl: string;
  readonly port: number;
  readonly intervalMs: number;
  readonly mix: Mix;
  readonly ingestToken: string;
  readonly controlToken: string;
  readonly seed: string;
  /** Null when the date follows the clock. */
  readonly fixedToday: string | null;
  readonly tieoutUrl: string;
};

/** Throws one error that names every missing or wrong variable. */
export function readClearinghouseEnv(): ClearinghouseEnv {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`sandbox clearinghouse cannot start:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return {
    databaseUrl: env.SANDBOX_CH_DATABASE_URL,
    port: env.SANDBOX_CH_PORT,
    intervalMs: env.SANDBOX_CH_INTERVAL_MS,
    mix: readMix(env.SANDBOX_CH_ACCIDENTS),
    ingestToken: env.SANDBOX_INGEST_TOKEN,
    controlToken: env.SANDBOX_CH_TOKEN ?? env.SANDBOX_INGEST_TOKEN,
    seed: env.SANDBOX_SEED,
    fixedToday: env.SANDBOX_TODAY ?? null,
    tieoutUrl: env.TIEOUT_URL.replace(/\/+$/, ''),
  };
}

const BLOCK_SIZE = 100;

/** A named mix, or counts per block of 100 deliveries written as JSON. */
function readMix(text: string): Mix {
  if (Object.hasOwn(MIXES, text)) return MIXES[text as keyof typeof MIXES];
  const counts = z.record(z.string(), z.int().min(0).max(BLOCK_SIZE)).parse(JSON.parse(text));
  const known: Partial<Record<Scenario, number>> = {};
  for (const [name, count] of Object.entries(counts)) {
    if (!isScenario(name)) throw new Error(`SANDBOX_CH_ACCIDENTS names ${name}, which is no accident`);
    known[name] = count;
  }
  return { blockSize: BLOCK_SIZE, counts: known };
}
