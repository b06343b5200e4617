import { type MapPreview, PREVIEW_EVENTS_MAX, previewMap } from '@/server/pipeline/map/preview';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import type { Impact } from '@/server/replay/impact';
import { consentFor } from '@/server/replay/limits';
import { withWholeScope } from '@/server/store/causes-scope';
import { markEvents } from '@/server/store/releases';
import { approvalLimitOf, type FrozenFilter, measureFilter, stoppedIds } from '@/server/store/replays';
import { applyCure, causeFor } from './cure';
import { actionOf, type Cure } from './cures';

/** What a cure would set free, before anything is changed. */
export type CurePreview = {
  readonly itemCount: number;
  readonly amountMinor: bigint;
  /** Of the set as it is at `asOf`; the cure is refused when an item of it has moved by then. */
  readonly hash: string;
  readonly asOf: string;
  /** Other causes whose items would go with it. */
  readonly otherCauses: number;
  readonly needsSecond: boolean;
  readonly limitMinor: bigint;
  /** The dry run; `null` where nothing is mapped, or nothing is known before a remit is read again. */
  readonly impact: Impact | null;
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
  only: Pick<FrozenFilter, 'eventIds' | 'asOf'> = {},
): Promise<CurePreview> =>
  undo(actor, async (tx) => {
    const cause = await causeFor(tx, causeId, cure, only.eventIds);
    const { causeIds } = await applyCure(tx, cause, cure);
    const filter = { causeIds, ...only };
    const set = await measureFilter(tx, filter);
    const limitMinor = (await approvalLimitOf(tx, actor.name)) ?? 0n;
    return {
      itemCount: set.itemCount,
      amountMinor: set.amountMinor,
      hash: set.hash.toString('hex'),
      asOf: set.asOf,
      otherCauses: causeIds.filter((id) => id !== causeId).length,
      needsSecond: consentFor(set.grossMinor, limitMinor).needed,
      limitMinor,
      impact: await dryRun(tx, filter, cure),
    };
  });

/**
 * Sends the first items of the set through the map stage's own decision, with the judgement they would carry.
 * Facilities outside the actor's scope take part in the decision; only items inside it are looked at.
 */
async function dryRun(tx: Tx, filter: FrozenFilter, cure: Cure): Promise<Impact | null> {
  const action = actionOf(cure.kind);
  // What is read back is not mapped: its journal stands in the ERP, and only the ERP can say what it holds now.
  if (action === 'reject' || action === 'accept-remit' || cure.kind === 'read-back') return null;
  const ids = await stoppedIds(tx, filter, PREVIEW_EVENTS_MAX);
  if (action === 'accept') await markEvents(tx, ids, 'accepted');
  if (action === 'unapplied') await markEvents(tx, ids, 'unapplied');
  return impactOf(await withWholeScope(tx, () => previewMap(tx, ids)));
}

const impactOf = ({ looked, lines, wouldPass, wouldFail, net }: MapPreview): Impact => ({
  covered: looked,
  ranAt: new Date().toISOString(),
  wouldPass,
  wouldFail: wouldFail.map((fail) => ({ ...fail })),
  net: net.filter((line) => line.amountMinor !== 0n).map((line) => ({ ...line })),
  lines,
});
