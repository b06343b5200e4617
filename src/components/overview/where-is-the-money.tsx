'use client';
import { useDisplay } from '@/components/lib/display';
import { formatClock, formatMoney } from '@/components/lib/format';
import { routes, type Scope } from '@/components/lib/routes';
import { ScopeChips } from '@/components/shell/scope-chips';
import { useMay } from '@/components/shell/use-me';
import { Equation } from '@/components/ui/equation';
import { Icon } from '@/components/ui/icon';
import { MoneyBarWithLens, type MoneyPlaces } from '@/components/ui/money-bar';
import { type SplitBy, useTotals } from './queries';
import { SplitTable } from './split-table';

const SPLIT_OPTIONS = [
  { value: 'facility', word: 'Facility' },
  { value: 'payer', word: 'Payer' },
  { value: 'entity', word: 'Entity' },
];

/** The signature of the product: one bar at true scale, its lens, and the equation that proves it. */
export function WhereIsTheMoney({ scope, split }: { scope: Scope; split: SplitBy | null }) {
  const { money, check } = useTotals(scope).data;
  const mayOpen = useMay('trace.read');
  const itemsOf = (place: string) => (mayOpen ? routes.items(place, scope) : null);
  return (
    <section className="hero" aria-labelledby="wim">
      <header className="row">
        <h2 id="wim" className="h">
          Where is the money
        </h2>
        <span className="sp" />
        <SumLine money={money} check={check} />
        <span className="split">
          <ScopeChips chips={[{ key: 'split', word: 'Split by', options: SPLIT_OPTIONS }]} none="Nothing" />
        </span>
      </header>
      <MoneyBarWithLens money={money} href={itemsOf('not-posted')} />
      <Equation money={money} hrefOf={itemsOf} />
      {split ? <SplitTable scope={scope} by={split} /> : null}
    </section>
  );
}

type Check = { readonly ranAt: Date; readonly ok: boolean } | null;

/** The proof beside the bar. When places do not sum, the red note takes its place and the bar stays. */
function SumLine({ money, check }: { money: MoneyPlaces; check: Check }) {
  const { timeZone } = useDisplay();
  if (!money.sums) {
    const { differenceMinor } = money;
    const short = differenceMinor > 0n;
    return (
      <div className="note rejected" role="alert">
        <Icon name="rejected" size={10} state="rejected" />
        <p className="m">
          Places do not sum to received: {short ? 'short' : 'over'}{' '}
          {formatMoney(short ? differenceMinor : -differenceMinor)}
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
      <span>Places sum to received. Difference $0.00, {checked}</span>
    </span>
  );
}
