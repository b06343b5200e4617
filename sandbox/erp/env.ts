import { z } from 'zod';

/** Everything the sandbox ERP can be told from outside, read once at start. */
const schema = z.object({
  SANDBOX_ERP_DATABASE_URL: z.url(),
  SANDBOX_ERP_PORT: z.coerce.number().int().min(0).max(65535).default(4810),
  SANDBOX_ERP_TOKEN: z.string().min(8),
  SANDBOX_SEED: z.string().default('fernhollow'),
  /** The date the ERP believes in; the machine's own date when unset. */
  SANDBOX_TODAY: z.iso.date().optional(),
  /** Answer time of every call, until another is set. */
  SANDBOX_ERP_LATENCY_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Seconds until a due invoice is paid, and until its payment is cleared; 0 is on demand only. */
  SANDBOX_ERP_PAY_SECONDS: z.coerce.number().int().min(0).max(86_400).default(0),
  SANDBOX_ERP_CLEAR_SECONDS: z.coerce.number().int().min(0).max(86_400).default(0),
});

type ErpEnv = {
  readonly databaseUrl: string;
  readonly port: number;
  readonly token: string;
  readonly seed: string;
  readonly today: string;
  /** True when the date was given, so that it must not move with the clock. */
  readonly fixedToday: boolean;
  readonly latencyMs: number;
  readonly paySeconds: number;
  readonly clearSeconds: number;
};

/** Throws one error that names every missing or wrong variable. */
export function readErpEnv(): ErpEnv {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`sandbox ERP cannot start:\n${z.prettifyError(parsed.error)}`);
  return {
    databaseUrl: parsed.data.SANDBOX_ERP_DATABASE_URL,
    port: parsed.data.SANDBOX_ERP_PORT,
    token: parsed.data.SANDBOX_ERP_TOKEN,
    seed: parsed.data.SANDBOX_SEED,
    today: parsed.data.SANDBOX_TODAY ?? new Date().toISOString().slice(0, 10),
    fixedToday: parsed.data.SANDBOX_TODAY !== undefined,
    latencyMs: parsed.data.SANDBOX_ERP_LATENCY_MS,
    paySeconds: parsed.data.SANDBOX_ERP_PAY_SECONDS,
    clearSeconds: parsed.data.SANDBOX_ERP_CLEAR_SECONDS,
  };
}
