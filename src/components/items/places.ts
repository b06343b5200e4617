import { PLACE_WORDS } from '@/components/lib/places';
import { PLACES } from '@/domain/stages';

/** What a number of the equation may stand for: a place, the whole, what is not posted, what nobody can tell yet, or what waits behind. */
export const ITEM_PLACES = ['received', 'not-posted', ...PLACES, 'unknown', 'waiting'] as const;
export type ItemPlace = (typeof ITEM_PLACES)[number];

export const ITEM_PLACE_WORDS: Readonly<Record<ItemPlace, string>> = {
  ...PLACE_WORDS,
  received: 'Received',
  'not-posted': 'Not posted',
  unknown: 'Unknown',
  waiting: 'Waiting',
};
