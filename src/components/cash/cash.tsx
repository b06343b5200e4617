'use client';
import Link from 'next/link';
import { Fragment } from 'react';
import { formatItems, formatMoney, formatPeriod } from '@/components/lib/format';
import { STATE_ICONS } from '@/components/lib/places';
import { AsOf } from '@/components/shell/as-of';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { EmptyState } from '@/components/ui/empty-state';
import { Icon } from '@/components/ui/icon';
import { AgeingTable } from './ageing-table';
import './cash.css';
import { DaysTable } from './days-table';
import { Work } from './open-work';
import { type CashScreen, useCash } from './queries';
import { RollForward } from './roll-forward';
import { type CashSelection, useCashSelection } from './use-selection';
import { PLACE_LOOKS, PLACES_SHOWN, VIEW_OF_PLACE } from './words';

/** Which deposits need somebody, what is the evidence, and how old is what no remit explains. */
export function Cash() {
  const selection = useCashSelection();
  const cash = useCash(selection.period);
  const { data } = cash;
  return (
    <Screen
      title="Cash"
      className="cash"
      scopes={
        data.visible ? (
          <ScopeChips
            chips={[
              {
                key: 'period',
                word: 'Period',
                options: data.periods.map((value) => ({ value, word: formatPeriod(value) })),
              },
            ]}
            none={data.period ? formatPeriod(data.period) : 'Latest'}
          />
        ) : null
      }
      asOf={<AsOf at={data.asOf} stale={cash.isError} />}
    >
      {data.visible ? (
        <>
          <Equation cash={data} selection={selection} />
          <Work selection={selection} />
          <DaysTable cash={data} />
          <AgeingTable ageing={data.ageing} />
          <RollForward rolled={data.rolled} />
        </>
      ) : (
        <EmptyState title="Cash is seen by people of all facilities">
          A deposit pays claims of many facilities at once, so its matches show only to people who see all of them.
        </EmptyState>
      )}
    </Screen>
  );
}

/** Deposits = matched + suggested + differs + no remit; remits without a deposit stand beside it, outside the sum. */
function Equation({ cash, selection: { hrefOf } }: { cash: CashScreen; selection: CashSelection }) {
  return (
    <div className="ca-eq">
      <div className="term recv">
        <span className="lab">Deposits{cash.period ? `, ${formatPeriod(cash.period)}` : ''}</span>
        <span className="fig">{formatMoney(cash.total.amountMinor)}</span>
        <span className="s q">{formatItems(cash.total.count, 'entry', 'entries')}</span>
      </div>
      {PLACES_SHOWN.map((place, at) => {
        const { state, word } = PLACE_LOOKS[place];
        const { amountMinor, count } = cash.sums[place];
        const view = VIEW_OF_PLACE[place];
        const body = (
          <>
            <span className={count === 0 ? 'lab q' : `lab ${state}`}>
              <Icon name={STATE_ICONS[state]} size={12} state={count === 0 ? undefined : state} />
              <span>{word}</span>
            </span>
            <span className={count === 0 ? 'fig zero' : 'fig'}>{formatMoney(amountMinor)}</span>
            <span className="s q">{formatItems(count, 'entry', 'entries')}</span>
          </>
        );
        return (
          <Fragment key={place}>
            <span className="op" aria-hidden="true">
              {at === 0 ? '=' : '+'}
            </span>
            {view ? (
              <Link className="term" href={hrefOf({ view, open: undefined })} scroll={false}>
                {body}
              </Link>
            ) : (
              <div className="term">{body}</div>
            )}
          </Fragment>
        );
      })}
      <span className="sp" />
      <Link className="term" href={hrefOf({ view: 'no-deposit', open: undefined })} scroll={false}>
        <span className="lab">Remits without deposit</span>
        <span className={cash.remitsOpen.count === 0 ? 'fig zero' : 'fig'}>
          {formatMoney(cash.remitsOpen.amountMinor)}
        </span>
        <span className="s q">{formatItems(cash.remitsOpen.count, 'remit')}, all months</span>
      </Link>
    </div>
  );
}
