import type { Tx } from '../../platform/db';
import { askApproval } from '../../store/approvals';
import { hashOfGroups, proposedGroups } from '../../store/proposed';
import type { Group } from './group';

type Proposed = { readonly groupId: string; readonly group: Group };

/**
 * Asks a second person about each proposed group that says so. The approval is bound to the hash of everything that would be sent
 * with it: all documents of its item, their lines, amounts, dates and targets.
 */
export async function askFor(tx: Tx, proposed: readonly Proposed[]): Promise<void> {
  for (const { groupId, group } of proposed) {
    const member = group.members[0];
    const approval = member?.draft.approval;
    if (!member || !approval) continue;
    const items = group.members.map(({ item }) => ({ eventId: item.id, flowCode: item.flowCode }));
    await askApproval(tx, {
      subjectKind: 'postings',
      subjectId: groupId,
      flowCode: member.item.flowCode,
      setSha256: await hashOfGroups(tx, await proposedGroups(tx, items)),
      policy: approval.policy,
      title: member.draft.description ?? member.draft.ref,
      asset: approval.amount.asset,
      amountMinor: approval.amount.minor,
      per: approval.per ?? null,
      maker: approval.maker,
      needed: approval.needed,
      facilityIds: [...new Set(group.members.flatMap((m) => m.facilityId ?? []))],
    });
  }
}
