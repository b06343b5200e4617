'use client';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { formatPeriod } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { Icon } from '@/components/ui/icon';
import { addressWith } from './params';
import type { Dimension, ScreenData, View } from './queries';

const WORDS: Readonly<Record<Dimension, string>> = { payer: 'Payer', facility: 'Facility', entity: 'Legal entity' };
const DIMENSIONS: readonly Dimension[] = ['payer', 'facility', 'entity'];

/** Period, rows and columns; all of it in the address. */
export function ScopeControls({ screen, view }: { screen: ScreenData; view: View }) {
  return (
    <>
      <PeriodStepper screen={screen} />
      <Choice word="Rows" name="rows" view={view} />
      <Choice word="Columns" name="columns" view={view} />
    </>
  );
}

/** Periods are listed newest first. */
function PeriodStepper({ screen: { period, periods } }: { screen: ScreenData }) {
  const params = useSearchParams();
  const router = useRouter();
  const at = period === null ? -1 : periods.indexOf(period);
  const back = periods[at + 1];
  const on = at > 0 ? periods[at - 1] : undefined;
  const href = (to: string): string => addressWith(new URLSearchParams(params), { period: to });
  useKeys({
    '[': () => back && router.push(href(back)),
    ']': () => on && router.push(href(on)),
  });
  if (period === null) return null;
  return (
    <nav className="seg rc-period" aria-label="Period">
      <Step to={back ? href(back) : null} word="Period back" icon="left" />
      <span className="m nw">{formatPeriod(period)}</span>
      <Step to={on ? href(on) : null} word="Period on" icon="right" />
    </nav>
  );
}

function Step({ to, word, icon }: { to: string | null; word: string; icon: 'left' | 'right' }) {
  if (!to) {
    return (
      <span className="q" title={`${word}: no other period holds money`}>
        <Icon name={icon} size={12} />
      </span>
    );
  }
  return (
    <Link href={to} aria-label={word} scroll={false}>
      <Icon name={icon} size={12} />
    </Link>
  );
}

type ChoiceProps = { word: string; name: 'rows' | 'columns'; view: View };

/** Choosing what the other axis shows swaps the two. */
function Choice({ word, name, view }: ChoiceProps) {
  const params = useSearchParams();
  const [open, setOpen] = useState(false);
  const other = name === 'rows' ? 'columns' : 'rows';
  const hrefOf = (dimension: Dimension): string =>
    addressWith(new URLSearchParams(params), {
      [name]: dimension,
      [other]: dimension === view[other] ? view[name] : view[other],
      row: undefined,
      column: undefined,
    });
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button type="button" className="chip">
          <span>{word}</span>
          <b>{WORDS[view[name]]}</b>
          <Icon name="chev" size={12} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} className="pop" aria-label={word}>
          <ul className="pop-list">
            {DIMENSIONS.map((dimension) => (
              <li key={dimension}>
                <Link
                  href={hrefOf(dimension)}
                  scroll={false}
                  onClick={() => setOpen(false)}
                  aria-current={dimension === view[name] ? 'true' : undefined}
                >
                  {WORDS[dimension]}
                </Link>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
