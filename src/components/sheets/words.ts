import type { StateName } from '@/components/lib/places';
import type { Kind } from '@/domain/kinds';
import type { PostingState } from '@/domain/stages';

/** Words of documents. Green is said of confirmed ones only; sent is blue. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  journal: 'Journal',
  statistical: 'Statistical journal',
  'ap-invoice': 'Payables voucher',
  receipt: 'Receipt',
  'stock-move': 'Stock move',
  'purchase-request': 'Purchase request',
  reservation: 'Reservation',
  callback: 'Message',
};

export const POSTING_LOOKS: Readonly<Record<PostingState, { readonly state: StateName; readonly word: string }>> = {
  open: { state: 'inflight', word: 'Being gathered' },
  proposed: { state: 'held', word: 'Waits for approval' },
  ready: { state: 'inflight', word: 'To be sent' },
  intent: { state: 'inflight', word: 'Being sent' },
  queued: { state: 'inflight', word: 'Taken, not decided' },
  sent: { state: 'inflight', word: 'Sent, not confirmed' },
  unknown: { state: 'unknown', word: 'No answer, probing' },
  confirmed: { state: 'posted', word: 'Confirmed' },
  rejected: { state: 'rejected', word: 'Refused' },
  held: { state: 'held', word: 'Held' },
  superseded: { state: 'held', word: 'Taken back before it was sent' },
};

/** Rungs of the matching, from certain to guessed. */
const TIERS: Readonly<Record<number, string>> = {
  1: 'Payer, trace and amount',
  2: 'Trace, differently written',
  3: 'Check number',
  4: 'Payer, amount and day',
  5: 'Several remits for one deposit',
  6: 'Trace, differing amounts',
};
export const tierWords = (tier: number): string => TIERS[tier] ?? `Tier ${tier}`;
