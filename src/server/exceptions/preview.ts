import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import { consentFor } from '@/server/replay/limits';
import { approvalLimitOf, measureFilter } from '@/server/store/replays';
import { applyCure, causeFor } from './cure';
import type { Cure } from './cures';

/** What a cure would set free, before anything is changed. */
export type CurePreview = {
  readonly itemCount: number;
  readonly amountMinor: bigint;
  /** Of the set as it would be frozen now; the cure is refused when it is another one by then. */
  readonly hash: string;
  /** Other causes whose items would go with it. */
  readonly otherCauses: number;
  readonly needsSecond: boolean;
  readonly limitMinor: bigint;
};

class Undone extends Error {}

/** Runs `work` in a transaction that is always rolled back. */
async function undo<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await withTransaction(actor, async (tx) => {
      result = { value: await work(tx) };
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (!result) throw new Error('The preview ended without a result.');
  return result.value;
}

/** Applies the cure, looks at what it sets free, and takes it all back. Errors: those of the cure itself. */
export const previewCure = (
  actor: Actor,
  causeId: string,
  cure: Cure,
  eventIds: readonly string[] | undefined,
): Promise<CurePreview> =>
  undo(actor, async (tx) => {
    const cause = await causeFor(tx, causeId, cure);
    const { causeIds } = await applyCure(tx, cause, cure);
    const set = await measureFilter(tx, { causeIds, eventIds });
    const limitMinor = (await approvalLimitOf(tx, actor.name)) ?? 0n;
    return {
      itemCount: set.itemCount,
      amountMinor: set.amountMinor,
      hash: set.hash.toString('hex'),
      otherCauses: causeIds.filter((id) => id !== causeId).length,
      needsSecond: consentFor(set.grossMinor, limitMinor).needed,
      limitMinor,
    };
  });
