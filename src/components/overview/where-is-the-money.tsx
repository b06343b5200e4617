'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useDisplay } from '@/components/lib/display';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatClock } from '@/components/lib/format';
import { MEASURE_WORDS, MEASURES } from '@/components/lib/measures';
import { routes, type Scope } from '@/components/lib/routes';
import { ScopeChips } from '@/components/shell/scope-chips';
import { useMay } from '@/components/shell/use-me';
import { Equation } from '@/components/ui/equation';
import { Icon } from '@/components/ui/icon';
import { MoneyBarWithLens, type MoneyPlaces } from '@/components/ui/money-bar';
import { FlowBars } from './flow-bars';
import { type SplitBy, useFlows, useTotals, withoutFlow } from './queries';
import { SplitTable } from './split-table';

const SPLIT_OPTIONS = [
  { value: 'facility', word: 'Facility' },
  { value: 'payer', word: 'Payer' },
  { value: 'entity', word: 'Entity' },
];
/** Shown where the address names no flow. */
export const FIRST_FLOW = 'remittance-to-cash';

/** The signature of the product: one bar at true scale, its lens, and the equation that proves it; one flow at a time. */
export function WhereIsTheMoney({ scope, split }: { scope: Scope; split: SplitBy | null }) {
  const { money, check } = useTotals(scope).data;
  const { flows } = useFlows(withoutFlow(scope)).data;
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
        <MeasureTabs scope={scope} measure={flow?.measure ?? 'cash-in'} />
        <span className="sp" />
        <SumLine money={money} asset={flow?.asset} check={check} />
        <span className="split">
          <ScopeChips chips={[{ key: 'split', word: 'Split by', options: SPLIT_OPTIONS }]} none="Nothing" />
        </span>
      </header>
      <p className="s q flow-name">{wordsOf(code).name}</p>
      <MoneyBarWithLens money={money} asset={flow?.asset} href={itemsOf('not-posted')} />
      <Equation money={money} asset={flow?.asset} flow={code} hrefOf={itemsOf} />
      <FlowBars scope={scope} shown={code} measure={flow?.measure ?? 'cash-in'} />
      {split ? <SplitTable scope={scope} by={split} /> : null}
    </section>
  );
}

type TabProps = { scope: Scope; measure: (typeof MEASURES)[number] };

/** One tab per measure that has flows; amounts of two measures are never added. */
function MeasureTabs({ scope, measure }: TabProps) {
  const { flows } = useFlows(withoutFlow(scope)).data;
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

type Check = { readonly ranAt: Date; readonly ok: boolean } | null;

/** The proof beside the bar. When places do not sum, the red note takes its place and the bar stays. */
function SumLine({ money, asset, check }: { money: MoneyPlaces; asset: string | undefined; check: Check }) {
  const { timeZone } = useDisplay();
  if (!money.sums) {
    const { differenceMinor } = money;
    const short = differenceMinor > 0n;
    return (
      <div className="note rejected" role="alert">
        <Icon name="rejected" size={10} state="rejected" />
        <p className="m">
          Places do not sum to received: {short ? 'short' : 'over'}{' '}
          {formatAsset(short ? differenceMinor : -differenceMinor, asset)}
        </p>
      </div>
    );
  }
  if (check && !check.ok) {
    return (
      <div className="note rejected" role="alert">
        <Icon name="rejected" size={10} state="rejected" />
        <p className="m">The last proof failed at {formatClock(check.ranAt, timeZone)}</p>
      </div>
    );
  }
  const checked = check ? `checked ${formatClock(check.ranAt, timeZone)}` : 'not yet checked by the verifier';
  return (
    <span className="st posted word s">
      <Icon name="posted" size={10} state="posted" />
      <span>
        Places sum to received. Difference {formatAsset(0n, asset)}, {checked}
      </span>
    </span>
  );
}
