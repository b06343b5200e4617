import Link from 'next/link';
import { formatAsset, percentOf } from '@/components/lib/format';
import { PLACE_WORDS, STATE_OF_PLACE } from '@/components/lib/places';
import { PLACES, type Place } from '@/domain/stages';

export type Holding = { readonly amountMinor: bigint; readonly items: number };
/** What the server says of a scope; the shape of `placesOf`. */
export type MoneyPlaces = {
  readonly receivedMinor: bigint;
  readonly items: number;
  readonly places: Readonly<Record<Place, Holding>>;
  readonly unknown: Holding;
  readonly waiting: Holding;
  readonly differenceMinor: bigint;
  readonly sums: boolean;
};

type Segment = { readonly state: string; readonly amountMinor: bigint };

/** Unknown is cut out of in flight, never added to it; a place that is net negative has no width. */
function segmentsOf(money: MoneyPlaces, places: readonly Place[]): Segment[] {
  return places.flatMap((place) => {
    const whole = money.places[place].amountMinor;
    if (place !== 'inFlight') return [{ state: STATE_OF_PLACE[place], amountMinor: whole }];
    const unknown = money.unknown.amountMinor;
    return [
      { state: 'inflight', amountMinor: whole - unknown },
      { state: 'unknown', amountMinor: unknown },
    ];
  });
}

const positive = (segments: readonly Segment[]): bigint =>
  segments.reduce((sum, { amountMinor }) => (amountMinor > 0n ? sum + amountMinor : sum), 0n);

function Bar({ segments, label, className }: { segments: readonly Segment[]; label: string; className: string }) {
  const whole = positive(segments);
  return (
    <div className={className} role="img" aria-label={label}>
      {segments
        .filter(({ amountMinor }) => amountMinor > 0n)
        .map(({ state, amountMinor }) => (
          <span key={state} className={state} style={{ width: `${percentOf(amountMinor, whole)}%` }} />
        ))}
    </div>
  );
}

const labelOf = (money: MoneyPlaces, asset?: string): string =>
  `Received ${formatAsset(money.receivedMinor, asset)}: ${PLACES.map(
    (place) => `${PLACE_WORDS[place]} ${formatAsset(money.places[place].amountMinor, asset)}`,
  ).join(', ')}`;

/** True scale, never stretched. `strip` for scope strips, `slim` for rows and panel heads. */
export function MoneyBar({
  money,
  size = 'strip',
  asset,
}: {
  money: MoneyPlaces;
  size?: 'strip' | 'slim';
  asset?: string;
}) {
  return (
    <Bar
      segments={segmentsOf(money, PLACES)}
      label={labelOf(money, asset)}
      className={size === 'slim' ? 'mb slim' : 'mb'}
    />
  );
}

/** Σ of what is neither posted nor kept out as a duplicate, with its sign. */
export const notPostedOf = (money: MoneyPlaces): bigint =>
  NOT_POSTED.reduce((sum, place) => sum + money.places[place].amountMinor, 0n);

const NOT_POSTED = PLACES.filter((place) => place !== 'posted' && place !== 'duplicate');
/** Above this share of the whole the lens would enlarge nothing worth seeing. */
const LENS_SHARE_MAX = 50;

/** `5.92%`, from thousandths of a percent. */
const percentText = (percent: number): string =>
  percent < 0.01 ? 'under 0.01%' : `${percent.toLocaleString('en-US', { maximumFractionDigits: 2 })}%`;

type LensProps = { money: MoneyPlaces; href?: string | null; asset?: string };

/** The whole bar with its lens: what is not posted, again, enlarged, and by how much. */
export function MoneyBarWithLens({ money, href, asset }: LensProps) {
  const rest = segmentsOf(money, NOT_POSTED);
  const share = percentOf(positive(rest), positive(segmentsOf(money, PLACES)));
  // The words carry the exact sum; only the drawing leaves out a place that is net negative.
  const restMinor = notPostedOf(money);
  const lens = positive(rest) > 0n && share < LENS_SHARE_MAX;
  return (
    <div className="bars">
      <MoneyBar money={money} asset={asset} />
      {lens ? (
        <>
          <div className="lensw">
            <svg className="lens" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
              <path d={`M${1000 - share * 10} 0 0 20H1000V0z`} />
            </svg>
            <p className="cap s q2">
              {href ? (
                <Link className="num" href={href}>
                  {formatAsset(restMinor, asset)}
                </Link>
              ) : (
                formatAsset(restMinor, asset)
              )}{' '}
              not posted, {percentText(share)}, shown {Math.round(100 / Math.max(share, 0.001)).toLocaleString('en-US')}{' '}
              times larger
            </p>
          </div>
          <Bar segments={rest} className="mb zoom" label={`Not posted ${formatAsset(restMinor, asset)}, enlarged`} />
        </>
      ) : null}
    </div>
  );
}
