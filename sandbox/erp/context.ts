import type { Pool } from 'pg';
import { z } from 'zod';
import type { Faults } from './faults';
import type { CallKind } from './kinds';
import type { Master } from './master';
import type { Supply } from './supply';

/**
 * How well this ERP lets a caller find out what became of a request: `unique-key` refuses a repeated key, `query-only`
 * accepts it and can be asked by key after a lag, `none` accepts it and cannot be asked.
 */
export const classSchema = z.object({
  class: z.enum(['unique-key', 'query-only', 'none']),
  readLagMs: z.int().min(0).max(300_000).optional(),
  company: z.string().optional(),
});

type IdempotencyClass = z.infer<typeof classSchema>['class'];
type ClassSetting = { readonly class: IdempotencyClass; readonly readLagMs: number };

export const READ_LAG_DEFAULT_MS = 2_000;

type Counters = { requests: number; posts: number; commits: number; refusals: number };

/** One answer time and what it is limited to. */
export type Latency = { readonly ms: number; readonly company: string | null; readonly kind: CallKind | null };

/** What every handler shares. What is not readonly is replaced as a whole when a person changes it. */
export type Erp = {
  readonly pool: Pool;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly latencyDefaultMs: number;
  master: Master;
  supply: Supply;
  classes: Readonly<Record<string, ClassSetting>>;
  latency: readonly Latency[];
  /** YYYY-MM-DD: the date of what the ERP does of its own accord, such as paying. */
  today: string;
};

/** The class of one company: its own setting, else the global one (`*`), else unique keys. */
export function classOf(erp: Erp, company: string): ClassSetting {
  return erp.classes[company] ?? erp.classes['*'] ?? { class: 'unique-key', readLagMs: 0 };
}

const SETTING_NAME = 'idempotency-classes';
const savedSchema = z.record(z.string(), z.object({ class: classSchema.shape.class, readLagMs: z.number() }));

/** The saved classes survive a restart: an ERP does not grow or lose a unique index because it was restarted. */
export async function loadClasses(pool: Pool): Promise<Erp['classes']> {
  const result = await pool.query<{ value: unknown }>('select value from sandbox_erp.setting where name = $1', [
    SETTING_NAME,
  ]);
  return savedSchema.parse(result.rows[0]?.value ?? {});
}

export async function saveClasses(pool: Pool, classes: Erp['classes']): Promise<void> {
  await pool.query(
    `insert into sandbox_erp.setting (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    [SETTING_NAME, JSON.stringify(classes)],
  );
}
