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

/**
 * Refuses a vote that would not be a second pair of eyes on exactly this set.
 * Errors: `APPROVAL_ENDED`, `APPROVAL_SET_DIFFERS`, `APPROVAL_OWN_SET`, `APPROVAL_TWICE`.
 */
export function requireVoter(approval: ApprovalRow, votes: readonly Vote[], { voter, setSha256 }: Voter): void {
  if (approval.state !== 'asked') {
    const words = {
      given: 'It was agreed to.',
      declined: 'It was declined.',
      stale: 'What was asked for has changed since.',
    };
    throw refuse('APPROVAL_ENDED', `Nothing is asked here any more. ${words[approval.state]}`);
  }
  if (approval.setSha256.toString('hex') !== setSha256) {
    throw refuse(
      'APPROVAL_SET_DIFFERS',
      'Not answered: you were shown something else than what is asked for now. Load it again.',
    );
  }
  if (voter === approval.maker || voter === approval.askedBy) {
    throw refuse('APPROVAL_OWN_SET', 'You asked for this, so another person has to answer.');
  }
  if (votes.some((vote) => vote.voter === voter)) {
    throw refuse('APPROVAL_TWICE', 'You have answered already. The others who are needed must be other people.');
  }
}

/** Refuses to agree to more than one's limit. Error: `APPROVAL_OVER_LIMIT`. */
export function requireLimit(approval: ApprovalRow, beforeMinor: bigint, { limitMinor }: Voter): void {
  const own = approval.amountMinor < 0n ? -approval.amountMinor : approval.amountMinor;
  if (own + beforeMinor <= limitMinor) return;
  const before = beforeMinor === 0n ? '' : ` together with what was asked for in the last ${LIMIT_DAYS} days`;
  throw refuse(
    'APPROVAL_OVER_LIMIT',
    `This is more than your limit${before}. Someone with a higher limit has to answer.`,
  );
}
