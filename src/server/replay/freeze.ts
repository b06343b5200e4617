import { AppError } from '@/domain/failure';
import { findFlow } from '@/flows/registry';
import type { Tx } from '@/server/platform/db';
import {
  type FrozenFilter,
  type FrozenSet,
  insertReplay,
  type Measured,
  measuresOf,
  type NewReplay,
  REPLAY_ITEMS_MAX,
  type StoppedFilter,
} from '@/server/store/replays';

/** A set is of one flow and asset; a person names them when the same cause stops items of several. */
export type Frozen = StoppedFilter & Partial<Measured>;

const refuse = (code: string, words: string) => new AppError(code, 'exception', words);

/**
 * The filter with its flow and asset: those named, else the only ones in which anything is stopped; `null` when nothing is.
 * Errors: `REPLAY_FLOW_NEEDED`.
 */
export async function resolveSet(tx: Tx, { flowCode, asset, ...filter }: Frozen): Promise<FrozenFilter | null> {
  if (flowCode !== undefined && asset !== undefined) return { ...filter, flowCode, asset };
  const found = await measuresOf(tx, filter);
  const fitting = found.filter((m) => (flowCode ?? m.flowCode) === m.flowCode && (asset ?? m.asset) === m.asset);
  const [only] = fitting;
  if (fitting.length > 1) {
    const names = fitting.map((m) => `${findFlow(m.flowCode)?.words.name ?? m.flowCode} (${m.asset})`).join(', ');
    throw refuse(
      'REPLAY_FLOW_NEEDED',
      `Nothing was frozen: items of several flows are stopped here. Choose one: ${names}.`,
    );
  }
  return only ? { ...filter, ...only } : null;
}

/**
 * Freezes a set: from here on ids, amounts and the hash over both are fixed, and items that arrive later are not in it.
 * One item or a hundred thousand is the same call. The caller writes the audit entry, last.
 *
 * Errors: `REPLAY_SET_EMPTY`, `REPLAY_SET_TOO_LARGE`, `REPLAY_FLOW_NEEDED`.
 */
export async function freezeSet(tx: Tx, replay: NewReplay, filter: Frozen): Promise<FrozenSet> {
  const resolved = await resolveSet(tx, filter);
  const set = resolved && (await insertReplay(tx, replay, resolved));
  if (!set || set.itemCount === 0) {
    throw refuse(
      'REPLAY_SET_EMPTY',
      'Nothing was frozen: no stopped item that you may see is left here. Look at the cause again.',
    );
  }
  if (set.itemCount > REPLAY_ITEMS_MAX) {
    throw refuse(
      'REPLAY_SET_TOO_LARGE',
      `Nothing was frozen: a manifest holds at most ${REPLAY_ITEMS_MAX.toLocaleString('en-US')} items. Select a part of them.`,
    );
  }
  return set;
}

export const frozenAudit = (set: FrozenSet, action: string) => ({
  action: 'replay.frozen',
  subjectKind: 'replay',
  subjectId: set.id,
  detail: {
    number: set.number,
    flow: set.flowCode,
    asset: set.asset,
    items: set.itemCount,
    amountMinor: set.amountMinor,
    manifest: action,
  },
});
