import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { formatItems, formatMoney } from '@/components/lib/format';
import { PLACE_WORDS, STATE_ICONS, STATE_OF_PLACE } from '@/components/lib/places';
import { PLACES, type Place } from '@/domain/stages';
import { Icon } from './icon';
import type { MoneyPlaces } from './money-bar';

type Hrefs = (place: Place | 'received' | 'unknown') => string | null;

function Term({ href, className, children }: { href: string | null; className: string; children: ReactNode }) {
  if (!href) return <span className={className}>{children}</span>;
  return (
    <Link href={href} className={className}>
      {children}
    </Link>
  );
}

/** Received = posted + in flight + exception + held + duplicate + rejected; every term opens the items behind it. */
export function Equation({ money, hrefOf }: { money: MoneyPlaces; hrefOf: Hrefs }) {
  return (
    <div className="eq">
      <Term href={hrefOf('received')} className="term recv">
        <span className="lab">Received</span>
        <span className="fig">{formatMoney(money.receivedMinor)}</span>
        <span className="s q">{formatItems(money.items)}</span>
      </Term>
      {PLACES.map((place, index) => (
        <Fragment key={place}>
          <span className="op" aria-hidden="true">
            {index > 0 ? '+' : money.sums ? '=' : '≠'}
          </span>
          <PlaceTerm money={money} place={place} hrefOf={hrefOf} />
        </Fragment>
      ))}
    </div>
  );
}

function PlaceTerm({ money, place, hrefOf }: { money: MoneyPlaces; place: Place; hrefOf: Hrefs }) {
  const { amountMinor, items } = money.places[place];
  const empty = amountMinor === 0n && items === 0;
  const state = STATE_OF_PLACE[place];
  return (
    <Term href={hrefOf(place)} className="term">
      <span className={empty ? 'lab q' : `lab ${state}`}>
        <Icon name={STATE_ICONS[state]} size={12} state={empty ? undefined : state} />
        <span>{PLACE_WORDS[place]}</span>
      </span>
      <span className={empty ? 'fig zero' : 'fig'}>{formatMoney(amountMinor)}</span>
      <span className="s q">{formatItems(items)}</span>
      {place === 'inFlight' && money.unknown.items > 0 ? (
        <span className="of-it s unknown">
          <Icon name="unknown" size={10} state="unknown" />
          {formatMoney(money.unknown.amountMinor)} unknown
        </span>
      ) : null}
      {place === 'exception' && money.waiting.items > 0 ? (
        <span className="of-it s q2">
          <Icon name="held" size={10} />
          {formatMoney(money.waiting.amountMinor)} waits behind
        </span>
      ) : null}
    </Term>
  );
}
