import { formatItems } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import type { ItemStatus, Outcome } from '@/server/read/replays-progress';
import type { ReplayAction } from '@/server/store/replays';

/** Every word of a manifest. Green is said of confirmed items only; sent is blue. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly state: StateName; readonly word: string }>> = {
  frozen: { state: 'held', word: 'Frozen' },
  waits: { state: 'held', word: 'Waits for approval' },
  paused: { state: 'held', word: 'Paused' },
  sending: { state: 'inflight', word: 'Sending' },
  'in-flight': { state: 'inflight', word: 'Sent, not confirmed' },
  'stopped-again': { state: 'exception', word: 'Stopped again' },
  settled: { state: 'posted', word: 'Confirmed or explained' },
  aborted: { state: 'rejected', word: 'Aborted' },
};

type StatusLook = { readonly state: StateName; readonly word: string };

/** In the order in which progress is read: what is certain first. */
export const STATUSES: Readonly<Record<ItemStatus, StatusLook>> = {
  confirmed: { state: 'posted', word: 'Confirmed by ERP' },
  sent: { state: 'inflight', word: 'Sent, not confirmed' },
  unknown: { state: 'unknown', word: 'Unknown, probing' },
  waiting: { state: 'held', word: 'Waiting in order' },
  unsent: { state: 'held', word: 'Not sent' },
  stopped: { state: 'exception', word: 'Stopped again' },
  rejected: { state: 'rejected', word: 'Rejected' },
  duplicate: { state: 'duplicate', word: 'Duplicate' },
  skipped: { state: 'held', word: 'Skipped' },
};

export const MOVING: readonly ItemStatus[] = ['confirmed', 'sent', 'unknown', 'waiting', 'unsent'];
export const LEFT: readonly ItemStatus[] = ['stopped', 'rejected', 'duplicate', 'skipped'];

const VERBS: Readonly<Record<ReplayAction, string>> = {
  release: 'Send',
  accept: 'Accept and send',
  unapplied: 'Post to unapplied:',
  reject: 'Reject',
  'accept-parcel': 'Accept and read again:',
  'replace-parcel': 'Replace the first by',
};

/** “Send 231 items”. */
export const sendWords = (action: ReplayAction, items: number): string => `${VERBS[action]} ${formatItems(items)}`;

/** What the action does, in a line. */
export const ACTION_WORDS: Readonly<Record<ReplayAction, string>> = {
  release: 'goes through the map stage again, under the rules of now',
  accept: 'is accepted as the payer sent it and mapped again',
  unapplied: 'posts its cash to unapplied cash',
  reject: 'is rejected; nothing is posted',
  'accept-parcel': 'is accepted and read again, claim by claim',
  'replace-parcel': 'takes the place of the first one, which is taken back, and is read again, claim by claim',
};

/** The status an address asks for; anything else means all. */
export const statusFrom = (value: unknown): ItemStatus | null =>
  typeof value === 'string' && Object.hasOwn(STATUSES, value) ? (value as ItemStatus) : null;
