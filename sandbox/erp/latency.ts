import type { Pool } from 'pg';
import { z } from 'zod';
import { type Call, HttpError, type Route, sendJson } from '../http';
import type { Erp, Latency } from './context';
import { readBody } from './control';
import { CALL_KINDS, type CallKind } from './kinds';

/**
 * How long this ERP takes to answer. Unlike the fault `slow` it is no accident that strikes some requests, but the pace
 * of the machine: it stays until it is changed, over a restart too.
 */
const LATENCY_MAX_MS = 60_000;

const latencySchema = z.object({
  ms: z.int().min(0).max(LATENCY_MAX_MS),
  company: z.string().optional(),
  kind: z.enum(CALL_KINDS).optional(),
});

const SETTING_NAME = 'latency';
const savedSchema = z.array(
  z.object({ ms: z.number(), company: z.string().nullable(), kind: z.enum(CALL_KINDS).nullable() }),
);

export async function loadLatency(pool: Pool): Promise<readonly Latency[]> {
  const result = await pool.query<{ value: unknown }>('select value from sandbox_erp.setting where name = $1', [
    SETTING_NAME,
  ]);
  return savedSchema.parse(result.rows[0]?.value ?? []);
}

/** The answer time of a call: of its company and kind, else of its kind, else of its company, else of all. */
export function latencyOf(erp: Erp, company: string | null, kind: CallKind | null): number {
  const weight = (each: Latency): number => (each.kind === null ? 0 : 2) + (each.company === null ? 0 : 1);
  const fitting = erp.latency
    .filter((each) => each.company === null || each.company === company)
    .filter((each) => each.kind === null || each.kind === kind)
    .sort((left, right) => weight(right) - weight(left));
  return fitting[0]?.ms ?? erp.latencyDefaultMs;
}

export function latencyRoutes(erp: Erp): Route[] {
  return [
    { method: 'GET', path: '/control/latency', handle: (call) => answer(erp, call) },
    { method: 'PUT', path: '/control/latency', handle: (call) => putLatency(erp, call) },
    { method: 'DELETE', path: '/control/latency', handle: (call) => save(erp, call, []) },
  ];
}

async function putLatency(erp: Erp, call: Call): Promise<void> {
  const order = await readBody(call, latencySchema);
  if (order.company !== undefined && !erp.master.companies.has(order.company)) {
    throw new HttpError(404, 'UNKNOWN_COMPANY', `there is no company ${order.company}`);
  }
  const setting: Latency = { ms: order.ms, company: order.company ?? null, kind: order.kind ?? null };
  // Whoever names neither a company nor a kind means all of them, the ones set apart before too.
  const all = setting.company === null && setting.kind === null;
  const others = erp.latency.filter((each) => each.company !== setting.company || each.kind !== setting.kind);
  await save(erp, call, all ? [setting] : [...others, setting]);
}

async function save(erp: Erp, call: Call, latency: readonly Latency[]): Promise<void> {
  erp.latency = latency;
  await erp.pool.query(
    `insert into sandbox_erp.setting (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    [SETTING_NAME, JSON.stringify(latency)],
  );
  answer(erp, call);
}

function answer(erp: Erp, call: Call): void {
  sendJson(call.response, 200, { defaultMs: erp.latencyDefaultMs, latency: erp.latency });
}
