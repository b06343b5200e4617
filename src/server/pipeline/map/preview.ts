import { titleOf } from '@/domain/failure';
import type { Tx } from '../../platform/db';
import { readEventsForPreview } from '../../store/mapping';
import { readMasterNow } from '../../store/master-snapshot';
import { decideMap } from './decide';
import { itemsOf } from './items';
import { FLOW } from './run';

/** Events a preview looks at; a larger set is previewed by its first ones, and says so in `looked`. */
export const PREVIEW_EVENTS_MAX = 5000;

export type MapPreview = {
  readonly looked: number;
  readonly lines: number;
  readonly wouldPass: { readonly items: number; readonly amountMinor: bigint };
  readonly wouldFail: readonly { code: string; title: string; items: number; amountMinor: bigint }[];
  /** Debit positive, credit negative; each entity sums to zero. */
  readonly net: readonly { entity: string; period: string; account: string; amountMinor: bigint }[];
};

/**
 * A dry run of the map stage over these events under the master data this transaction sees: the same decision, nothing
 * written. Make the change first and roll back to preview a change that is not made yet.
 */
export async function previewMap(tx: Tx, eventIds: readonly string[]): Promise<MapPreview> {
  const events = await readEventsForPreview(tx, eventIds.slice(0, PREVIEW_EVENTS_MAX));
  const master = await readMasterNow(tx, FLOW);
  const items = await itemsOf(tx, events);
  const passed = { items: 0, amountMinor: 0n };
  const failed = new Map<string, { code: string; title: string; items: number; amountMinor: bigint }>();
  const net = new Map<string, { entity: string; period: string; account: string; amountMinor: bigint }>();
  let lines = 0;
  for (const item of items) {
    const outcome = decideMap(item, master);
    if (!outcome.ok) {
      const title = titleOf(outcome.failure);
      const row = failed.get(title) ?? { code: outcome.failure.code, title, items: 0, amountMinor: 0n };
      failed.set(title, { ...row, items: row.items + 1, amountMinor: row.amountMinor + item.amountMinor });
      continue;
    }
    passed.items += 1;
    passed.amountMinor += item.amountMinor;
    lines += outcome.lines.length;
    for (const line of outcome.lines) {
      const period = outcome.periods.get(line.entity)?.period ?? '';
      const key = `${line.entity}|${period}|${line.account}`;
      const row = net.get(key) ?? { entity: line.entity, period, account: line.account, amountMinor: 0n };
      net.set(key, { ...row, amountMinor: row.amountMinor + line.amountMinor });
    }
  }
  return { looked: events.length, lines, wouldPass: passed, wouldFail: [...failed.values()], net: [...net.values()] };
}
