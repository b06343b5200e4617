import type { Failure } from '@/domain/failure';
import type { Stage } from '@/domain/stages';
import type { Refusal } from '../connectors/target/port';
import type { Tx } from '../platform/db';
import { callBehind } from '../store/claiming';
import { tellOutcomes } from '../store/outcomes';
import { freeItems, type PostingItem, postItems, readPostingItems, withdrawSiblings } from '../store/posting-items';
import type { LeasedPosting } from '../store/postings';
import { stopItems } from '../store/stops';
import { factsJson } from './facts';
import { failureOfRefusal, splitRefused } from './refused';

export type Refused = { readonly posting: LeasedPosting; readonly refusals: readonly Refusal[] };

/**
 * A refusal stops the items it names and frees the rest of the document to go without them. Where the flow asked to be told, it
 * learns of the refusal as an event instead.
 */
export async function handleRefusal(tx: Tx, stage: Stage, { posting, refusals }: Refused): Promise<void> {
  const siblingLive = await withdrawSiblings(tx, posting.groupId, posting.id);
  const feeds = await readPostingItems(tx, [posting.id]);
  const byItem = new Map(feeds.map((item) => [item.eventId, item]));
  if (posting.tells === 'outcome' && !siblingLive) {
    await tell(tx, posting, refusals, [...byItem.values()]);
    return;
  }
  // Half of an intercompany payment is in the target: nothing of it may be decided anew, all of it waits for this refusal's cure.
  const { stopped, freed } = siblingLive
    ? { stopped: allStopped(byItem, refusals), freed: [] }
    : splitRefused(feeds, refusals);
  await stopItems(
    tx,
    stage,
    [...stopped].flatMap(([eventId, refusal]) => {
      const item = byItem.get(eventId);
      return item ? [{ ...item, failure: failureOfRefusal(refusal, posting) }] : [];
    }),
  );
  await freeItems(
    tx,
    freed.flatMap((eventId) => byItem.get(eventId) ?? []),
  );
}

const allStopped = (items: ReadonlyMap<string, unknown>, refusals: readonly Refusal[]): Map<string, Refusal> =>
  new Map([...items.keys()].flatMap((id) => (refusals[0] ? [[id, refusals[0]] as const] : [])));

/** The item has done its part: what happens next is the business of the flow's answer, which comes before what waits behind it. */
async function tell(
  tx: Tx,
  posting: LeasedPosting,
  refusals: readonly Refusal[],
  items: readonly PostingItem[],
): Promise<void> {
  const [first] = refusals;
  const failure: Failure | null = first ? failureOfRefusal(first, posting) : null;
  await tellOutcomes(
    tx,
    items.map((item) => ({
      item,
      type: 'posting.refused',
      facts: factsJson({ ref: posting.ref, failure }),
    })),
  );
  await callBehind(tx, await postItems(tx, [posting.groupId]));
}
