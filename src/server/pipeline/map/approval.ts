import { sha256 } from '../../platform/crypto';
import type { Tx } from '../../platform/db';
import { askApproval } from '../../store/approvals';
import type { NewPosting } from '../../store/mapping';
import type { Group } from './group';

type Proposed = { readonly groupId: string; readonly group: Group; readonly postings: readonly NewPosting[] };

/**
 * Asks a second person about each proposed group. The approval is bound to the hash of what would be sent: its lines, amounts,
 * dates and targets.
 */
export async function askFor(tx: Tx, proposed: readonly Proposed[]): Promise<void> {
  for (const { groupId, group, postings } of proposed) {
    const member = group.members[0];
    const approval = member?.draft.approval;
    if (!member || !approval) continue;
    await askApproval(tx, {
      subjectKind: 'postings',
      subjectId: groupId,
      flowCode: member.item.flowCode,
      setSha256: hashOf(group, postings),
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

const hashOf = (group: Group, postings: readonly NewPosting[]): Buffer =>
  sha256(
    JSON.stringify([
      postings.map((p) => [p.key, p.entity, p.period, p.postingDate, p.kind, p.targetId, p.header]),
      group.members.map((m) =>
        m.draft.lines.map((l) => [
          l.entity,
          l.account,
          l.costCenter,
          l.facility,
          l.affiliate,
          l.amountMinor.toString(),
        ]),
      ),
    ]),
  );
