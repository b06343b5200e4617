import { wordsOf } from '@/components/lib/flow-words';
import type { StateName } from '@/components/lib/places';
import type { RefundView } from '@/server/read/refunds';

export const REFUND_FLOW = 'refund-to-disbursement';

/** How a refund looks in each of its states; its words are its flow's. What is not named here moves. */
const LOOKS: Readonly<Partial<Record<string, StateName>>> = {
  review: 'held',
  awaiting: 'held',
  'no-refund': 'held',
  returned: 'exception',
  stale: 'exception',
  unclaimed: 'exception',
  voided: 'held',
  cleared: 'posted',
  carded: 'posted',
  tied: 'posted',
  acknowledged: 'posted',
  escheated: 'held',
  declined: 'rejected',
  cancelled: 'rejected',
  restored: 'duplicate',
  settled: 'duplicate',
};

export const stateOf = (state: string): { readonly state: StateName; readonly word: string } => ({
  state: LOOKS[state] ?? 'inflight',
  word: wordsOf(REFUND_FLOW).states?.[state] ?? state,
});

export const REFUND_VIEW_WORDS: Readonly<Record<RefundView, string>> = {
  open: 'On their way',
  concern: 'With a concern',
  ended: 'Ended',
  all: 'All',
};
const VIEWS: readonly RefundView[] = ['open', 'concern', 'ended', 'all'];
export const REFUND_VIEWS_SHOWN = VIEWS;
export const refundViewFrom = (value: unknown): RefundView => VIEWS.find((view) => view === value) ?? 'open';

const DAY_MS = 86_400_000;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`);

export type ClockLook = {
  readonly look: '' | 'warn' | 'late' | 'stop';
  /** Of 100. */
  readonly share: number;
  readonly words: string;
};

/** Days from whoever knew of it to the day it is due; amber in its last quarter, red after it, grey when it has stopped. */
export function clockOf(
  clock: { readonly from: string; readonly due: string },
  today: string,
  ended: boolean,
): ClockLook {
  const whole = Math.max(1, Math.round((dayOf(clock.due) - dayOf(clock.from)) / DAY_MS));
  const gone = Math.max(0, Math.round((dayOf(today) - dayOf(clock.from)) / DAY_MS));
  const left = whole - gone;
  const share = Math.min(100, Math.round((gone * 100) / whole));
  if (ended) return { look: 'stop', share, words: 'stopped' };
  if (left < 0) return { look: 'late', share: 100, words: `${-left} d late` };
  return { look: gone * 4 >= whole * 3 ? 'warn' : '', share, words: `day ${gone} of ${whole}, ${left} d left` };
}
