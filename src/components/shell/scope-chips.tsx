'use client';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Icon } from '@/components/ui/icon';

export type ScopeOption = { readonly value: string; readonly word: string };
export type ScopeChip = { readonly key: string; readonly word: string; readonly options: readonly ScopeOption[] };

/** A filter box appears above this many options. */
const FILTER_FROM = 9;

/** One chip per dimension. Options are links, so the scope is in the address and the way back works. */
export function ScopeChips({ chips, none = 'All' }: { chips: readonly ScopeChip[]; none?: string }) {
  return chips.map((chip) => <Chip key={chip.key} chip={chip} none={none} />);
}

function Chip({ chip, none }: { chip: ScopeChip; none: string }) {
  const params = useSearchParams();
  const [open, setOpen] = useState(false);
  const value = params.get(chip.key) ?? '';
  const word = chip.options.find((option) => option.value === value)?.word ?? (value || none);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button type="button" className={value ? 'chip on' : 'chip'}>
          <span>{chip.word}</span>
          <b>{word}</b>
          <Icon name="chev" size={12} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} className="pop" aria-label={chip.word}>
          <Options chip={chip} none={none} value={value} onChoose={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type OptionsProps = { chip: ScopeChip; none: string; value: string; onChoose: () => void };

function Options({ chip, none, value, onChoose }: OptionsProps) {
  const pathname = usePathname();
  const params = useSearchParams();
  const [typed, setTyped] = useState('');
  const hrefOf = (option: string): string => {
    const next = new URLSearchParams(params);
    if (option) next.set(chip.key, option);
    else next.delete(chip.key);
    const text = next.toString();
    return text ? `${pathname}?${text}` : pathname;
  };
  const wanted = typed.trim().toLowerCase();
  const shown = chip.options.filter((option) => option.word.toLowerCase().includes(wanted));
  return (
    <>
      {chip.options.length >= FILTER_FROM ? (
        <input
          className="input"
          aria-label={`Filter ${chip.word}`}
          placeholder="Filter"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
      <ul className="pop-list">
        {[{ value: '', word: none }, ...shown].map((option) => (
          <li key={option.value}>
            <Link
              href={hrefOf(option.value)}
              scroll={false}
              onClick={onChoose}
              aria-current={option.value === value ? 'true' : undefined}
            >
              {option.word}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
