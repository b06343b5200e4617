'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { countItems, FIRST_FLOW, wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatCount, formatItems, formatMoney, formatPeriod } from '@/components/lib/format';
import { routes, type Scope } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { AsOf } from '@/components/shell/as-of';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { EmptyState } from '@/components/ui/empty-state';
import { KeyStrip } from '@/components/ui/keys';
import { MoneyBar, type MoneyPlaces } from '@/components/ui/money-bar';
import { State } from '@/components/ui/state';
import { CauseList } from './cause-list';
import { CausePane } from './cause-pane';
import './exceptions.css';
import { type CauseList as List, useCauseList, useMoney } from './queries';
import { useSelection } from './use-selection';

const HINTS = [
  { keys: ['J', 'K'], word: 'move' },
  { keys: ['X'], word: 'select' },
  { keys: ['C'], word: 'cure' },
  { keys: ['R'], word: 'freeze and release' },
  { keys: ['A'], word: 'assign' },
  { keys: ['H'], word: 'defer until' },
  { keys: ['M'], word: 'comment' },
  { keys: ['T'], word: 'trace' },
];

/** What to fix first, how many dollars it frees, and what would still fail. */
export function Exceptions() {
  const selection = useSelection();
  const { scope, view, causeId } = selection;
  const list = useCauseList(scope, view);
  // What opened by itself stays open while it is there: a dearer cause that arrives must not take its place.
  const rows = [...list.data.causes, ...list.data.matters];
  const [opened, setOpened] = useState(rows[0]?.id ?? null);
  const stays = opened !== null && rows.some((line) => line.id === opened);
  const first = stays ? opened : (rows[0]?.id ?? null);
  if (first !== opened) setOpened(first);
  const shownId = causeId ?? first;
  return (
    <Screen
      title="Exceptions"
      workspace
      className="exceptions"
      scopes={<Scopes />}
      asOf={<AsOf at={list.data.asOf} stale={list.isError} />}
    >
      <ScopeStrip scope={scope} list={list.data} />
      <div className="ex-cols" data-view={causeId ? 'detail' : 'list'}>
        <CauseList list={list.data} shownId={shownId} selection={selection} />
        {shownId ? (
          <CausePane key={shownId} causeId={shownId} selection={selection} />
        ) : (
          <section className="ex-detail alone">
            <NothingStopped list={list.data} narrowed={view !== 'all' || Object.keys(scope).length > 0} />
          </section>
        )}
      </div>
      <KeyStrip hints={HINTS} />
    </Screen>
  );
}

function Scopes() {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.overview.scopes.queryOptions());
  return (
    <ScopeChips
      chips={[
        { key: 'period', word: 'Period', options: data.periods.map((value) => ({ value, word: formatPeriod(value) })) },
        { key: 'entity', word: 'Entity', options: data.entities },
        { key: 'facility', word: 'Facility', options: data.facilities },
        { key: 'payer', word: 'Payer', options: data.payers },
      ]}
    />
  );
}

function ScopeStrip({ scope, list }: { scope: Scope; list: List }) {
  const { money, measures } = useMoney(scope).data;
  const flow = scope.flow ?? FIRST_FLOW;
  return (
    <div className="scope">
      <MoneyBar money={money} />
      <span className="q2">
        {wordsOf(flow).received} <b className="m">{formatMoney(money.receivedMinor)}</b>
      </span>
      <span className="q">{formatItems(list.stopping, 'cause')}</span>
      {measures
        .filter((each) => scope.flow === undefined || each.flow === scope.flow)
        .toSorted((a, b) => Number(b.flow === flow) - Number(a.flow === flow))
        .map(({ flow: code, asset, places }) => (
          <Stopped key={`${code} ${asset}`} scope={scope} flow={code ?? undefined} asset={asset} money={places} />
        ))}
      {list.hidden > 0 ? <span className="q">+ {formatCount(list.hidden)} hidden by your facilities</span> : null}
    </div>
  );
}

type StoppedProps = { scope: Scope; flow: string | undefined; asset: string; money: MoneyPlaces };

/** What is stopped in one flow. Flows may see the same dollars, so nothing is added across them. */
function Stopped({ scope, flow, asset, money }: StoppedProps) {
  const { places, waiting } = money;
  const { exception, held } = places;
  if (exception.items === 0 && held.items === 0) return null;
  return (
    <>
      {exception.items > 0 ? (
        <span className="row">
          <State state="exception" />
          <b className="m">{formatAsset(exception.amountMinor, asset)}</b>
          <span className="q">{countItems(flow, exception.items - waiting.items)}</span>
        </span>
      ) : null}
      {waiting.items > 0 ? (
        <Link className="q num" href={routes.items('waiting', { ...scope, flow })}>
          {countItems(flow, waiting.items)} behind them
        </Link>
      ) : null}
      {held.items > 0 ? (
        <span className="row">
          <State state="held" />
          <b className="m">{formatAsset(held.amountMinor, asset)}</b>
          <span className="q">{countItems(flow, held.items)}</span>
        </span>
      ) : null}
    </>
  );
}

function NothingStopped({ list, narrowed }: { list: List; narrowed: boolean }) {
  if (list.counts.all > 0) return <EmptyState title="No cause in this view">Choose All to see every cause.</EmptyState>;
  if (list.releasing.length > 0) {
    return <EmptyState title="Nothing is stopped">Released items are on their way and not confirmed yet.</EmptyState>;
  }
  return (
    <EmptyState
      title={
        narrowed
          ? 'Nothing is stopped in this scope'
          : list.hidden > 0
            ? 'Nothing is stopped in your facilities'
            : 'Nothing is stopped'
      }
    >
      An item that stops appears here under its cause, with its dollars and what would cure it.
    </EmptyState>
  );
}
