'use client';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { Given } from '@/components/ui/given';
import { Provisional } from './provisional';
import { refusalOf, textOf, useKept } from './use-change';

type Row = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly payerClass: string;
  readonly provisional: boolean;
  readonly mapped: number;
};

const columnsOf = (onConfirm: ((row: Row) => void) | null): Column<Row>[] => [
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
      onConfirm && row.provisional ? (
        <Button look="plain" onClick={() => onConfirm(row)}>
          Confirm
        </Button>
      ) : null,
  },
];

/** Who pays us. An adopted payer is provisional until a person stands behind its name and class. */
export function Payers() {
  const trpc = useTRPC();
  const mayEdit = useMay('masterdata.edit');
  const rows = useSuspenseQuery(trpc.masterdata.payers.queryOptions()).data;
  const [confirming, setConfirming] = useState<Row | null>(null);
  return (
    <>
      <DataTable
        caption="Payers, provisional ones first"
        columns={columnsOf(mayEdit ? setConfirming : null)}
        rows={rows}
        keyOf={(row) => row.id}
        empty={
          <EmptyState title="No payer is known yet">
            Payers come from a remit that is adopted, or from a mapping.
          </EmptyState>
        }
      />
      {confirming ? <ConfirmPayer payer={confirming} onClose={() => setConfirming(null)} /> : null}
    </>
  );
}

function ConfirmPayer({ payer, onClose }: { payer: Row; onClose: () => void }) {
  const trpc = useTRPC();
  const kept = useKept(onClose);
  const { mutate, isPending, error } = useMutation(trpc.cures.confirmPayer.mutationOptions());
  const submit = (form: FormData) =>
    mutate(
      { code: payer.code, name: textOf(form, 'name'), payerClass: textOf(form, 'payerClass') },
      { onSuccess: kept(`Payer ${payer.code} is confirmed`) },
    );
  return (
    <FormDialog
      title={`Confirm payer ${payer.code}`}
      action="Confirm the payer"
      working={isPending ? 'Confirming' : null}
      error={refusalOf(error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" name="name" defaultValue={payer.name} />
      <Field label="Payer class" name="payerClass" defaultValue={payer.payerClass} />
    </FormDialog>
  );
}
