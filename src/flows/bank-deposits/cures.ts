import type { Cure } from '../flow';

/** What a person can decide of a stopped line. A mapped account or code is master data; the line is then decided anew. */
export const cures = {
  'map-account': { word: 'Map account', action: 'release' },
  release: { word: 'Release', action: 'release' },
  match: { word: 'Match', action: 'release' },
  'is-deposit': { word: 'Deposit', action: 'judge', mark: 'is-deposit' },
  'is-return': { word: 'Returned deposit', action: 'judge', mark: 'is-return' },
  'is-fee': { word: 'Bank fee', action: 'judge', mark: 'is-fee' },
  'is-sweep': { word: 'Own transfer', action: 'judge', mark: 'is-sweep' },
  'is-payment': { word: 'Payment', action: 'judge', mark: 'is-payment' },
  unidentified: { word: 'Unidentified', action: 'judge', mark: 'unidentified' },
  handled: { word: 'Handled', action: 'judge', mark: 'handled' },
  'accept-statement': { word: 'Accept', action: 'accept-parcel' },
  reject: { word: 'Reject', action: 'reject' },
} as const satisfies Record<string, Cure>;
