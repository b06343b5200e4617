'use client';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { formatCount } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { Provisional } from './provisional';
import { refusalOf, textOf, useKept } from './use-change';

type Row = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly entity: string;
  readonly costCenter: string | null;
  readonly erpCode: string | null;
  readonly provisional: boolean;
  readonly mapped: number;
};

const columnsOf = (onCostCenter: ((row: Row) => void) | null): Column<Row>[] => [
  { key: 'name', head: 'Facility', className: 'cut md-name', render: (row) => <span className="m">{row.name}</span> },
  { key: 'code', head: 'Code', render: (row) => <span className="mono">{row.code}</span> },
  { key: 'entity', head: 'Entity', wideOnly: true, render: (row) => row.entity },
  {
    key: 'cost',
    head: 'Cost center',
    render: (row) =>
      row.costCenter ? (
        <span className="mono">{row.costCenter}</span>
      ) : (
        <span className="exception none-set">missing</span>
      ),
  },
  {
    key: 'erp',
    head: 'ERP code',
    wideOnly: true,
    render: (row) =>
      row.erpCode ? <span className="mono">{row.erpCode}</span> : <span className="q">posts without</span>,
  },
  { key: 'flag', head: 'Standing', wideOnly: true, render: (row) => <Provisional provisional={row.provisional} /> },
  { key: 'mapped', head: 'Outside ids', right: true, wideOnly: true, render: (row) => formatCount(row.mapped) },
  {
    key: 'act',
    head: <span className="sr">Change</span>,
    right: true,
    wideOnly: true,
    render: (row) =>
      onCostCenter ? (
        <Button look="plain" onClick={() => onCostCenter(row)}>
          Set cost center
        </Button>
      ) : null,
  },
];

/** Where the care was given, and under which dimensions its money is posted. */
export function Facilities() {
  const trpc = useTRPC();
  const mayEdit = useMay('masterdata.edit');
  const rows = useSuspenseQuery(trpc.masterdata.facilities.queryOptions()).data;
  const [changing, setChanging] = useState<Row | null>(null);
  return (
    <>
      <DataTable
        caption="Facilities, provisional ones first"
        columns={columnsOf(mayEdit ? setChanging : null)}
        rows={rows}
        keyOf={(row) => row.id}
        empty={
          <EmptyState title="No facility is in your scope">An administrator sets which facilities you see.</EmptyState>
        }
      />
      {changing ? <CostCenter facility={changing} onClose={() => setChanging(null)} /> : null}
    </>
  );
}

function CostCenter({ facility, onClose }: { facility: Row; onClose: () => void }) {
  const trpc = useTRPC();
  const listId = useId();
  const kept = useKept(onClose);
  const targets = useQuery(trpc.cures.targets.queryOptions({ kind: 'cost-center', text: '' })).data ?? [];
  const { mutate, isPending, error } = useMutation(trpc.cures.setCostCenter.mutationOptions());
  const submit = (form: FormData) => {
    const costCenter = textOf(form, 'costCenter');
    mutate(
      { facility: facility.code, costCenter },
      { onSuccess: kept(`${facility.name} has cost center ${costCenter}`) },
    );
  };
  return (
    <FormDialog
      title={`Cost center of ${facility.name}`}
      action="Set the cost center"
      working={isPending ? 'Setting' : null}
      error={refusalOf(error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Cost center"
        name="costCenter"
        list={listId}
        defaultValue={facility.costCenter ?? ''}
        hint="Must be active in the ERP for its entity"
      />
      <datalist id={listId}>
        {targets.map((target) => (
          <option key={target.code} value={target.code}>
            {target.name}
          </option>
        ))}
      </datalist>
    </FormDialog>
  );
}
