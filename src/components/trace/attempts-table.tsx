'use client';
import { useDisplay } from '@/components/lib/display';
import { formatClock, formatDay, formatItems, formatZone } from '@/components/lib/format';
import { State } from '@/components/ui/state';
import type { TraceData } from './queries';
import { isState } from './words';

type Attempt = TraceData['attempts'][number];

/** `18 ms`, `0.4 s`: from whole milliseconds and without a float in sight. */
const took = (ms: number): string =>
  ms < 100 ? `${ms} ms` : `${Math.floor(ms / 1000)}.${Math.floor((ms % 1000) / 100)} s`;

const KINDS = [
  ['Post', 'send'],
  ['Probe', 'probe'],
  ['Read back', 'read back'],
] as const;

function summary(attempts: readonly Attempt[]): string {
  const parts = KINDS.flatMap(([step, word]) => {
    const count = attempts.filter((attempt) => attempt.step.startsWith(step)).length;
    return count > 0 ? [formatItems(count, word)] : [];
  });
  return parts.join(', ');
}

/** Every try at the ERP in plain words: what was asked, what came back, and what was not done again. */
export function AttemptsTable({ attempts, count }: { attempts: readonly Attempt[]; count: number }) {
  const zone = useDisplay().timeZone;
  const several = new Set(attempts.map((attempt) => attempt.entity)).size > 1;
  const first = attempts[0];
  return (
    <section className="att" aria-labelledby="attempts">
      <div className="sech">
        <h2 id="attempts" className="h">
          Attempts
        </h2>
        <span className="s q">{summary(attempts) || 'none'}</span>
        {count > attempts.length ? (
          <span className="s q">, {formatItems(count - attempts.length, 'older one')} not shown</span>
        ) : null}
      </div>
      {first ? (
        <table className="tbl">
          <caption className="sr">Attempts at the ERP</caption>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Started, {formatZone(first.startedAt, zone)}</th>
              <th scope="col">Outcome</th>
              <th scope="col">What happened</th>
              <th scope="col" className="r">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <tr key={attempt.id}>
                <td>
                  {several ? <span className="q">{attempt.entity} </span> : null}
                  {attempt.step}
                </td>
                <td className="q2 nw">
                  {formatDay(attempt.startedAt, zone).slice(0, -5)} {formatClock(attempt.startedAt, zone)}
                </td>
                <td>
                  {isState(attempt.state) ? <State state={attempt.state} word={attempt.outcome} /> : attempt.outcome}
                </td>
                <td className="what q2">{attempt.what}</td>
                <td className="r q2">{attempt.tookMs === null ? '' : took(attempt.tookMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="s q2">Nothing of this remit was sent to the ERP.</p>
      )}
    </section>
  );
}
