'use client';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { KIND_WORDS, type Kind } from './kinds';
import { refusalOf, textOf, useKept } from './use-change';

type Props = { kind: Kind; value: string; target: string; onClose: () => void };

/** Ends a translation on a date: items of later dates stop until the value is mapped again. */
export function EndDialog({ kind, value, target, onClose }: Props) {
  const trpc = useTRPC();
  const kept = useKept(onClose);
  const { mutate, isPending, error } = useMutation(trpc.cures.closeMapping.mutationOptions());
  const submit = (form: FormData) => {
    const validTo = textOf(form, 'validTo');
    mutate({ kind, key: value, validTo }, { onSuccess: kept(`${KIND_WORDS[kind]} ${value} ends on ${validTo}`) });
  };
  return (
    <FormDialog
      title={`End ${KIND_WORDS[kind]} ${value}`}
      action="End the mapping"
      working={isPending ? 'Ending' : null}
      error={refusalOf(error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="q2">
        It leads to <span className="mono">{target}</span> now. Items dated on or after the day below stop until the
        value is mapped again.
      </p>
      <Field label="Ends on" name="validTo" type="date" />
    </FormDialog>
  );
}
