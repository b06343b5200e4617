import { enactChange } from '@/server/masterdata/change-set';
import { type MapPreview, PREVIEW_EVENTS_MAX, previewMap } from '@/server/pipeline/map/preview';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import { consentOf } from '@/server/replay/consent';
import { type Frozen, resolveSet } from '@/server/replay/freeze';
import type { Impact } from '@/server/replay/impact';
import { withWholeScope } from '@/server/store/causes-scope';
import { judgeItems } from '@/server/store/releases';
import { approvalLimitOf, type FrozenFilter, measureFilter, stoppedIds } from '@/server/store/replays';
import { causeFor, planCure } from './cure';
import { type Cure, isDecidedAnew, markOf } from './cures';

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

/** In which nothing is stopped. */
const NOWHERE = { flowCode: '', asset: '' };

/** Applies the cure, looks at what it sets free, and takes it all back. Errors: those of the cure itself. */
export const previewCure = (
  actor: Actor,
  causeId: string,
  cure: Cure,
  only: Omit<Frozen, 'causeIds'> = {},
): Promise<CurePreview> =>
  undo(actor, async (tx) => {
    const cause = await causeFor(tx, causeId, cure, only.eventIds);
    const { causeIds, change } = await planCure(tx, cause, cure, only.eventIds);
    if (change) await enactChange(tx, change);
    const filter = (await resolveSet(tx, { causeIds, ...only })) ?? { causeIds, ...only, ...NOWHERE };
    const set = await measureFilter(tx, filter);
    const limitMinor = (await approvalLimitOf(tx, actor.name)) ?? 0n;
    return {
      itemCount: set.itemCount,
      amountMinor: set.amountMinor,
      hash: set.hash.toString('hex'),
      asOf: set.asOf,
      otherCauses: causeIds.filter((id) => id !== causeId).length,
      needsSecond: (await consentOf(tx, { maker: actor.name, causeId, replayId: null, grossMinor: set.grossMinor }))
        .needed,
      limitMinor,
      impact: set.itemCount > 0 ? await dryRun(tx, filter, cure) : null,
    };
  });

/**
 * Sends the first items of the set through the map stage's own decision, with the judgement they would carry.
 * Facilities outside the actor's scope take part in the decision; only items inside it are looked at.
 */
async function dryRun(tx: Tx, filter: FrozenFilter, cure: Cure): Promise<Impact | null> {
  if (!isDecidedAnew(cure.kind)) return null;
  const { flowCode } = filter;
  const ids = await stoppedIds(tx, filter, PREVIEW_EVENTS_MAX);
  const mark = markOf(cure.kind);
  if (mark !== null) await judgeItems(tx, flowCode, ids, mark);
  return impactOf(await withWholeScope(tx, () => previewMap(tx, flowCode, ids)));
}

const impactOf = ({ looked, lines, wouldPass, wouldFail, net }: MapPreview): Impact => ({
  covered: looked,
  ranAt: new Date().toISOString(),
  wouldPass,
  wouldFail: wouldFail.map((fail) => ({ ...fail })),
  net: net.filter((line) => line.amountMinor !== 0n).map((line) => ({ ...line })),
  lines,
});
