import { AppError } from '@/domain/failure';
import type { Tx } from '@/server/platform/db';
import {
  type FrozenFilter,
  type FrozenSet,
  insertReplay,
  type NewReplay,
  REPLAY_ITEMS_MAX,
} from '@/server/store/replays';

/**
 * Freezes a set: from here on ids, amounts and the hash over both are fixed, and items that arrive later are not in it.
 * One item or a hundred thousand is the same call. The caller writes the audit entry, last.
 *
 * Errors: `REPLAY_SET_EMPTY`, `REPLAY_SET_TOO_LARGE`.
 */
export async function freezeSet(tx: Tx, replay: NewReplay, filter: FrozenFilter): Promise<FrozenSet> {
  const set = await insertReplay(tx, replay, filter);
  if (set.itemCount === 0) {
    throw new AppError(
      'REPLAY_SET_EMPTY',
      'exception',
      'Nothing was frozen: no stopped item that you may see is left here. Look at the cause again.',
    );
  }
  if (set.itemCount > REPLAY_ITEMS_MAX) {
    throw new AppError(
      'REPLAY_SET_TOO_LARGE',
      'exception',
      `Nothing was frozen: a manifest holds at most ${REPLAY_ITEMS_MAX.toLocaleString('en-US')} items. Select a part of them.`,
    );
  }
  return set;
}

export const frozenAudit = (set: FrozenSet, action: string) => ({
  action: 'replay.frozen',
  subjectKind: 'replay',
  subjectId: set.id,
  detail: { number: set.number, items: set.itemCount, amountMinor: set.amountMinor, manifest: action },
});
