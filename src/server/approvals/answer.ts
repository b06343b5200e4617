import { AppError } from '@/domain/failure';
import { appendAudit } from '../audit';
import type { Tx } from '../platform/db';
import type { WorkStage } from '../queue/catalog';
import { type ApprovalRow, askedBefore, endApproval, insertVote, lockApproval, votesOf } from '../store/approvals';
import { withWholeScope } from '../store/causes-scope';
import { settleTie } from '../ties/suggestions';
import { declinePostings, givePostings, tellVote } from './postings';
import { LIMIT_DAYS, requireVoter, type Settled, type Voter } from './rules';

export type Answered = {
  /** `asked`: more people are needed. `stale`: it could no longer be done as it was shown; `why` says what changed. */
  readonly state: 'asked' | 'given' | 'declined' | 'stale';
  readonly given: number;
  readonly needed: number;
  readonly why: string | null;
  /** What the caller rings after commit. */
  readonly rings: readonly WorkStage[];
};

/**
 * One person's answer to what a second person was asked. One who declines ends it; the last of those who are needed decides it, and
 * everything that follows happens in this transaction.
 * Errors: `APPROVAL_NOT_FOUND`, and those of `requireVoter`.
 */
export async function answerApproval(
  tx: Tx,
  id: string,
  answer: 'given' | 'declined',
  voter: Voter,
): Promise<Answered> {
  const approval = await lockApproval(tx, id);
  if (!approval)
    throw new AppError(
      'APPROVAL_NOT_FOUND',
      'exception',
      'There is no such question among the facilities you may see.',
    );
  const votes = await votesOf(tx, id);
  const beforeMinor = await withWholeScope(tx, () => askedBefore(tx, approval, LIMIT_DAYS));
  requireVoter({ approval, votes, beforeMinor }, answer, voter);
  await insertVote(tx, id, voter.voter, answer, voter.reason);
  const given = votes.filter((vote) => vote.answer === 'given').length + (answer === 'given' ? 1 : 0);
  const settled = await withWholeScope(tx, () => decide(tx, approval, answer, given, voter));
  await appendAudit(tx, {
    action: `approval.${answer}`,
    subjectKind: 'approval',
    subjectId: id,
    detail: {
      of: approval.subjectKind,
      subject: approval.subjectId,
      policy: approval.policy,
      amountMinor: approval.amountMinor,
      hash: voter.setSha256,
      given,
      needed: approval.needed,
      came: settled?.state ?? 'asked',
      why: settled?.why ?? null,
    },
  });
  const { state, why, rings } = settled ?? { state: 'asked' as const, why: null, rings: ['map'] as const };
  return { state, given, needed: approval.needed, why, rings };
}

/** What this vote decides; `null` while others are needed. */
async function decide(
  tx: Tx,
  approval: ApprovalRow,
  answer: 'given' | 'declined',
  given: number,
  voter: Voter,
): Promise<Settled | null> {
  if (answer === 'given' && given < approval.needed) {
    if (approval.subjectKind === 'postings') await tellVote(tx, approval, voter.voter);
    return null;
  }
  const settled = await settle(tx, approval, answer, voter);
  await endApproval(tx, approval.id, settled.state);
  return settled;
}

function settle(tx: Tx, approval: ApprovalRow, answer: 'given' | 'declined', voter: Voter): Promise<Settled> {
  switch (approval.subjectKind) {
    case 'postings':
      return answer === 'given'
        ? givePostings(tx, approval, voter.voter)
        : declinePostings(tx, approval, voter.voter, voter.reason);
    case 'tie':
      return settleTie(tx, approval, answer);
    case 'replay':
    case 'rules':
      // Who asked looks at the answer before going on; nothing follows by itself.
      return Promise.resolve({ state: answer, why: null, rings: [] });
  }
}
