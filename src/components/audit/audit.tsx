'use client';
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Time } from '@/components/lib/display';
import { formatCount } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { ScopeChips } from '@/components/shell/scope-chips';
import { Screen } from '@/components/shell/screen';
import { type Column, DataTable } from '@/components/tables/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import './audit.css';
import { Proof } from './proof';

export type AuditFilter = {
  readonly chain: string | null;
  readonly actor: string | null;
  readonly subject: { readonly kind: string; readonly id: string } | null;
};

function useEntries(filter: AuditFilter) {
  const trpc = useTRPC();
  return useSuspenseInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.next, initialCursor: null }),
  );
}
type Row = ReturnType<typeof useEntries>['data']['pages'][number]['rows'][number];

const SUBJECTS: Readonly<Record<string, (id: string) => string>> = {
  artifact: routes.artifact,
  parcel: routes.traceParcel,
  // What was written before parcels were called so.
  remit: routes.traceParcel,
  event: routes.traceEvent,
  cause: routes.cause,
  replay: routes.replay,
};

function Subject({ kind, id }: { kind: string; id: string }) {
  const hrefOf = SUBJECTS[kind];
  return (
    <>
      <span className="q">{kind}</span>{' '}
      {hrefOf ? (
        <Link className="num mono" href={hrefOf(id)}>
          {id}
        </Link>
      ) : (
        <span className="mono">{id}</span>
      )}
    </>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'at', head: 'When', render: (row) => <Time at={row.at} /> },
  { key: 'actor', head: 'Who', className: 'cut audit-who', render: (row) => row.actor },
  { key: 'action', head: 'What', render: (row) => <span className="m">{row.action}</span> },
  {
    key: 'subject',
    head: 'On',
    wideOnly: true,
    className: 'cut audit-on',
    render: (row) => <Subject kind={row.subjectKind} id={row.subjectId} />,
  },
  {
    key: 'detail',
    head: 'Detail',
    wideOnly: true,
    className: 'cut audit-detail',
    render: (row) => (
      <span className="mono s q2" title={row.detail}>
        {row.detail}
      </span>
    ),
  },
  {
    key: 'link',
    head: 'Chain',
    wideOnly: true,
    right: true,
    className: 'cut audit-chain',
    render: (row) => (
      <span className="mono s q" title={`Hash ${row.hash}…`}>
        {row.chain} {row.seq.toString()}
      </span>
    ),
  },
];

/** Who did what, on what, in an order nobody can change without being seen. */
export function Audit({ filter }: { filter: AuditFilter }) {
  const trpc = useTRPC();
  const proof = useSuspenseQuery(trpc.audit.proof.queryOptions()).data;
  const list = useEntries(filter);
  const entries = proof.chains.reduce((total, { seq }) => total + seq, 0n);
  return (
    <Screen
      title="Audit"
      scopes={
        <ScopeChips
          chips={[
            { key: 'chain', word: 'Chain', options: proof.chains.map(({ chain }) => ({ value: chain, word: chain })) },
            { key: 'actor', word: 'Who', options: proof.people.map((email) => ({ value: email, word: email })) },
          ]}
        />
      }
    >
      <Proof run={proof.run} chains={proof.chains.length} entries={entries} />
      <section className="sec" aria-label="Entries">
        <header>
          <h2>Entries</h2>
          <span className="s q">
            {formatCount(entries)} in {proof.chains.length} chains, newest first
          </span>
          {filter.subject ? (
            <Link className="num s" href={routes.audit()}>
              Only {filter.subject.kind} {filter.subject.id}. Show all
            </Link>
          ) : null}
        </header>
        <DataTable
          caption="Audit entries, newest first"
          columns={COLUMNS}
          rows={list.data.pages.flatMap((page) => page.rows)}
          keyOf={(row) => row.id}
          empty={
            <EmptyState title="No entry in this scope">
              Every change, reveal, search and upload is written here.
            </EmptyState>
          }
          more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
        />
      </section>
    </Screen>
  );
}
