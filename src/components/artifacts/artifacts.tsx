'use client';
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Time } from '@/components/lib/display';
import { formatBytes, formatCount } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { EmptyState } from '@/components/ui/empty-state';
import { Given } from '@/components/ui/given';
import { State } from '@/components/ui/state';
import { lookOf } from './artifact-words';
import './artifacts.css';
import { UploadBox } from './upload-box';

export type ArtifactState = 'received' | 'parsed' | 'quarantined';
type Filter = { readonly state: ArtifactState | null; readonly connection: string | null };

const LIST_EVERY_MS = 5_000;
const STATES = [
  { value: 'received', word: 'Received' },
  { value: 'parsed', word: 'Read' },
  { value: 'quarantined', word: 'Quarantined' },
];

function useArtifacts(filter: Filter) {
  const trpc = useTRPC();
  const options = trpc.artifacts.list.infiniteQueryOptions(filter, {
    getNextPageParam: (page) => page.next,
    initialCursor: null,
  });
  return useSuspenseInfiniteQuery({ ...options, refetchInterval: LIST_EVERY_MS });
}

type Row = ReturnType<typeof useArtifacts>['data']['pages'][number]['rows'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'name',
    head: 'File',
    className: 'cut artifact-name',
    render: (row) => (
      <Link className="num m" href={routes.artifact(row.id)}>
        <Given text={row.name} />
      </Link>
    ),
  },
  { key: 'state', head: 'State', render: (row) => <State {...lookOf(row)} /> },
  { key: 'connection', head: 'Connection', wideOnly: true, render: (row) => row.connection },
  { key: 'at', head: 'Received', wideOnly: true, render: (row) => <Time at={row.receivedAt} /> },
  { key: 'size', head: 'Size', right: true, wideOnly: true, render: (row) => formatBytes(row.sizeBytes) },
  {
    key: 'remits',
    head: 'Parts',
    right: true,
    wideOnly: true,
    render: (row) => <Known count={row.parcelCount} />,
  },
  { key: 'claims', head: 'Records', right: true, wideOnly: true, render: (row) => <Known count={row.recordCount} /> },
  {
    key: 'findings',
    head: 'Findings',
    right: true,
    wideOnly: true,
    render: (row) => <span className={row.findingCount === 0 ? 'zero' : ''}>{formatCount(row.findingCount)}</span>,
  },
  {
    key: 'amount',
    head: 'Amount',
    right: true,
    render: (row) =>
      row.receivedMinor === null ? (
        <span className="q">not known</span>
      ) : (
        <Amount minor={row.receivedMinor} asset={row.asset} />
      ),
  },
];

const Known = ({ count }: { count: number | null }) =>
  count === null ? <span className="q">not read</span> : formatCount(count);

/** Everything that ever arrived, newest first, and the box to bring a file by hand. */
export function Artifacts({ filter }: { filter: Filter }) {
  const trpc = useTRPC();
  const router = useRouter();
  const mayUpload = useMay('artifacts.upload');
  const connections = useSuspenseQuery(trpc.artifacts.connections.queryOptions()).data;
  const list = useArtifacts(filter);
  const rows = list.data.pages.flatMap((page) => page.rows);
  return (
    <Screen
      title="Artifacts"
      scopes={
        <ScopeChips
          chips={[
            { key: 'state', word: 'State', options: STATES },
            {
              key: 'connection',
              word: 'Connection',
              options: connections.map(({ code, name }) => ({ value: code, word: name })),
            },
          ]}
        />
      }
    >
      {mayUpload ? <UploadBox connections={connections} /> : null}
      <DataTable
        caption="Artifacts, newest first"
        columns={COLUMNS}
        rows={rows}
        keyOf={(row) => row.id}
        onOpen={(row) => router.push(routes.artifact(row.id))}
        empty={
          <EmptyState
            title={filter.state || filter.connection ? 'No artifact in this scope' : 'Nothing has arrived yet'}
          >
            Files appear here the moment their last byte is stored.
          </EmptyState>
        }
        more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
      />
    </Screen>
  );
}
