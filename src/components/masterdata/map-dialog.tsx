'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTRPC } from '@/components/lib/trpc';
import { Field, FormDialog } from '@/components/ui/form-dialog';
import { KIND_WORDS, KINDS, type Kind, TARGET_CURES } from './kinds';
import { refusalOf, textOf, useKept } from './use-change';

const today = (): string => new Date().toISOString().slice(0, 10);

/** Says what an outside value is of ours from a date on; what it replaces is closed on that date and kept. */
export function MapDialog({ kind: first, value, onClose }: { kind: Kind; value: string; onClose: () => void }) {
  const trpc = useTRPC();
  const listId = useId();
  const [kind, setKind] = useState<Kind>(first);
  const kept = useKept(onClose);
  const targets = useQuery(trpc.cures.targets.queryOptions({ kind: TARGET_CURES[kind], text: '' })).data ?? [];
  const { mutate, isPending, error } = useMutation(trpc.cures.mapValue.mutationOptions());
  const submit = (form: FormData) => {
    const mapping = {
      kind,
      key: textOf(form, 'key'),
      target: textOf(form, 'target'),
      validFrom: textOf(form, 'validFrom'),
    };
    mutate(mapping, { onSuccess: kept(`${KIND_WORDS[kind]} ${mapping.key} is ${mapping.target}`) });
  };
  return (
    <FormDialog
      title="Map a value"
      action="Map the value"
      working={isPending ? 'Mapping' : null}
      error={refusalOf(error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <label className="field">
        <span className="s q">Kind</span>
        <select
          className="input"
          value={kind}
          onChange={(event) => setKind(KINDS.find((known) => known === event.target.value) ?? kind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {KIND_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      <Field label="Outside value" name="key" defaultValue={value} />
      <Field label="Is ours" name="target" list={listId} hint="The code of a payer, facility or account" />
      <datalist id={listId}>
        {targets.map((target) => (
          <option key={target.code} value={target.code}>
            {target.name}
          </option>
        ))}
      </datalist>
      <Field label="Valid from" name="validFrom" type="date" defaultValue={today()} />
    </FormDialog>
  );
}
