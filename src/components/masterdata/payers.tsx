'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Given } from '@/components/ui/given';
import { PayerDialog } from './payer-dialog';
import { Provisional } from './provisional';

type Row = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly payerClass: string;
  readonly provisional: boolean;
  readonly mapped: number;
};

const columnsOf = (onChange: ((row: Row) => void) | null): Column<Row>[] => [
  {
    key: 'name',
    head: 'Payer',
    className: 'cut md-name',
    render: (row) => (
      <span className="m">
        <Given text={row.name} />
      </span>
    ),
  },
  { key: 'code', head: 'Code', render: (row) => <span className="mono">{row.code}</span> },
  { key: 'class', head: 'Class', wideOnly: true, render: (row) => row.payerClass },
  { key: 'flag', head: 'Standing', render: (row) => <Provisional provisional={row.provisional} /> },
  { key: 'mapped', head: 'Outside ids', right: true, wideOnly: true, render: (row) => formatCount(row.mapped) },
  {
    key: 'act',
    head: <span className="sr">Change</span>,
    right: true,
    wideOnly: true,
    render: (row) =>
      onChange ? (
        <Button look="plain" onClick={() => onChange(row)}>
          {row.provisional ? 'Confirm' : 'Change'}
        </Button>
      ) : null,
  },
];

/** Who pays us. An adopted payer is provisional until a person stands behind its name and class. */
export function Payers() {
  const trpc = useTRPC();
  const mayEdit = useMay('masterdata.edit');
  const rows = useSuspenseQuery(trpc.masterdata.payers.queryOptions()).data;
  const [changing, setChanging] = useState<Row | null>(null);
  return (
    <>
      <DataTable
        caption="Payers, provisional ones first"
        columns={columnsOf(mayEdit ? setChanging : null)}
        rows={rows}
        keyOf={(row) => row.id}
        empty={
          <EmptyState title="No payer is known yet">
            Payers come from a remit that is adopted, or from a mapping.
          </EmptyState>
        }
      />
      {changing ? <PayerDialog payer={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}
