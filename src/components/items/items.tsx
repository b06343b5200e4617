'use client';
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { countItems, wordsOf } from '@/components/lib/flow-words';
import { formatMoney } from '@/components/lib/format';
import { STATE_OF_PLACE, type StateName } from '@/components/lib/places';
import { routes, type Scope } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { AsOf } from '@/components/shell/as-of';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { DataTable } from '@/components/tables/data-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { MoneyBar, type MoneyPlaces } from '@/components/ui/money-bar';
import { State } from '@/components/ui/state';
import { ITEM_COLUMNS, traceOf } from './item-columns';
import './items.css';
import { ITEM_PLACE_WORDS, ITEM_PLACES, type ItemPlace } from './places';

const CHIP = ITEM_PLACES.map((value) => ({ value, word: ITEM_PLACE_WORDS[value] }));

function holdingOf(money: MoneyPlaces, place: ItemPlace): { amountMinor: bigint; items: number } {
  if (place === 'received') return { amountMinor: money.receivedMinor, items: money.items };
  if (place === 'unknown' || place === 'waiting') return money[place];
  if (place !== 'not-posted') return money.places[place];
  const { posted, duplicate } = money.places;
  return {
    amountMinor: money.receivedMinor - posted.amountMinor - duplicate.amountMinor,
    items: money.items - posted.items - duplicate.items,
  };
}

function stateOf(place: ItemPlace): StateName | null {
  if (place === 'received' || place === 'not-posted') return null;
  if (place === 'waiting') return 'exception';
  return place === 'unknown' ? 'unknown' : STATE_OF_PLACE[place];
}

/** The items behind one number, with the number above them and the bar it belongs to. */
export function Items({ place, scope }: { place: ItemPlace; scope: Scope }) {
  const trpc = useTRPC();
  const router = useRouter();
  const totals = useSuspenseQuery(trpc.overview.totals.queryOptions(scope));
  const options = useSuspenseQuery(trpc.overview.scopes.queryOptions()).data;
  const list = useSuspenseInfiniteQuery(
    trpc.items.list.infiniteQueryOptions(
      { ...scope, place },
      { getNextPageParam: (page) => page.next, initialCursor: null },
    ),
  );
  const rows = list.data.pages.flatMap((page) => page.rows);
  const { money, asOf } = totals.data;
  return (
    <Screen
      title={ITEM_PLACE_WORDS[place]}
      workspace
      back={{ href: routes.overview(scope), word: 'Overview' }}
      asOf={<AsOf at={asOf} stale={totals.isError} />}
      scopes={
        <ScopeChips
          chips={[
            { key: 'place', word: 'Place', options: CHIP },
            { key: 'facility', word: 'Facility', options: options.facilities },
            { key: 'payer', word: 'Payer', options: options.payers },
          ]}
        />
      }
    >
      <Strip money={money} place={place} flow={scope.flow} />
      <div className="items-list">
        {place === 'rejected' ? (
          <p className="s q items-hint">
            Files refused before anything in them could be read hold no known dollars.{' '}
            <Link className="num m" href={routes.artifacts({ state: 'quarantined' })}>
              See quarantined files
            </Link>
          </p>
        ) : null}
        <DataTable
          caption={`Items: ${ITEM_PLACE_WORDS[place]}`}
          inset
          columns={ITEM_COLUMNS}
          rows={rows}
          keyOf={(row) => row.id}
          onOpen={(row) => router.push(traceOf(row))}
          empty={<NoItems place={place} scope={scope} />}
          more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
        />
      </div>
    </Screen>
  );
}

function Strip({ money, place, flow }: { money: MoneyPlaces; place: ItemPlace; flow: string | undefined }) {
  const { amountMinor, items } = holdingOf(money, place);
  const state = stateOf(place);
  return (
    <div className="scope">
      <MoneyBar money={money} />
      <span>
        {wordsOf(flow).received} {formatMoney(money.receivedMinor)}
      </span>
      {state ? <State state={state} word={ITEM_PLACE_WORDS[place]} /> : <span>{ITEM_PLACE_WORDS[place]}</span>}
      <b className="b">{formatMoney(amountMinor)}</b>
      <span className="q">{countItems(flow, items)}</span>
    </div>
  );
}

function NoItems({ place, scope }: { place: ItemPlace; scope: Scope }) {
  return (
    <div className="items-empty">
      <EmptyState
        title={`No ${wordsOf(scope.flow).item.one} is ${ITEM_PLACE_WORDS[place].toLowerCase()} in this scope`}
        action={<ButtonLink href={routes.overview(scope)}>Back to Overview</ButtonLink>}
      >
        The sums above say where its money is instead.
      </EmptyState>
    </div>
  );
}
