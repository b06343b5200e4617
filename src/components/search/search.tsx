'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ITEM_COLUMNS, traceOf } from '@/components/items/item-columns';
import { formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { Screen } from '@/components/shell/screen';
import { SearchBox, useSearchText } from '@/components/shell/search-box';
import { DataTable } from '@/components/tables/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ARTIFACT_COLUMNS, JOURNAL_COLUMNS, journalTrace, PARCEL_COLUMNS } from './found-columns';
import './search.css';

function useFind() {
  const trpc = useTRPC();
  return useMutation(trpc.search.find.mutationOptions());
}
type Found = NonNullable<ReturnType<typeof useFind>['data']>;

/** Any id, amount or trace. What was searched is never in the address; coming back here shows it again from memory. */
export function Search() {
  const { text, asked } = useSearchText();
  const { mutate, data, error, isPending, variables } = useFind();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` counts the asking, so that the same text can be asked again.
  useEffect(() => {
    if (text) mutate({ text });
  }, [text, asked, mutate]);
  return (
    <Screen title="Search" box={false}>
      <div className="search-page">
        <SearchBox wide />
        <p className="s q">
          Claim or account number, payer control number, check or trace number, document number, posting key, file hash,
          id or amount. Searches are audited.
        </p>
        <div aria-live="polite">
          {isPending ? <p className="q">Searching</p> : null}
          {error ? (
            <EmptyState
              tone="rejected"
              title="The search was not done"
              code={error.data?.problem}
              action={<Button onClick={() => mutate({ text })}>Search again</Button>}
            >
              {error.message}
            </EmptyState>
          ) : null}
          {data && !isPending && !error ? <Results found={data} text={variables?.text ?? ''} /> : null}
        </div>
      </div>
    </Screen>
  );
}

function Results({ found, text }: { found: Found; text: string }) {
  const router = useRouter();
  const { items, parcels, postings, artifacts } = found;
  const count = items.length + parcels.length + postings.length + artifacts.length;
  if (count === 0) {
    return (
      <EmptyState title="Nothing is kept under this">
        No claim, remit, journal, document or file in your facilities carries “{text}”. Identifiers match whole, without
        regard to case and punctuation.
      </EmptyState>
    );
  }
  return (
    <>
      {found.more ? <p className="partial">Only the newest 20 of a kind are shown</p> : null}
      <Group title="Claims and payments" count={items.length}>
        <DataTable
          caption="Claims and payments"
          columns={ITEM_COLUMNS}
          rows={items}
          keyOf={(row) => row.id}
          onOpen={(row) => router.push(traceOf(row))}
        />
      </Group>
      <Group title="Remits" count={parcels.length}>
        <DataTable
          caption="Remits"
          columns={PARCEL_COLUMNS}
          rows={parcels}
          keyOf={(row) => row.id}
          onOpen={(row) => router.push(routes.traceParcel(row.id))}
        />
      </Group>
      <Group title="Journals" count={postings.length}>
        <DataTable
          caption="Journals"
          columns={JOURNAL_COLUMNS}
          rows={postings}
          keyOf={(row) => row.id}
          onOpen={(row) => {
            const href = journalTrace(row);
            if (href) router.push(href);
          }}
        />
      </Group>
      <Group title="Files" count={artifacts.length}>
        <DataTable
          caption="Files"
          columns={ARTIFACT_COLUMNS}
          rows={artifacts}
          keyOf={(row) => row.id}
          onOpen={(row) => router.push(routes.artifact(row.id))}
        />
      </Group>
    </>
  );
}

function Group({ title, count, children }: { title: string; count: number; children: React.ReactNode }) {
  if (count === 0) return null;
  return (
    <section className="sec" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="s q">{formatItems(count, 'hit')}</span>
      </header>
      {children}
    </section>
  );
}
