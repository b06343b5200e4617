import { titleOf } from '@/domain/failure';
import { findFlow, flowOf } from '@/flows/registry';
import type { Tx } from '../../platform/db';
import { readItems } from '../../store/claiming';
import { readMasterNow } from '../../store/master-snapshot';
import { itemsOf, parcelsOf } from '../items';
import { decideItem } from './decide';
import { Standing } from './reverse';
import { SagaDesk } from './sagas';

/** Items a preview looks at; a larger set is previewed by its first ones, and says so in `looked`. */
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
 * A dry run of the map stage over these items of one flow under the master data this transaction sees: the same decision,
 * nothing written. Make the change first and roll back to preview a change that is not made yet.
 */
export async function previewMap(tx: Tx, flowCode: string, eventIds: readonly string[]): Promise<MapPreview> {
  const flow = flowOf(flowCode);
  const rows = await readItems(tx, eventIds.slice(0, PREVIEW_EVENTS_MAX), flowCode);
  const master = await readMasterNow(tx);
  const setup = master.flows.get(flowCode);
  const passed = { items: 0, amountMinor: 0n };
  const failed = new Map<string, { code: string; title: string; items: number; amountMinor: bigint }>();
  const net = new Map<string, { entity: string; period: string; account: string; amountMinor: bigint }>();
  if (!setup) return { looked: 0, lines: 0, wouldPass: passed, wouldFail: [], net: [] };
  const desk = await SagaDesk.open(tx, flow, rows, 'look');
  const standing = flow.memory ? await Standing.read(tx, flowCode, rows, 'look') : new Standing();
  let lines = 0;
  for (const asked of await itemsOf(tx, flow, rows, await parcelsOf(tx, rows))) {
    const { row } = asked;
    const outcome = decideItem(asked, {
      setup,
      master,
      memory: desk.memoryOf(row),
      resolve: (of, drafts) => standing.resolve(of, drafts),
    });
    if (outcome.kind === 'stop') {
      const title =
        findFlow(flowCode)?.failures[outcome.failure.code]?.title(outcome.failure) ?? titleOf(outcome.failure);
      const known = failed.get(title) ?? { code: outcome.failure.code, title, items: 0, amountMinor: 0n };
      failed.set(title, { ...known, items: known.items + 1, amountMinor: known.amountMinor + row.amountMinor });
      continue;
    }
    passed.items += 1;
    passed.amountMinor += row.amountMinor;
    if (outcome.kind !== 'post') continue;
    for (const { draft, placed } of outcome.members) {
      lines += draft.lines.length;
      for (const line of draft.lines) {
        const period = placed.periods.get(line.entity)?.period ?? '';
        const key = `${line.entity}|${period}|${line.account}`;
        const known = net.get(key) ?? { entity: line.entity, period, account: line.account, amountMinor: 0n };
        net.set(key, { ...known, amountMinor: known.amountMinor + line.amountMinor });
      }
    }
  }
  return { looked: rows.length, lines, wouldPass: passed, wouldFail: [...failed.values()], net: [...net.values()] };
}
