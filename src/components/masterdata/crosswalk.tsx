'use client';
import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import Form from 'next/form';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { formatDate } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { ScopeChips } from '@/components/shell/scope-chips';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { EndDialog } from './end-dialog';
import { KIND_WORDS, KINDS, type Kind } from './kinds';
import { MapDialog } from './map-dialog';
import { Provisional } from './provisional';

function useCrosswalk(kind: Kind | null, text: string | null) {
  const trpc = useTRPC();
  return useSuspenseInfiniteQuery(
    trpc.masterdata.crosswalk.infiniteQueryOptions(
      { kind, text },
      { getNextPageParam: (page) => page.next, initialCursor: null },
    ),
  );
}
type Row = ReturnType<typeof useCrosswalk>['data']['pages'][number]['rows'][number];

/** Rows made to hold from the beginning carry this date; it means “always” and nothing else. */
const ALWAYS = '1900-01-01';
const kindOf = (row: Row): Kind | undefined => KINDS.find((kind) => kind === row.kind);

const columnsOf = (onReplace: ((row: Row) => void) | null, onEnd: (row: Row) => void): Column<Row>[] => [
  { key: 'kind', head: 'Kind', render: (row) => KIND_WORDS[kindOf(row) ?? 'payer'] },
  { key: 'key', head: 'Outside value', render: (row) => <span className="mono">{row.key}</span> },
  { key: 'target', head: 'Is ours', render: (row) => <span className="mono">{row.target}</span> },
  {
    key: 'from',
    head: 'From',
    wideOnly: true,
    render: (row) => (row.validFrom === ALWAYS ? <span className="q">always</span> : formatDate(row.validFrom)),
  },
  {
    key: 'to',
    head: 'Until',
    wideOnly: true,
    render: (row) => (row.validTo ? formatDate(row.validTo) : <span className="q">in force</span>),
  },
  { key: 'flag', head: 'Standing', render: (row) => <Provisional provisional={row.provisional} /> },
  {
    key: 'by',
    head: 'Made by',
    wideOnly: true,
    render: (row) => (
      <>
        {row.createdBy}{' '}
        <span className="s q">
          <Time at={row.createdAt} as="day" />
        </span>
      </>
    ),
  },
  {
    key: 'act',
    head: <span className="sr">Change</span>,
    right: true,
    wideOnly: true,
    render: (row) =>
      onReplace && row.validTo === null ? (
        <>
          <Button look="plain" onClick={() => onReplace(row)}>
            Replace
          </Button>
          <Button look="plain" onClick={() => onEnd(row)}>
            End
          </Button>
        </>
      ) : null,
  },
];

type Asking =
  | { readonly what: 'map'; readonly kind: Kind; readonly key: string }
  | { readonly what: 'end'; readonly row: Row };

/** Every translation there ever was; a closed one is kept, because a remit was read under it. */
export function Crosswalk({ kind, text }: { kind: Kind | null; text: string | null }) {
  const mayEdit = useMay('masterdata.edit');
  const list = useCrosswalk(kind, text);
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const replace = (row: Row) => setAsking({ what: 'map', kind: kindOf(row) ?? 'payer', key: row.key });
  return (
    <>
      <div className="row md-bar">
        <ScopeChips
          chips={[{ key: 'kind', word: 'Kind', options: KINDS.map((value) => ({ value, word: KIND_WORDS[value] })) }]}
        />
        <Form action="/master-data" className="row">
          <input type="hidden" name="view" value="crosswalk" />
          {kind ? <input type="hidden" name="kind" value={kind} /> : null}
          <input
            className="input"
            name="text"
            defaultValue={text ?? ''}
            aria-label="Value or code"
            placeholder="Value or code"
          />
        </Form>
        <span className="sp" />
        {mayEdit ? (
          <Button look="primary" onClick={() => setAsking({ what: 'map', kind: kind ?? 'payer', key: '' })}>
            Map a value
          </Button>
        ) : null}
      </div>
      <DataTable
        caption="Translations, newest first"
        columns={columnsOf(mayEdit ? replace : null, (row) => setAsking({ what: 'end', row }))}
        rows={list.data.pages.flatMap((page) => page.rows)}
        keyOf={(row) => row.id}
        empty={
          <EmptyState title="No translation in this scope">
            A value the outside sends is mapped here to a payer, a facility or an account of ours.
          </EmptyState>
        }
        more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
      />
      {asking?.what === 'map' ? <MapDialog kind={asking.kind} value={asking.key} onClose={close} /> : null}
      {asking?.what === 'end' ? (
        <EndDialog
          kind={kindOf(asking.row) ?? 'payer'}
          value={asking.row.key}
          target={asking.row.target}
          onClose={close}
        />
      ) : null}
    </>
  );
}
