'use client';
import { useSearchParams } from 'next/navigation';
import { formatChange, formatPeriod } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { bankOf } from './bank';
import { CellPanel } from './cell-panel';
import { glOf } from './gl';
import { LedgerPanel } from './ledger-panel';
import { LegStrip } from './leg-strip';
import { addressWith, viewFrom } from './params';
import { PivotKey, PivotTable } from './pivot-table';
import { type Legs, type ScreenData, useScreen, type View } from './queries';
import { ScopeControls } from './scope-controls';
import { BankWhy, LedgerWhy, PostedWhy } from './why-lists';
import './reconciliation.css';

/** Which payer and facility does not tie, at which leg, and who owns why. */
export function ReconciliationScreen() {
  const params = useSearchParams();
  const view = viewFrom(params);
  const { data: screen, isError } = useScreen(view);
  const { legs, period } = screen;
  return (
    <Screen
      title="Reconciliation"
      scopes={<ScopeControls screen={screen} view={view} />}
      asOf={<AsOf at={screen.asOf} stale={isError} />}
      workspace
      className="rc"
    >
      {legs && period ? <Books screen={screen} legs={legs} period={period} view={view} /> : <Nothing />}
    </Screen>
  );
}

function Nothing() {
  return (
    <div className="rc-empty">
      <EmptyState
        title="No money was received yet"
        action={<ButtonLink href={routes.artifacts()}>Artifacts</ButtonLink>}
      >
        Reconciliation begins with the first remit.
      </EmptyState>
    </div>
  );
}

type BooksProps = { screen: ScreenData; legs: Legs; period: string; view: View };

function Books({ screen, legs, period, view }: BooksProps) {
  const params = useSearchParams();
  const go = (changes: Readonly<Record<string, string | undefined>>): void =>
    window.history.pushState(null, '', addressWith(new URLSearchParams(params), changes));
  const [row, column, ledger] = [params.get('row'), params.get('column'), params.get('ledger')];
  const chosen = row && column ? { row, column } : null;
  const leg = legs.gl.kind === 'ledger' ? legs.gl.legs.find((l) => l.entity === ledger) : undefined;
  const close = () => {
    go({ row: undefined, column: undefined, ledger: undefined });
    document.querySelector<HTMLElement>('.rc-pv [aria-pressed="true"]')?.focus();
  };
  useKeys(chosen || leg ? { Escape: close } : {});
  return (
    <>
      <LegStrip legs={legs} onLedger={(entity) => go({ ledger: entity, row: undefined, column: undefined })} />
      <div className={chosen || leg ? 'rc-cols open' : 'rc-cols'}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen scrolls sideways by keyboard too */}
        <section className="rc-left" tabIndex={0} aria-label="By payer, facility and entity">
          <PivotTable
            pivot={screen.pivot}
            chosen={chosen}
            onChoose={(r, c) => go({ row: r, column: c, ledger: undefined })}
          />
          <PivotKey />
          <Differences legs={legs} />
        </section>
        {leg ? (
          <LedgerPanel period={period} leg={leg} onClose={close} />
        ) : chosen ? (
          <CellPanel
            selection={{ ...view, ...chosen, period }}
            title={titleOf(screen, chosen, period)}
            asOf={screen.asOf}
            whole={legs}
            onClose={close}
          />
        ) : null}
      </div>
    </>
  );
}

function titleOf({ pivot }: ScreenData, { row, column }: { row: string; column: string }, period: string): string {
  const name = (heads: readonly { key: string; name: string }[], key: string): string[] =>
    heads.flatMap((head) => (head.key === key ? [head.name] : []));
  const names = [...name(pivot.rows, row), ...name(pivot.columns, column)];
  return names.length > 0 ? names.join(', ') : `All of ${formatPeriod(period)}`;
}

function Differences({ legs }: { legs: Legs }) {
  const { sums } = legs;
  const gl = glOf(legs);
  const bank = bankOf(legs);
  return (
    <div className="rc-own">
      <section aria-labelledby="posted-less-remit">
        <div className="sech">
          <h2 id="posted-less-remit" className="h">
            Posted less remit
          </h2>
          <span className="sp" />
          <span className="amt b">{formatChange(sums.postedMinor - sums.receivedMinor)}</span>
        </div>
        <PostedWhy legs={legs} total={false} />
      </section>
      <section aria-labelledby="gl-less-posted">
        <div className="sech">
          <h2 id="gl-less-posted" className="h">
            GL less posted
          </h2>
          <span className="sp" />
          <span className="amt b">{gl.known ? formatChange(gl.glMinor - gl.postedMinor) : gl.instead}</span>
        </div>
        {legs.gl.kind === 'ledger' ? (
          <LedgerWhy legs={legs.gl.legs} />
        ) : (
          <p className="q2">Balances of whole entities are not shown to people of some facilities.</p>
        )}
        <div className="sech rc-bank">
          <h2 className="h">Remit less bank</h2>
          <span className="sp" />
          <span className="amt b">{bank.bankMinor === null ? bank.instead : formatChange(bank.differenceMinor)}</span>
        </div>
        {bank.bankMinor === null ? (
          <p className="q2">Deposits are not compared here: {bank.count}.</p>
        ) : (
          <BankWhy legs={legs} />
        )}
      </section>
    </div>
  );
}
