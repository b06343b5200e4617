import type { Cure } from '../flow';

/** How people end a stop of this flow. */
export const cures: Readonly<Record<string, Cure>> = {
  release: { word: 'Try again', action: 'release' },
  reject: { word: 'Reject', action: 'reject' },
  'not-duplicate': { word: 'Not a duplicate', action: 'judge', mark: 'not-duplicate' },
  'credit-checked': { word: 'Credit checked', action: 'judge', mark: 'credit-checked' },
  'accept-parcel': { word: 'Work this file', action: 'accept-parcel' },
};
