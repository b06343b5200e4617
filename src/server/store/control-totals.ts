import type { Stage } from '@/domain/stages';
import type { Tx } from '../platform/db';
import { insertRows } from './rows';

/** Count and dollars of one remit that are past a stage now. Negative when they leave it again (a refused journal). */
export type ControlDelta = { readonly remitId: string; readonly count: number; readonly amountMinor: bigint };

const COLUMNS = {
  scope_kind: 'text',
  scope_id: 'uuid',
  stage: 'text',
  item_count: 'bigint',
  amount_minor: 'bigint',
} as const;

/** Adds to the control totals of remits in the transaction that moves their events. Consecutive stages must tie. */
export async function addControlTotals(tx: Tx, stage: Stage, deltas: readonly ControlDelta[]): Promise<void> {
  const merged = new Map<string, { count: number; amountMinor: bigint }>();
  for (const delta of deltas) {
    const sum = merged.get(delta.remitId) ?? { count: 0, amountMinor: 0n };
    merged.set(delta.remitId, { count: sum.count + delta.count, amountMinor: sum.amountMinor + delta.amountMinor });
  }
  // One order for all writers, so that two sets touching the same remits cannot deadlock.
  const rows = [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, sum]) => ['remit', id, stage, sum.count, sum.amountMinor]);
  await insertRows(
    tx,
    'control_total',
    COLUMNS,
    rows,
    `ON CONFLICT (scope_kind, scope_id, stage) DO UPDATE SET
    item_count = control_total.item_count + excluded.item_count,
    amount_minor = control_total.amount_minor + excluded.amount_minor, at = now()`,
  );
}

/** Sets a total outright: what parse found, what reconcile ended with. */
export async function setControlTotals(tx: Tx, stage: Stage, totals: readonly ControlDelta[]): Promise<void> {
  const rows = totals.map((t) => ['remit', t.remitId, stage, t.count, t.amountMinor]);
  await insertRows(
    tx,
    'control_total',
    COLUMNS,
    rows,
    `ON CONFLICT (scope_kind, scope_id, stage) DO UPDATE SET
    item_count = excluded.item_count, amount_minor = excluded.amount_minor, at = now()`,
  );
}
