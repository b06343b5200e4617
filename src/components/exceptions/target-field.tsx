'use client';
import { type KeyboardEvent, useId } from 'react';
import type { MapCure } from './use-choice';
import { useTarget } from './use-target';

type Props = { kind: MapCure; value: string; onChoose: (code: string) => void; label: string };

/** A code of master data, found by typing part of its code or name. */
export function TargetField({ kind, value, onChoose, label }: Props) {
  const listId = useId();
  const target = useTarget(kind, onChoose);
  const { at, found, open } = target;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') target.move(1);
    else if (event.key === 'ArrowUp') target.move(-1);
    else if (event.key === 'Enter' && open) target.enter();
    else if (event.key === 'Escape' && open) target.close();
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
        aria-activedescendant={at !== null && found[at] ? `${listId}-${at}` : undefined}
        placeholder="Type a code or a name"
        value={target.text ?? value}
        onFocus={() => target.type('')}
        onBlur={target.close}
        onChange={(event) => target.type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {open ? (
        <div id={listId} role="listbox" tabIndex={-1} className="choice-list" aria-label={label}>
          {found.map(({ code, name }, index) => (
            <div
              tabIndex={-1}
              key={code}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                target.choose(code);
              }}
            >
              <span className="mono">{code}</span>
              <span className="q cut">{name}</span>
            </div>
          ))}
          {found.length === 0 ? <p className="q">{nothing(target)}</p> : null}
        </div>
      ) : null}
    </div>
  );
}

function nothing({ isLooking, hasFailed }: { isLooking: boolean; hasFailed: boolean }): string {
  if (hasFailed) return 'Master data could not be asked. Type on to ask again.';
  return isLooking ? 'Looking' : 'Nothing like that in master data';
}
