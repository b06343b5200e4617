import { formatMoney } from '@/components/lib/format';
import { STATE_OF_PLACE } from '@/components/lib/places';
import { Badge } from '@/components/ui/state';
import { PLACES, type Place } from '@/domain/stages';
import type { TraceData } from './queries';

/** Who needs it first: what is stopped before what moves before what is done. */
const ORDER: readonly Place[] = ['exception', 'held', 'rejected', 'duplicate', 'inFlight', 'posted'];

/** The state of the payment at a glance: all of it in one word, or the words with their amounts when it is mixed. */
export function TraceBadges({ trace: { parcel, graph, places, differences } }: { trace: TraceData }) {
  const held = PLACES.filter((place) => places.places[place].items > 0);
  const mixed = held.length > 1;
  const wordOf = (place: Place): string | undefined => {
    const takenBack = place === 'rejected' && parcel.replacedById !== null ? 'Taken back' : undefined;
    // Done, and no account moved: “Posted” alone would promise a document.
    const nothing = place === 'posted' && graph.debitMinor === 0n ? 'Nothing to book' : undefined;
    const own = takenBack ?? nothing;
    return mixed ? `${own ?? WORDS[place]} ${formatMoney(places.places[place].amountMinor)}` : own;
  };
  return (
    <>
      {ORDER.filter((place) => held.includes(place)).map((place) => (
        <Badge
          key={place}
          state={place === 'inFlight' && places.unknown.items > 0 ? 'unknown' : STATE_OF_PLACE[place]}
          word={wordOf(place)}
        />
      ))}
      {differences.map(({ number, differenceMinor }) => (
        <Badge
          key={number}
          state="rejected"
          word={`ERP booked ${formatMoney(differenceMinor < 0n ? -differenceMinor : differenceMinor)} ${
            differenceMinor < 0n ? 'less' : 'more'
          }`}
        />
      ))}
    </>
  );
}

const WORDS: Readonly<Record<Place, string>> = {
  posted: 'Posted',
  inFlight: 'In flight',
  exception: 'Exception',
  held: 'Held',
  duplicate: 'Duplicate',
  rejected: 'Rejected',
};
