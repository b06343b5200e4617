import { assetOf, formatAmount } from '@/domain/amount';
import { PLACES } from '@/domain/stages';
import { visible } from '@/domain/visible';
import type { MeasurePlaces } from '@/server/read/places';
import { flowOfFilter, MONEY } from '@/server/read/scope';
import type { Stopped } from '@/server/store/file-ledger';

/** Where the amounts of one flow and asset are, for a terminal. Measures are never added to each other. */

/** The one measure whose places are printed one under the other; every further one is a line. */
export const isShown = ({ flow, asset }: MeasurePlaces): boolean =>
  flow === null || (flow === flowOfFilter({}) && asset === MONEY);

const amountOf = (asset: string, minor: bigint): string => formatAmount({ asset: assetOf(asset), minor });

/** What a script reads of one flow and asset. */
export function plainOf({ flow, asset, places }: MeasurePlaces) {
  const held = PLACES.map((place) => [place, amountOf(asset, places.places[place].amountMinor)]);
  return {
    flow,
    asset,
    received: amountOf(asset, places.receivedMinor),
    items: places.items,
    places: Object.fromEntries(held) as Record<string, string>,
    sums: places.sums,
  };
}

export function lineOf({ flow, asset, places }: MeasurePlaces): string {
  const held = PLACES.filter((place) => places.places[place].items > 0).map(
    (place) => `${place} ${amountOf(asset, places.places[place].amountMinor)}`,
  );
  return `${flow} in ${asset}: received ${amountOf(asset, places.receivedMinor)}, ${held.join(', ')}`;
}

/** What a script reads of a cause. `booked`: its items are in the books, and off by the amount. */
export const plainStop = ({ flow, asset, cause, title, amountMinor, items, booked }: Stopped) => ({
  flow,
  asset,
  cause,
  title,
  amount: amountOf(asset, amountMinor),
  items,
  booked,
});

export const stopLine = ({ asset, cause, title, amountMinor, booked }: Stopped): string =>
  `${booked ? 'booked, and off by' : 'stopped'} ${amountOf(asset, amountMinor)}: ${visible(title)} (${cause})`;
