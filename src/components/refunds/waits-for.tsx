import Link from 'next/link';
import { Time } from '@/components/lib/display';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { formatAsset } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { POSTING_LOOKS } from '@/components/sheets/words';
import { useMay } from '@/components/shell/use-me';
import { Icon } from '@/components/ui/icon';
import { State } from '@/components/ui/state';
import type { RefundDetail } from './queries';
import { REFUND_FLOW } from './words';

/** What waits for whom: a person, the ERP, or a date. */
export function WaitsFor({ refund }: { refund: RefundDetail }) {
  const { asks, stops, unconfirmed, timers } = refund;
  const mayOpen = useMay('approvals.read');
  const nothing = asks.length + stops.length + unconfirmed.length + timers.length === 0;
  return (
    <section aria-labelledby="waits">
      <div className="sech">
        <h2 id="waits">Waits for</h2>
      </div>
      {nothing ? <p className="q2">Nothing. It has come to its end.</p> : null}
      <ul className="rf-waits">
        {stops.map((stop) => (
          <li key={stop.eventId}>
            <State state="exception" word={typeWord(REFUND_FLOW, stop.type)} />
            <Link className="num" href={routes.cause(stop.causeId)}>
              {stop.title}
            </Link>
          </li>
        ))}
        {asks.map((ask) => (
          <li key={ask.id}>
            <State state="held" word="A second person" />
            <span>
              {mayOpen ? (
                <Link className="num" href={routes.approvals({ id: ask.id })}>
                  {ask.title}
                </Link>
              ) : (
                ask.title
              )}
              <span className="s q2">
                {' '}
                {formatAsset(ask.amountMinor, ask.asset)}, {ask.given} of {ask.needed} agreed, asked{' '}
                <Time at={ask.askedAt} as="day" />
              </span>
            </span>
          </li>
        ))}
        {unconfirmed.map((sheet) => (
          <li key={sheet.id}>
            <State state={POSTING_LOOKS[sheet.state].state} word={POSTING_LOOKS[sheet.state].word} />
            <span>
              {wordsOf(REFUND_FLOW).roles?.[sheet.role] ?? sheet.role} in {sheet.target}
              {sheet.failureText ? <span className="s late"> {sheet.failureText}</span> : null}
            </span>
          </li>
        ))}
      </ul>
      {timers.length > 0 ? (
        <dl className="rf-until">
          {timers.map((timer) => (
            <div key={timer.name}>
              <dt>
                <Time at={timer.at} as="day" />
              </dt>
              <dd>{wordsOf(REFUND_FLOW).timers?.[timer.name] ?? timer.name}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}

/** What is wrong with it now, and what was; a concern stops nothing and ends by itself. */
export function Concerns({ refund: { concerns } }: { refund: RefundDetail }) {
  if (concerns.length === 0) return null;
  const open = concerns.filter((concern) => concern.closedAt === null);
  const closed = concerns.length - open.length;
  return (
    <section aria-labelledby="concerns">
      <div className="sech">
        <h2 id="concerns">Concerns</h2>
        <span className="s q">
          {open.length} open{closed > 0 ? `, ${closed} over` : ''}
        </span>
      </div>
      <ul className="rf-concerns">
        {concerns.map((concern) => (
          <li
            key={`${concern.causeId}|${concern.openedAt.toISOString()}`}
            className={concern.closedAt ? 'q' : undefined}
          >
            <Icon
              name={concern.closedAt ? 'check' : 'exception'}
              size={12}
              state={concern.closedAt ? 'posted' : 'exception'}
            />
            <span>
              <Link className="num" href={routes.cause(concern.causeId)}>
                {concern.title}
              </Link>{' '}
              <span className="s q2">
                since <Time at={concern.openedAt} as="day" />
                {concern.closedAt ? (
                  <>
                    , over <Time at={concern.closedAt} as="day" />
                  </>
                ) : null}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
