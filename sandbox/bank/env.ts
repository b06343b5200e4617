import { z } from 'zod';
import { type Counts, isStory, MIXES, type Mix } from './stories';

/** Everything the sandbox bank can be told from outside, read once at start. */
const schema = z.object({
  SANDBOX_BANK_DATABASE_URL: z.url(),
  SANDBOX_BANK_PORT: z.coerce.number().int().min(0).max(65535).default(4812),
  /** Milliseconds between two looks at what was paid; 0 makes runs only on demand. */
  SANDBOX_BANK_INTERVAL_MS: z.coerce.number().int().min(0).max(86_400_000).default(15_000),
  SANDBOX_BANK_PAYMENTS_PER_RUN: z.coerce.number().int().min(1).max(500).default(8),
  /** `none`, `default`, `dense`, or JSON such as `{"late":5}`: counts per 100 payments, or per 20 runs. */
  SANDBOX_BANK_ACCIDENTS: z.string().default('default'),
  /** A folder to lay the files down in as well; see the channel for instead. */
  SANDBOX_BANK_FOLDER: z.string().min(1).optional(),
  SANDBOX_BANK_CHANNEL: z.enum(['http', 'folder', 'both']).optional(),
  SANDBOX_CH_URL: z.url().default('http://127.0.0.1:4811'),
  /** Token of the clearinghouse's ledger; the ingest token when unset, as it is there. */
  SANDBOX_CH_TOKEN: z.string().min(8).optional(),
  SANDBOX_INGEST_TOKEN: z.string().min(8),
  /** Token of the bank's own ledger and control paths; the ingest token when unset. */
  SANDBOX_BANK_TOKEN: z.string().min(8).optional(),
  SANDBOX_SEED: z.string().default('fernhollow'),
  SANDBOX_TODAY: z.iso.date().optional(),
  TIEOUT_URL: z.url(),
});

/** Throws one error that names every missing or wrong variable. */
export function readBankEnv() {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`sandbox bank cannot start:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  const folder = env.SANDBOX_BANK_FOLDER ?? null;
  const channel = env.SANDBOX_BANK_CHANNEL ?? (folder === null ? 'http' : 'both');
  if (channel !== 'http' && folder === null) throw new Error(`channel ${channel} needs SANDBOX_BANK_FOLDER`);
  return {
    databaseUrl: env.SANDBOX_BANK_DATABASE_URL,
    port: env.SANDBOX_BANK_PORT,
    intervalMs: env.SANDBOX_BANK_INTERVAL_MS,
    paymentsPerRun: env.SANDBOX_BANK_PAYMENTS_PER_RUN,
    mix: readMix(env.SANDBOX_BANK_ACCIDENTS),
    folder,
    channel,
    clearinghouseUrl: env.SANDBOX_CH_URL.replace(/\/+$/, ''),
    clearinghouseToken: env.SANDBOX_CH_TOKEN ?? env.SANDBOX_INGEST_TOKEN,
    ingestToken: env.SANDBOX_INGEST_TOKEN,
    controlToken: env.SANDBOX_BANK_TOKEN ?? env.SANDBOX_INGEST_TOKEN,
    seed: env.SANDBOX_SEED,
    /** Null when the date follows the clock. */
    fixedToday: env.SANDBOX_TODAY ?? null,
    tieoutUrl: env.TIEOUT_URL.replace(/\/+$/, ''),
  };
}

/** A named mix, or counts written as JSON, in blocks of the usual size. */
function readMix(text: string): Mix {
  if (Object.hasOwn(MIXES, text)) return MIXES[text as keyof typeof MIXES];
  const counts = z.record(z.string(), z.int().min(0).max(MIXES.default.paymentBlock)).parse(JSON.parse(text));
  for (const name of Object.keys(counts)) {
    if (!isStory(name)) throw new Error(`SANDBOX_BANK_ACCIDENTS names ${name}, which is no accident`);
  }
  return { ...MIXES.none, counts: counts as Counts };
}
