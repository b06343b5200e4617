import type { StateName } from '@/components/lib/places';
import type { DepositPlace } from '@/server/read/cash';
import type { SuggestedTie } from '@/server/read/cash-moved';
import type { OpenView } from '@/server/read/cash-open';

export const PLACE_LOOKS: Readonly<Record<DepositPlace, { readonly state: StateName; readonly word: string }>> = {
  matched: { state: 'posted', word: 'Matched' },
  suggested: { state: 'held', word: 'Suggested' },
  differs: { state: 'exception', word: 'Amount differs' },
  unmatched: { state: 'exception', word: 'No remit' },
};
/** In the order of the equation. */
export const PLACES_SHOWN: readonly DepositPlace[] = ['matched', 'suggested', 'differs', 'unmatched'];

/** The list that holds the rest of a place; matched ones need nobody. */
export const VIEW_OF_PLACE: Readonly<Record<DepositPlace, OpenView | null>> = {
  matched: null,
  suggested: 'suggested',
  differs: 'differs',
  unmatched: 'no-remit',
};

export const OPEN_WORDS: Readonly<Record<OpenView, string>> = {
  suggested: 'Suggested',
  differs: 'Differs',
  'no-remit': 'No remit',
  'no-deposit': 'No deposit',
};
type Standing = { readonly state: 'open' | 'asked' | 'accepted' | 'declined' | 'stale'; readonly asMade: boolean };

/** How a suggestion stands: what has moved since is never shown as one that may be agreed to. */
export function suggestionLook({ state, asMade }: Standing): { readonly state: StateName; readonly word: string } {
  if (state === 'accepted') return { state: 'posted', word: 'Joined by two people' };
  if (state === 'declined') return { state: 'rejected', word: 'Declined' };
  if (state === 'stale' || !asMade) return { state: 'duplicate', word: 'Changed since' };
  return { state: 'held', word: state === 'asked' ? 'Asked, waits for a second person' : 'Suggested' };
}

/** What one side of it is now. */
export const TIE_NOW_WORDS: Readonly<Record<SuggestedTie['now'], string>> = {
  same: 'as it was',
  moved: 'another entry of it has come or gone',
  joined: 'was joined with something else',
  tied: 'is tied: what it lacked has come',
  gone: 'was taken back',
};

const VIEWS: readonly OpenView[] = ['suggested', 'differs', 'no-remit', 'no-deposit'];
export const OPEN_VIEWS_SHOWN = VIEWS;
export const openViewFrom = (value: unknown): OpenView => VIEWS.find((view) => view === value) ?? 'suggested';

const PERIOD = /^\d{4}-(0[1-9]|1[0-2])$/;
export const periodFrom = (value: unknown): string | null =>
  typeof value === 'string' && PERIOD.test(value) ? value : null;

export const EMPTY_WORDS: Readonly<Record<OpenView, readonly [title: string, body: string]>> = {
  suggested: [
    'No match waits for a person',
    'What the rules cannot decide alone is suggested here, with its evidence.',
  ],
  differs: ['No deposit differs from its remit', 'A deposit and a remit with one trace and two amounts stand here.'],
  'no-remit': ['Every deposit has its remit', 'A deposit that no remit explains yet stands here until one comes.'],
  'no-deposit': ['Every remit has its deposit', 'A remit whose money the bank has not shown yet stands here.'],
};
