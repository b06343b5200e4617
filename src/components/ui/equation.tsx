import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { countItems, wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatItems } from '@/components/lib/format';
import { PLACE_WORDS, STATE_ICONS, STATE_OF_PLACE } from '@/components/lib/places';
import { PLACES, type Place } from '@/domain/stages';
import { Icon } from './icon';
import type { MoneyPlaces } from './money-bar';

type Hrefs = (place: Place | 'received' | 'unknown') => string | null;

/** Amounts of one asset; where a flow is named, in its words. */
type Props = { money: MoneyPlaces; hrefOf: Hrefs; asset?: string; flow?: string };

const countOf = (flow: string | undefined, items: number): string =>
  flow === undefined ? formatItems(items) : countItems(flow, items);

function Term({ href, className, children }: { href: string | null; className: string; children: ReactNode }) {
  if (!href) return <span className={className}>{children}</span>;
  return (
    <Link href={href} className={className}>
      {children}
    </Link>
  );
}

/** Received = posted + in flight + exception + held + duplicate + rejected; every term opens the items behind it. */
export function Equation({ money, hrefOf, asset, flow }: Props) {
  return (
    <div className="eq">
      <Term href={hrefOf('received')} className="term recv">
        <span className="lab">{flow === undefined ? 'Received' : wordsOf(flow).received}</span>
        <span className="fig">{formatAsset(money.receivedMinor, asset)}</span>
        <span className="s q">{countOf(flow, money.items)}</span>
      </Term>
      {PLACES.map((place, index) => (
        <Fragment key={place}>
          <span className="op" aria-hidden="true">
            {index > 0 ? '+' : money.sums ? '=' : '≠'}
          </span>
          <PlaceTerm money={money} place={place} hrefOf={hrefOf} asset={asset} flow={flow} />
        </Fragment>
      ))}
    </div>
  );
}

function PlaceTerm({ money, place, hrefOf, asset, flow }: Props & { place: Place }) {
  const { amountMinor, items } = money.places[place];
  const empty = amountMinor === 0n && items === 0;
  const state = STATE_OF_PLACE[place];
  const word = (flow === undefined ? undefined : wordsOf(flow).places?.[place]) ?? PLACE_WORDS[place];
  return (
    <Term href={hrefOf(place)} className="term">
      <span className={empty ? 'lab q' : `lab ${state}`}>
        <Icon name={STATE_ICONS[state]} size={12} state={empty ? undefined : state} />
        <span>{word}</span>
      </span>
      <span className={empty ? 'fig zero' : 'fig'}>{formatAsset(amountMinor, asset)}</span>
      <span className="s q">{countOf(flow, items)}</span>
      {place === 'inFlight' && money.unknown.items > 0 ? (
        <span className="of-it s unknown">
          <Icon name="unknown" size={10} state="unknown" />
          {formatAsset(money.unknown.amountMinor, asset)} unknown
        </span>
      ) : null}
      {place === 'exception' && money.waiting.items > 0 ? (
        <span className="of-it s q2">
          <Icon name="held" size={10} />
          {formatAsset(money.waiting.amountMinor, asset)} waits behind
        </span>
      ) : null}
    </Term>
  );
}
