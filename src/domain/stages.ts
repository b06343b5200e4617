/** The ordered life of a dollar through Tieout. Nothing else in the product enumerates the stages. */
export const STAGES = ['receive', 'parse', 'canonicalize', 'map', 'post', 'confirm', 'reconcile'] as const;
export type Stage = (typeof STAGES)[number];

/** The seven places of a received dollar; `unknown` is drawn inside `inFlight` and never added to it. */
export const PLACES = ['posted', 'inFlight', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type Place = (typeof PLACES)[number];

/** States of an event. `ready` and `mapped` are in flight as long as nobody is needed; nothing is confirmed. */
export const EVENT_STATES = ['ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/**
 * How an event stands. `waiting` is a ready event behind one of its key that a person has to see to: it is stopped too, by
 * the cause in front of it, and goes on by itself once that one is settled.
 */
export type Standing = EventState | 'waiting';

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

/** An event in one of these states never moves again by itself and never blocks a later event of its key. */
export const EVENT_STATES_FINAL: readonly EventState[] = ['posted', 'duplicate', 'rejected'];

/**
 * States of a posting. `open` gathers lines of a summary journal; `unknown` means sent without a readable answer and is
 * probed by key, never sent again until two reads found nothing; `held` waits for a person.
 */
export const POSTING_STATES = [
  'open',
  'ready',
  'intent',
  'sent',
  'unknown',
  'confirmed',
  'rejected',
  'held',
  'superseded',
] as const;
export type PostingState = (typeof POSTING_STATES)[number];

/** The only moves a posting may make. Anything else in its history is a bug. */
export const POSTING_MOVES: Readonly<Record<PostingState, readonly PostingState[]>> = {
  open: ['ready', 'superseded'],
  ready: ['intent', 'superseded'],
  intent: ['sent', 'unknown', 'rejected', 'ready'],
  sent: ['confirmed', 'held', 'unknown'],
  unknown: ['confirmed', 'ready', 'held'],
  confirmed: [],
  rejected: ['superseded', 'held', 'ready'],
  held: ['confirmed', 'superseded', 'unknown'],
  superseded: [],
};

export const canMove = (from: PostingState, to: PostingState): boolean => POSTING_MOVES[from].includes(to);
