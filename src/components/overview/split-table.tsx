'use client';
import Link from 'next/link';
import { routes, type Scope, withParams } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { MoneyBar, type MoneyPlaces } from '@/components/ui/money-bar';
import { type SplitBy, useMoment, type View } from './queries';

type Row = { readonly key: string | null; readonly name: string | null; readonly money: MoneyPlaces };
const HEADS: Readonly<Record<SplitBy, string>> = { facility: 'Facility', payer: 'Payer', entity: 'Entity' };
const NOT_POSTED = ['inFlight', 'exception', 'held', 'duplicate', 'rejected'] as const;
const WORDS = {
  inFlight: 'In flight',
  exception: 'Exception',
  held: 'Held',
  duplicate: 'Duplicate',
  rejected: 'Rejected',
};

function columnsOf(scope: Scope, by: SplitBy, mayOpen: boolean): Column<Row>[] {
  const scopeOf = (row: Row): Scope => ({ ...scope, ...(row.key ? { [by]: row.key } : {}) });
  return [
    {
      key: 'name',
      head: HEADS[by],
      render: (row) =>
        row.key ? (
          <Link className="num" href={withParams('/overview', { ...scopeOf(row), split: by })}>
            {row.name}
          </Link>
        ) : (
          <span className="q2">Not known yet</span>
        ),
    },
    {
      key: 'bar',
      head: 'Where',
      className: 'split-bar',
      wideOnly: true,
      render: (row) => <MoneyBar money={row.money} size="slim" />,
    },
    { key: 'received', head: 'Received', right: true, render: (row) => <Amount minor={row.money.receivedMinor} /> },
    ...NOT_POSTED.map(
      (place): Column<Row> => ({
        key: place,
        head: WORDS[place],
        right: true,
        wideOnly: true,
        render: (row) => {
          const { amountMinor, items } = row.money.places[place];
          const href = mayOpen && row.key && items > 0 ? routes.items(place, scopeOf(row)) : null;
          return <Amount minor={amountMinor} href={href} />;
        },
      }),
    ),
  ];
}

/** The same sums once more per facility, payer or entity; what is farthest from posted comes first. */
export function SplitTable({ view, by }: { view: View; by: SplitBy }) {
  const mayOpen = useMay('trace.read');
  const rows = useMoment(view).data.split ?? [];
  return (
    <div className="split-table">
      <DataTable
        caption={`Money by ${HEADS[by].toLowerCase()}`}
        columns={columnsOf(view.scope, by, mayOpen)}
        rows={rows}
        keyOf={(row) => row.key ?? 'unknown'}
      />
    </div>
  );
}
