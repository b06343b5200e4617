'use client';
import { useRouter } from 'next/navigation';
import { Time } from '@/components/lib/display';
import { formatCount, formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { State } from '@/components/ui/state';
import { ProgressBar } from './progress';
import { type ReplayLine, useReplayList } from './queries';
import './replays.css';
import { OUTCOMES } from './words';

/** A manifest's word. Items that stopped again are counted in it, so that a list never looks better than it is. */
function Outcome({ line }: { line: ReplayLine }) {
  const { state, word } = OUTCOMES[line.outcome];
  const { stopped, confirmed } = line.progress;
  if (line.outcome === 'stopped-again')
    return <State state={state} word={`${formatCount(stopped.items)} stopped again`} />;
  return <State state={state} word={confirmed.items === line.items ? 'All confirmed' : word} />;
}

const COLUMNS: readonly Column<ReplayLine>[] = [
  { key: 'number', head: 'Manifest', render: (line) => <span className="m">RM-{line.number}</span> },
  { key: 'title', head: 'What', render: (line) => line.title, className: 'cut' },
  { key: 'outcome', head: 'State', render: (line) => <Outcome line={line} /> },
  {
    key: 'progress',
    head: 'Confirmed',
    wideOnly: true,
    render: (line) => (
      <span className="row">
        <ProgressBar progress={line.progress} items={line.items} />
        <span className="s q2">
          {formatCount(line.progress.confirmed.items)} of {formatItems(line.items)}
        </span>
      </span>
    ),
  },
  { key: 'by', head: 'Made by', wideOnly: true, render: (line) => line.createdBy },
  { key: 'at', head: 'Made', wideOnly: true, render: (line) => <Time at={line.createdAt} className="q2" /> },
  {
    key: 'amount',
    head: 'Paid',
    right: true,
    render: (line) => <Amount minor={line.amountMinor} asset={line.asset} href={routes.replay(line.id)} />,
  },
];

/** Frozen sets that were sent again, or wait to be. */
export function Replays() {
  const router = useRouter();
  const list = useReplayList();
  const replays = list.data.pages.flatMap((page) => page.replays);
  const asOf = list.data.pages[0]?.asOf;
  return (
    <Screen title="Replays" asOf={asOf ? <AsOf at={asOf} stale={list.isError} /> : null}>
      <div className="rp-list">
        <DataTable
          caption="Manifests, newest first"
          columns={COLUMNS}
          rows={replays}
          keyOf={(line) => line.id}
          onOpen={(line) => router.push(routes.replay(line.id))}
          empty={
            <EmptyState
              title="Nothing was sent again yet"
              action={<ButtonLink href={routes.exceptions()}>Open Exceptions</ButtonLink>}
            >
              Curing a cause freezes its items as a manifest; it appears here with what became of each item.
            </EmptyState>
          }
          more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
        />
      </div>
    </Screen>
  );
}
