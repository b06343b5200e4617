'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { formatItems, formatMoney } from '@/components/lib/format';
import { STATE_OF_PLACE } from '@/components/lib/places';
import { useTRPC } from '@/components/lib/trpc';
import { Button } from '@/components/ui/button';
import { State } from '@/components/ui/state';

const TEXT_MAX = 60;

type Props = { parcelId: string; all: number; onFound: (eventId: string) => void };

/** Finds one claim of a large remit by account, payer's number or amount. What is typed never reaches an address. */
export function FindInParcel({ parcelId, all, onFound }: Props) {
  const [text, setText] = useState('');
  const trpc = useTRPC();
  const find = useMutation(trpc.trace.find.mutationOptions());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) find.mutate({ parcelId, text });
  };
  const choose = (id: string) => {
    find.reset();
    setText('');
    onFound(id);
  };
  return (
    <form className="find" method="post" onSubmit={submit}>
      <input
        className="input"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={`Find in ${formatItems(all, 'event')}`}
        aria-label="Find a claim in this remit by account, payer’s number or amount"
        maxLength={TEXT_MAX}
        autoComplete="off"
        spellCheck={false}
      />
      {find.data || find.error ? (
        <div className="pop find-pop" role="status">
          {find.data?.map((found) => (
            <button key={found.id} type="button" onClick={() => choose(found.id)}>
              <span className="mono">{found.name || found.type}</span>
              <State state={STATE_OF_PLACE[found.place]} />
              <span className="amt">{formatMoney(found.amountMinor)}</span>
            </button>
          ))}
          {find.data?.length === 0 ? (
            <p className="pop-line q2">No claim of this remit has that number or amount.</p>
          ) : null}
          {find.error ? <p className="pop-line q2">{find.error.message}</p> : null}
          <Button look="plain" onClick={() => find.reset()}>
            Close
          </Button>
        </div>
      ) : null}
    </form>
  );
}
