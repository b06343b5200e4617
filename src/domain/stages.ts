/** The ordered life of an amount through Tieout. Nothing else in the product enumerates the stages. */
export const STAGES = ['receive', 'parse', 'canonicalize', 'map', 'post', 'confirm', 'reconcile'] as const;
export type Stage = (typeof STAGES)[number];

/** The seven places of a received dollar; `unknown` is drawn inside `inFlight` and never added to it. */
export const PLACES = ['posted', 'inFlight', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type Place = (typeof PLACES)[number];

/** States of an item: where an event stands in one flow. `ready` and `mapped` are in flight as long as nobody is needed; nothing is confirmed. */
export const ITEM_STATES = ['ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/**
 * How an event stands. `waiting` is a ready event behind one of its key that a person has to see to: it is stopped too, by
 * the cause in front of it, and goes on by itself once that one is settled.
 */
export type Standing = ItemState | 'waiting';

export const PLACE_OF: Readonly<Record<Standing, Place>> = {
  ready: 'inFlight',
  mapped: 'inFlight',
  waiting: 'exception',
  posted: 'posted',
  exception: 'exception',
  held: 'held',
  duplicate: 'duplicate',
  rejected: 'rejected',
};

/** An item in one of these states never moves again by itself and never blocks a later item of its key. */
export const ITEM_STATES_FINAL: readonly ItemState[] = ['posted', 'duplicate', 'rejected'];

/** The only moves an item may make; the statements that move items are built from this. */
export const ITEM_MOVES: Readonly<Record<ItemState, readonly ItemState[]>> = {
  ready: ['mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected'],
  mapped: ['posted', 'ready', 'exception', 'held', 'rejected'],
  exception: ['ready', 'mapped', 'held', 'rejected'],
  held: ['ready', 'mapped', 'exception', 'rejected'],
  // Only a person takes back what is posted, by putting another parcel in its place.
  posted: ['ready'],
  duplicate: [],
  rejected: [],
};

/** States from which an item may come into this one. */
export const itemStatesBefore = (to: ItemState): ItemState[] =>
  ITEM_STATES.filter((from) => ITEM_MOVES[from].includes(to));

/** What became of a parcel as a whole. */
export const DISPOSITIONS = ['accepted', 'duplicate', 'conflict', 'stopped', 'refused', 'rejected'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/**
 * States of a posting. `open` gathers lines of a summary; `proposed` waits for a second person; `queued` was taken by a target
 * that decides later (its job reference is held); `unknown` means sent without a readable answer and is probed by key, never
 * sent again until two reads found nothing; `held` waits for a person.
 */
export const POSTING_STATES = [
  'open',
  'proposed',
  'ready',
  'intent',
  'queued',
  'sent',
  'unknown',
  'confirmed',
  'rejected',
  'held',
  'superseded',
] as const;
export type PostingState = (typeof POSTING_STATES)[number];

/** The only moves a posting may make; the statements that move postings are built from this. */
export const POSTING_MOVES: Readonly<Record<PostingState, readonly PostingState[]>> = {
  open: ['ready', 'superseded'],
  proposed: ['ready', 'superseded'],
  ready: ['intent', 'superseded'],
  intent: ['queued', 'sent', 'unknown', 'rejected', 'ready'],
  queued: ['sent', 'unknown', 'rejected', 'held', 'queued', 'confirmed'],
  sent: ['sent', 'confirmed', 'held', 'unknown'],
  unknown: ['unknown', 'confirmed', 'ready', 'held', 'queued'],
  confirmed: [],
  rejected: ['superseded', 'held', 'ready'],
  held: ['confirmed', 'superseded', 'unknown'],
  superseded: [],
};

/** States from which a posting may come into this one. */
export const postingStatesBefore = (to: PostingState): PostingState[] =>
  POSTING_STATES.filter((from) => POSTING_MOVES[from].includes(to));

/** The document is in the target, may be, or will be without anyone doing anything: nothing of it may be asked for anew. */
export const POSTING_LIVE: readonly PostingState[] = [
  'open',
  'proposed',
  'ready',
  'intent',
  'queued',
  'sent',
  'unknown',
  'confirmed',
  'held',
];
/** In the target, or possibly. */
export const POSTING_MAYBE_BOOKED: readonly PostingState[] = [
  'intent',
  'queued',
  'sent',
  'unknown',
  'confirmed',
  'held',
];
/** Nothing has left the house. */
export const POSTING_UNSENT: readonly PostingState[] = ['open', 'proposed', 'ready'];
/** Nothing more will happen by itself. */
export const POSTING_SETTLED: readonly PostingState[] = ['confirmed', 'superseded'];
