import { type Failure, titleOf } from '@/domain/failure';
import { findFlow } from '@/flows/registry';
import type { Tx } from '../platform/db';
import { type ApprovalRow, stillAsked } from '../store/approvals';
import { callKeys } from '../store/claiming';
import { lockMaster } from '../store/master-snapshot';
import { tellOutcomes } from '../store/outcomes';
import {
  decideAnew,
  type HeldItem,
  hashOfGroups,
  lockHeldItems,
  lockProposed,
  proposedGroups,
  proposedLines,
  refOf,
  rejectHeld,
  releaseGroups,
  withdrawGroups,
} from '../store/proposed';
import { enterTies } from '../store/ties';
import { recheck } from './recheck';
import type { Settled } from './rules';

/** What an answer does to the documents it was asked about. Everything is done under the locks of the items and the postings. */

const GONE = 'What was asked for was taken back meanwhile.';

type Proposed = { readonly items: readonly HeldItem[]; readonly groupIds: readonly string[] };

async function lockAll(tx: Tx, approval: ApprovalRow): Promise<Proposed> {
  const items = await lockHeldItems(tx, approval.subjectId);
  return { items, groupIds: await proposedGroups(tx, items) };
}

/**
 * Agreed: the documents go to their targets if they still can. When a code was closed or a month has ended since, they are taken
 * back and the items are decided anew, which asks again for what will then be sent.
 */
export async function givePostings(tx: Tx, approval: ApprovalRow, by: string): Promise<Settled> {
  const { items, groupIds } = await lockAll(tx, approval);
  // The master data of now, held still until this is committed: a period that is closed afterwards finds the posting on its way.
  const master = await lockMaster(tx);
  const postings = await lockProposed(tx, groupIds);
  if (items.length === 0 || !groupIds.includes(approval.subjectId)) return { state: 'stale', why: GONE, rings: [] };
  const others = (await stillAsked(tx, groupIds)).filter((other) => other.id !== approval.id);
  const changed = !(await hashOfGroups(tx, groupIds)).equals(approval.setSha256);
  const refused = recheck(
    postings,
    await proposedLines(
      tx,
      postings.map((posting) => posting.id),
    ),
    master,
  );
  if (changed || refused) {
    await withdrawGroups(tx, groupIds, approval.id);
    await decideAnew(tx, items);
    const what = refused ? titleIn(approval.flowCode, refused) : 'It was changed since it was asked for';
    return {
      state: 'stale',
      why: `${what}. It is drafted anew, and asked for again if it still has to be.`,
      rings: ['map'],
    };
  }
  await tell(tx, approval, items, 'approval.given', { by });
  // Documents of one item that different people are asked about go together, after the last of them.
  if (others.length > 0) return { state: 'given', why: null, rings: ['map'] };
  await releaseGroups(tx, groupIds, items);
  return { state: 'given', why: null, rings: ['post', 'map'] };
}

/** Declined: nothing of it is ever sent, and what it was asked for is rejected. */
export async function declinePostings(tx: Tx, approval: ApprovalRow, by: string, reason: string): Promise<Settled> {
  const { items, groupIds } = await lockAll(tx, approval);
  await lockProposed(tx, groupIds);
  if (items.length === 0) return { state: 'stale', why: GONE, rings: [] };
  await withdrawGroups(tx, groupIds, approval.id);
  const freed = await rejectHeld(tx, items, reason === '' ? `declined by ${by}` : `declined by ${by}: ${reason}`);
  // A flow with a memory is told, and says itself what becomes of its ties; any other would leave them open for ever.
  await enterTies(
    tx,
    [],
    items
      .filter((item) => !remembers(item.flowCode))
      .map((item) => ({ sourceId: item.eventId, flowCode: item.flowCode })),
  );
  await tell(tx, approval, items, 'approval.declined', { by, reason });
  await callKeys(
    tx,
    freed.map((row) => row.key),
  );
  return { state: 'declined', why: null, rings: ['map'] };
}

/** Tells flows of one vote that is not the last. */
export async function tellVote(tx: Tx, approval: ApprovalRow, by: string): Promise<void> {
  await tell(tx, approval, await lockHeldItems(tx, approval.subjectId), 'approval.given', { by });
}

const titleIn = (flowCode: string | null, why: Failure): string =>
  findFlow(flowCode ?? '')?.failures[why.code]?.title(why) ?? titleOf(why);

const remembers = (flowCode: string): boolean => findFlow(flowCode)?.memory !== undefined;

async function tell(
  tx: Tx,
  approval: ApprovalRow,
  items: readonly HeldItem[],
  type: 'approval.given' | 'approval.declined',
  facts: Readonly<Record<string, string>>,
): Promise<void> {
  const ref = await refOf(tx, approval.subjectId);
  await tellOutcomes(
    tx,
    items
      .filter((item) => remembers(item.flowCode))
      .map((item) => ({ item, type, facts: JSON.stringify({ ref, ...facts }) })),
  );
}
