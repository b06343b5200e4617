'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useDisplay } from '@/components/lib/display';
import { FIRST_FLOW, wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatClock } from '@/components/lib/format';
import { MEASURE_WORDS, MEASURES } from '@/components/lib/measures';
import { routes } from '@/components/lib/routes';
import { ScopeChips } from '@/components/shell/scope-chips';
import { useMay } from '@/components/shell/use-me';
import { Equation } from '@/components/ui/equation';
import { Icon } from '@/components/ui/icon';
import { MoneyBarWithLens } from '@/components/ui/money-bar';
import { FlowBars } from './flow-bars';
import { useMoment, type View } from './queries';
import { SplitTable } from './split-table';
import { type SumLine as Line, sumLine } from './sum-line';

const SPLIT_OPTIONS = [
  { value: 'facility', word: 'Facility' },
  { value: 'payer', word: 'Payer' },
  { value: 'entity', word: 'Entity' },
];

/** The signature of the product: one bar at true scale, its lens, and the equation that proves it; one flow at a time. */
export function WhereIsTheMoney({ view }: { view: View }) {
  const { scope, split } = view;
  const { data, isError } = useMoment(view);
  const { money, check, asOf } = data;
  const { flows } = data.flows;
  const code = scope.flow ?? FIRST_FLOW;
  const flow = flows.find((each) => each.code === code);
  const mayOpen = useMay('trace.read');
  const itemsOf = (place: string) => (mayOpen ? routes.items(place, scope) : null);
  return (
    <section className="hero" aria-labelledby="wim">
      <header className="row">
        <h2 id="wim" className="h">
          Where is the money
        </h2>
        <MeasureTabs view={view} measure={flow?.measure ?? 'cash-in'} />
        <span className="sp" />
        <SumLine line={sumLine(money, check, asOf, isError)} asset={flow?.asset} />
        <span className="split">
          <ScopeChips chips={[{ key: 'split', word: 'Split by', options: SPLIT_OPTIONS }]} none="Nothing" />
        </span>
      </header>
      <p className="s q flow-name">{wordsOf(code).name}</p>
      <MoneyBarWithLens money={money} asset={flow?.asset} href={itemsOf('not-posted')} />
      <Equation money={money} asset={flow?.asset} flow={code} hrefOf={itemsOf} />
      <FlowBars view={view} shown={code} measure={flow?.measure ?? 'cash-in'} />
      {split ? <SplitTable view={view} by={split} /> : null}
    </section>
  );
}

type TabProps = { view: View; measure: (typeof MEASURES)[number] };

/** One tab per measure that has flows; amounts of two measures are never added. */
function MeasureTabs({ view, measure }: TabProps) {
  const { scope } = view;
  const { flows } = useMoment(view).data.flows;
  const tabs = MEASURES.flatMap((name) => {
    const own = flows.filter((flow) => flow.measure === name);
    const first = own.find((flow) => flow.code === FIRST_FLOW) ?? own[0];
    return first ? [{ name, code: first.code }] : [];
  });
  if (tabs.length < 2) return null;
  return (
    <nav className="row measures" aria-label="Measure">
      {tabs.map(({ name, code }) => (
        <Link
          key={name}
          href={routes.overview({ ...scope, flow: code === FIRST_FLOW ? undefined : code })}
          className={clsx('chip', name === measure && 'on')}
          aria-current={name === measure ? 'true' : undefined}
        >
          {MEASURE_WORDS[name]}
        </Link>
      ))}
    </nav>
  );
}

/** The proof beside the bar. When places do not sum, the red note takes its place and the bar stays. */
function SumLine({ line, asset }: { line: Line; asset: string | undefined }) {
  const { timeZone } = useDisplay();
  const clock = (at: Date) => formatClock(at, timeZone);
  switch (line.kind) {
    case 'differs': {
      const short = line.byMinor > 0n;
      const words = `${short ? 'short' : 'over'} ${formatAsset(short ? line.byMinor : -line.byMinor, asset)}`;
      return <Wrong>Places do not sum to received: {words}</Wrong>;
    }
    case 'unproved':
      return <Wrong>The last proof failed at {clock(line.ranAt)}</Wrong>;
    case 'old':
      return (
        <span className="st held word s" role="status">
          <Icon name="held" size={10} state="held" />
          <span>Figures of {clock(line.asOf)}. They could not be read again, so nothing is said of now</span>
        </span>
      );
    case 'sums':
      return (
        <span className="st posted word s">
          <Icon name="posted" size={10} state="posted" />
          <span>
            Places sum to received. Difference {formatAsset(0n, asset)},{' '}
            {line.checked ? `books checked ${clock(line.checked)}` : 'not yet checked by the verifier'}
          </span>
        </span>
      );
  }
}

const Wrong = ({ children }: { children: ReactNode }) => (
  <div className="note rejected" role="alert">
    <Icon name="rejected" size={10} state="rejected" />
    <p className="m">{children}</p>
  </div>
);
