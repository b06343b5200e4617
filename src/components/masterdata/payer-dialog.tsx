'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatItems, formatMoney } from '@/components/lib/format';
import { useTRPC } from '@/components/lib/trpc';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { refusalOf, textOf, useKept } from './use-change';

type Payer = {
  readonly code: string;
  readonly name: string;
  readonly payerClass: string;
  readonly provisional: boolean;
};
type Classes = {
  readonly receivables: readonly { readonly payerClass: string; readonly account: string }[];
  readonly other: string;
  readonly posted: { readonly items: number; readonly amountMinor: bigint };
  readonly open: { readonly items: number; readonly amountMinor: bigint };
};

/** A class that the posting rules do not name goes where every other one goes. */
export const accountOf = ({ receivables, other }: Classes, payerClass: string): string =>
  receivables.find((row) => row.payerClass.toUpperCase() === payerClass.trim().toUpperCase())?.account ?? other;

/** Name and class of a payer, and what another class moves, before it is kept. */
export function PayerDialog({ payer, onClose }: { payer: Payer; onClose: () => void }) {
  const trpc = useTRPC();
  const kept = useKept(onClose);
  const [payerClass, setPayerClass] = useState(payer.payerClass);
  const classes = useQuery(trpc.masterdata.payerClasses.queryOptions({ code: payer.code })).data;
  const { mutate, isPending, error } = useMutation(trpc.cures.confirmPayer.mutationOptions());
  const words = payer.provisional ? 'Confirm' : 'Change';
  const submit = (form: FormData) =>
    mutate(
      { code: payer.code, name: textOf(form, 'name'), payerClass: textOf(form, 'payerClass') },
      { onSuccess: kept(`Payer ${payer.code} is ${payer.provisional ? 'confirmed' : 'changed'}`) },
    );
  return (
    <FormDialog
      title={`${words} payer ${payer.code}`}
      action={`${words} the payer`}
      working={isPending ? 'Keeping it' : null}
      error={refusalOf(error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" name="name" defaultValue={payer.name} />
      <Field
        label="Payer class"
        name="payerClass"
        defaultValue={payer.payerClass}
        list="payer-classes"
        onChange={setPayerClass}
      />
      <datalist id="payer-classes">
        {classes?.receivables.map((row) => (
          <option key={row.payerClass} value={row.payerClass} />
        ))}
      </datalist>
      {classes ? <Moves classes={classes} from={payer.payerClass} to={payerClass} /> : null}
    </FormDialog>
  );
}

function Moves({ classes, from, to }: { classes: Classes; from: string; to: string }) {
  const [before, after] = [accountOf(classes, from), accountOf(classes, to)];
  const { posted, open } = classes;
  if (before === after) return <p className="s q">Its receivables stand in {before}, and nothing moves.</p>;
  return (
    <p className="q2" role="status">
      From now on its receivables go to <b className="mono">{after}</b> instead of <b className="mono">{before}</b>,
      also those of {formatItems(open.items)} that wait ({formatMoney(open.amountMinor)}). {formatItems(posted.items)}{' '}
      booked so far ({formatMoney(posted.amountMinor)}) stay in {before}, and what is reversed of them is taken back
      from there.
    </p>
  );
}
