import { formatMoney } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import type { IconName } from '@/components/ui/icon';
import type { Bar } from '@/domain/approval';
import type { ApprovalView } from '@/server/read/approvals';

/** Every word of an approval. */
export const VIEW_WORDS: Readonly<Record<ApprovalView, string>> = {
  waiting: 'Waiting',
  mine: 'Asked by me',
  decided: 'Decided',
};
/** In the order of their tabs. */
export const APPROVAL_VIEWS_SHOWN: readonly ApprovalView[] = ['waiting', 'mine', 'decided'];
export const viewFrom = (value: unknown): ApprovalView => (value === 'mine' || value === 'decided' ? value : 'waiting');

type Kind = 'postings' | 'replay' | 'tie' | 'rules';
export const KIND_LOOKS: Readonly<
  Record<Kind, { readonly word: string; readonly many: string; readonly icon: IconName }>
> = {
  postings: { word: 'Posting', many: 'Postings', icon: 'cash' },
  replay: { word: 'Replay', many: 'Replays', icon: 'replays' },
  tie: { word: 'Match', many: 'Matches', icon: 'match' },
  rules: { word: 'Rules', many: 'Rules', icon: 'master' },
};

export const STATE_LOOKS: Readonly<
  Record<'asked' | 'given' | 'declined' | 'stale', { readonly state: StateName; readonly word: string }>
> = {
  asked: { state: 'held', word: 'Waits for approval' },
  given: { state: 'posted', word: 'Approved' },
  declined: { state: 'rejected', word: 'Declined' },
  stale: { state: 'duplicate', word: 'Changed since, not decided' },
};

const BAR_WORDS: Readonly<Record<Exclude<Bar, 'limit'>, string>> = {
  ended: 'Nothing is asked here any more.',
  right: 'Your role does not answer approvals.',
  maker: 'You made this request, so another person has to answer.',
  asked: 'You asked for this, so another person has to answer.',
  voted: 'You have answered already; the others who are needed are other people.',
  hidden: 'Part of it lies outside your facilities. Whoever answers has to see all of it.',
};

/** Why this person cannot approve; null when they can. */
export const barWords = (bar: Bar | null, limitMinor: bigint): string | null =>
  bar === null ? null : bar === 'limit' ? `This is more than your ${formatMoney(limitMinor)} limit.` : BAR_WORDS[bar];

/** Who may not say yes to the amount may still say no. */
export const declineBar = (bar: Bar | null): string | null => (bar === null || bar === 'limit' ? null : BAR_WORDS[bar]);

/** `Approve and send 2 documents`, `Approve and join 3 entries`. */
export function approveWords(detail: {
  readonly kind: Kind;
  readonly needed: number;
  readonly given: number;
  readonly postings: readonly unknown[];
  readonly match: { readonly entries: readonly unknown[] } | null;
}): string {
  if (detail.needed - detail.given > 1) return `Approve, ${detail.given + 1} of ${detail.needed}`;
  if (detail.match) return `Approve and join ${detail.match.entries.length} entries`;
  const count = detail.postings.length;
  return count === 0 ? 'Approve' : `Approve and send ${count === 1 ? '1 document' : `${count} documents`}`;
}
