'use client';
import { Dialog } from 'radix-ui';
import type { FormEvent, ReactNode } from 'react';
import { Button } from './button';

type Props = {
  title: string;
  /** What the one primary button does, in words. */
  action: string;
  working: string | null;
  error: { readonly message: string; readonly code?: string } | null;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
  children: ReactNode;
};

/** A few fields and one action. Escape and Cancel change nothing; a refusal stays beside the fields. */
export function FormDialog({ title, action, working, error, onSubmit, onClose, children }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!working) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="form-dialog" aria-describedby={undefined}>
          <Dialog.Title className="h b">{title}</Dialog.Title>
          <form onSubmit={submit}>
            {children}
            {error ? (
              <p role="alert" className="note rejected">
                {error.message} {error.code ? <code className="mono s">{error.code}</code> : null}
              </p>
            ) : null}
            <div className="row form-acts">
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" look="primary" working={working}>
                {action}
              </Button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type FieldProps = {
  label: string;
  name: string;
  type?: string;
  defaultValue?: string;
  list?: string;
  hint?: string;
  required?: boolean;
  onChange?: (value: string) => void;
};

export function Field({ label, name, type = 'text', defaultValue, list, hint, required = true, onChange }: FieldProps) {
  return (
    <label className="field">
      <span className="s q">{label}</span>
      <input
        className="input"
        name={name}
        type={type}
        defaultValue={defaultValue}
        list={list}
        required={required}
        onChange={onChange && ((event) => onChange(event.target.value))}
        autoComplete="off"
      />
      {hint ? <span className="s q">{hint}</span> : null}
    </label>
  );
}
