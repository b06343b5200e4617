import { type Bar, barOf } from '@/domain/approval';
import { AppError } from '@/domain/failure';
import type { WorkStage } from '../queue/catalog';
import type { ApprovalRow, Vote } from '../store/approvals';

/** Who may answer what was asked of a second person. */
export type Voter = {
  /** As the audit names people: their email. */
  readonly voter: string;
  readonly limitMinor: bigint;
  readonly reason: string;
  /** In hex: the set they were shown. */
  readonly setSha256: string;
};

/** Limits count what was asked for the same person or payee within so many days, so that one amount is not asked for in parts. */
export const LIMIT_DAYS = 30;

/** What settling a subject came to; `rings`: what the caller rings after commit. */
export type Settled = {
  readonly state: 'given' | 'declined' | 'stale';
  readonly why: string | null;
  readonly rings: readonly WorkStage[];
};

const refuse = (code: string, words: string) => new AppError(code, 'exception', words);

type Asked = { readonly approval: ApprovalRow; readonly votes: readonly Vote[]; readonly beforeMinor: bigint };

/** What stands between this person and this answer. Right and facilities were asked for before; a limit stops agreeing only. */
function barFor({ approval, votes, beforeMinor }: Asked, answer: 'given' | 'declined', voter: Voter): Bar | null {
  const bar = barOf(
    { ...approval, voters: votes.map((vote) => vote.voter), beforeMinor, hidden: 0 },
    { email: voter.voter, mayDecide: true, limitMinor: voter.limitMinor },
  );
  return bar === 'limit' && answer === 'declined' ? null : bar;
}

/**
 * Refuses an answer that would not be a second pair of eyes on exactly this set.
 * Errors: `APPROVAL_ENDED`, `APPROVAL_SET_DIFFERS`, `APPROVAL_OWN_SET`, `APPROVAL_TWICE`, `APPROVAL_OVER_LIMIT`.
 */
export function requireVoter(asked: Asked, answer: 'given' | 'declined', voter: Voter): void {
  const bar = barFor(asked, answer, voter);
  const { approval, beforeMinor } = asked;
  if (bar !== 'ended' && approval.setSha256.toString('hex') !== voter.setSha256) {
    throw refuse(
      'APPROVAL_SET_DIFFERS',
      'Not answered: you were shown something else than what is asked for now. Load it again.',
    );
  }
  switch (bar) {
    case null:
      return;
    case 'ended':
      throw refuse('APPROVAL_ENDED', `Nothing is asked here any more. ${ENDED[approval.state]}`);
    case 'voted':
      throw refuse('APPROVAL_TWICE', 'You have answered already. The others who are needed must be other people.');
    case 'limit': {
      const before = beforeMinor === 0n ? '' : ` together with what was asked for in the last ${LIMIT_DAYS} days`;
      throw refuse(
        'APPROVAL_OVER_LIMIT',
        `This is more than your limit${before}. Someone with a higher limit has to answer.`,
      );
    }
    default:
      throw refuse('APPROVAL_OWN_SET', 'You asked for this, so another person has to answer.');
  }
}

const ENDED: Readonly<Record<ApprovalRow['state'], string>> = {
  asked: '',
  given: 'It was agreed to.',
  declined: 'It was declined.',
  stale: 'What was asked for has changed since.',
};
