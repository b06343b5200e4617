'use client';
import Link from 'next/link';
import { countItems } from '@/components/lib/flow-words';
import { formatItems, formatMoney, percentOf } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Given } from '@/components/ui/given';
import type { Holding } from '@/components/ui/money-bar';
import { State } from '@/components/ui/state';
import { useMoment, type View } from './queries';

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

type Cause = ReturnType<typeof useMoment>['data']['causes']['top'][number];

type LineProps = { cause: Cause; widest: bigint; linked: boolean; flow: string | undefined };

function CauseLine({ cause, widest, linked, flow }: LineProps) {
  const from = cause.payer ?? (cause.payers > 1 ? `${cause.payers} payers` : '');
  const line = (
    <>
      <span className="t cut">
        <Given text={cause.title} />
      </span>
      <span className="amt">{formatMoney(cause.amountMinor)}</span>
      <span className="s q cut meta">
        {countItems(flow, cause.items)}
        {from ? `, ${from}` : ''}
        {cause.late ? <span className="late">, late</span> : null}
      </span>
      <span className="track" aria-hidden="true">
        <i style={{ width: `${percentOf(absolute(cause.amountMinor), widest)}%` }} />
      </span>
    </>
  );
  return (
    <li>
      {linked && cause.id ? <Link href={routes.cause(cause.id)}>{line}</Link> : <div className="line">{line}</div>}
    </li>
  );
}

/** Items behind the stopped ones of their key: no cause of their own, and dollars of the place all the same. */
function Waiting({ held, href, flow }: { held: Holding; href: string | null; flow: string | undefined }) {
  const line = (
    <>
      <span className="t q2">{countItems(flow, held.items)} waiting behind them</span>
      <span className="amt">{formatMoney(held.amountMinor)}</span>
    </>
  );
  return href ? <Link href={href}>{line}</Link> : <div className="line">{line}</div>;
}

/** What to fix first, by dollars; the total is the place “exception” of the equation above. */
export function TopCauses({ view }: { view: View }) {
  const { scope } = view;
  const { top, rest, waiting, total } = useMoment(view).data.causes;
  const linked = useMay('exceptions.read');
  const mayOpen = useMay('trace.read');
  const widest = absolute(top[0]?.amountMinor ?? 0n);
  return (
    <section className="sec causes" aria-labelledby="causes">
      <header>
        <h2 id="causes">Top causes</h2>
        <span className="s q">by dollars stopped</span>
        <span className="sp" />
        {linked && total.causes > 0 ? (
          <Link className="s q2 num" href={routes.exceptions(scope)}>
            All {total.causes}
          </Link>
        ) : null}
      </header>
      {total.items === 0 ? (
        <p className="none">
          <State state="posted" word="Nothing is stopped by a cause" />
        </p>
      ) : (
        <ol>
          {top.map((cause) => (
            <CauseLine key={cause.id} cause={cause} widest={widest} linked={linked} flow={scope.flow} />
          ))}
          {rest.causes > 0 ? (
            <li className="rest">
              <div className="line">
                <span className="t q2">
                  {formatItems(rest.causes, 'more cause')}, {countItems(scope.flow, rest.items)}
                </span>
                <span className="amt">{formatMoney(rest.amountMinor)}</span>
              </div>
            </li>
          ) : null}
          {waiting.items > 0 ? (
            <li className="rest">
              <Waiting held={waiting} flow={scope.flow} href={mayOpen ? routes.items('waiting', scope) : null} />
            </li>
          ) : null}
          <li className="tot">
            <span>Exception</span>
            <span className="amt">{formatMoney(total.amountMinor)}</span>
          </li>
        </ol>
      )}
    </section>
  );
}
