import type { StateName } from '@/components/lib/places';
import type { Cell } from './queries';

/** What each leg of a scope says, worst first. A deposit pays several facilities, so cells have no mark of the bank. */
export type Marks = { readonly parcel: StateName; readonly posted: StateName; readonly gl: StateName | null };
type Sums = Pick<Cell, 'places' | 'unknownItems' | 'differsItems'>;

export function marksOf({ places, unknownItems, differsItems }: Sums): Marks {
  const parcel = places.rejected.items > 0 ? 'rejected' : places.duplicate.items > 0 ? 'duplicate' : 'posted';
  const moving = unknownItems > 0 ? 'unknown' : 'inflight';
  const posted =
    places.exception.items > 0
      ? 'exception'
      : places.held.items > 0
        ? 'held'
        : places.inFlight.items > 0
          ? moving
          : 'posted';
  return { parcel, posted, gl: differsItems > 0 ? 'rejected' : places.posted.items > 0 ? 'posted' : null };
}

export const MARK_WORDS: Readonly<Record<StateName, string>> = {
  posted: 'ties',
  inflight: 'in flight',
  exception: 'exception',
  unknown: 'unknown',
  held: 'held',
  duplicate: 'duplicate',
  rejected: 'differs',
};
