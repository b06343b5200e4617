import type { Cure } from '../flow';

/** What a person can decide of a stopped remittance. Mapping and adopting change master data; the item is then decided anew. */
export const cures = {
  adopt: { word: 'Adopt', action: 'release' },
  'map-payer': { word: 'Map payer', action: 'release' },
  'map-payee': { word: 'Map payee', action: 'release' },
  'map-plb': { word: 'Map reason', action: 'release' },
  release: { word: 'Release', action: 'release' },
  accept: { word: 'Accept', action: 'judge', mark: 'accepted' },
  unapplied: { word: 'Unapplied', action: 'judge', mark: 'unapplied' },
  'replace-remit': { word: 'Replace the first', action: 'replace-parcel' },
  'both-real': { word: 'Both are real', action: 'accept-parcel' },
  reject: { word: 'Reject', action: 'reject' },
} as const satisfies Record<string, Cure>;
