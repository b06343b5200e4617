import type { IconName } from '@/components/ui/icon';
import type { Place } from '@/domain/stages';

/** One word, one icon and one colour per state, the same everywhere. */
export type StateName = 'posted' | 'inflight' | 'exception' | 'unknown' | 'held' | 'duplicate' | 'rejected';

export const STATE_WORDS: Readonly<Record<StateName, string>> = {
  posted: 'Posted',
  inflight: 'In flight',
  exception: 'Exception',
  unknown: 'Unknown',
  held: 'Held',
  duplicate: 'Duplicate',
  rejected: 'Rejected',
};

export const STATE_ICONS: Readonly<Record<StateName, IconName>> = {
  posted: 'posted',
  inflight: 'inflight',
  exception: 'exception',
  unknown: 'unknown',
  held: 'held',
  duplicate: 'duplicate',
  rejected: 'rejected',
};

export const STATE_OF_PLACE: Readonly<Record<Place, StateName>> = {
  posted: 'posted',
  inFlight: 'inflight',
  exception: 'exception',
  held: 'held',
  duplicate: 'duplicate',
  rejected: 'rejected',
};

/** The place's word in sums. What is rejected is nobody's work any more, whoever rejected it: the sender, a person, or what took its place. */
export const PLACE_WORDS: Readonly<Record<Place, string>> = {
  posted: 'Posted',
  inFlight: 'In flight',
  exception: 'Exception',
  held: 'Held',
  duplicate: 'Duplicate',
  rejected: 'Rejected or replaced',
};
