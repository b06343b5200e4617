'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTRPC } from '@/components/lib/trpc';
import type { MapCure } from './use-choice';

type Props = { kind: MapCure; value: string; onChoose: (code: string) => void; label: string };

/** A code of master data, found by typing part of its code or name. */
export function TargetField({ kind, value, onChoose, label }: Props) {
  const trpc = useTRPC();
  const listId = useId();
  const [text, setText] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const open = text !== null;
  const { data, isFetching } = useQuery({
    ...trpc.cures.targets.queryOptions({ kind, text: text ?? '' }),
    enabled: open,
    placeholderData: keepPreviousData,
  });
  const found = data ?? [];
  const choose = (code: string | undefined) => {
    if (code !== undefined) onChoose(code);
    setText(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && open) choose(found[at]?.code);
    else if (event.key === 'Escape' && open) setText(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="choice">
      <input
        id="cure"
        className="input"
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && found[at] ? `${listId}-${at}` : undefined}
        placeholder="Type a code or a name"
        value={text ?? value}
        onFocus={() => setText('')}
        onBlur={() => setText(null)}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {open ? (
        <div id={listId} role="listbox" tabIndex={-1} className="choice-list" aria-label={label}>
          {found.map((target, index) => (
            <div
              tabIndex={-1}
              key={target.code}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(target.code);
              }}
            >
              <span className="mono">{target.code}</span>
              <span className="q cut">{target.name}</span>
            </div>
          ))}
          {found.length === 0 ? (
            <p className="q">{isFetching ? 'Looking' : 'Nothing like that in master data'}</p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
