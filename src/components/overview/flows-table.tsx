'use client';
import { formatAge, formatCount, formatPeriod } from '@/components/lib/format';
import { routes, type Scope } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Amount } from '@/components/ui/amount';
import { State } from '@/components/ui/state';
import { useFlows } from './queries';
import { Spark } from './spark';

type Flow = ReturnType<typeof useFlows>['data']['flows'][number];

const sum = (flow: Flow, key: 'moving' | 'stopped' | 'unknown'): number =>
  flow.stages.reduce((total, stage) => total + stage[key], 0);

/** Stopped outranks unknown outranks moving: the word names what needs someone first. */
function Health({ flow }: { flow: Flow }) {
  const stopped = sum(flow, 'stopped');
  if (stopped > 0) return <State state="exception" word={`${formatCount(stopped)} stopped`} />;
  const unknown = sum(flow, 'unknown');
  if (unknown > 0) return <State state="unknown" word={`${formatCount(unknown)} unknown`} />;
  if (sum(flow, 'moving') > 0) return <State state="inflight" word="Moving" />;
  return flow.receivedMinor === 0n ? (
    <span className="q">Nothing received</span>
  ) : (
    <State state="posted" word="All posted" />
  );
}

/** Each flow's seven stages at a glance, what it received, and how far that is from posted. */
export function FlowsTable({ scope }: { scope: Scope }) {
  const { flows, asOf } = useFlows(scope).data;
  const mayOpen = useMay('trace.read');
  const items = (place: string) => (mayOpen ? routes.items(place, scope) : null);
  return (
    <section className="sec flows" aria-labelledby="flows">
      <header>
        <h2 id="flows">Flows</h2>
        <span className="s q">{flows.length} active</span>
        <span className="sp" />
        <Legend />
      </header>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">Flow</th>
            <th scope="col" className="sparkc" title="Items waiting at each stage">
              Receive → reconcile
            </th>
            <th scope="col" className="amt recvc">
              Received{scope.period !== undefined ? `, ${formatPeriod(scope.period).slice(0, 3)}` : ''}
            </th>
            <th scope="col" className="amt">
              Not posted
            </th>
            <th scope="col" className="r oldc">
              Oldest
            </th>
            <th scope="col" className="hc">
              Health
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={flow.code}>
              <th scope="row">
                <span className="fl">
                  <span className="m">{flow.code}</span>
                  <span className="s q path">{flow.path}</span>
                </span>
              </th>
              <td className="sparkc">
                <Spark stages={flow.stages} />
              </td>
              <td className="amt recvc">
                <Amount minor={flow.receivedMinor} asset={flow.asset} href={items('received')} />
              </td>
              <td className="amt">
                <Amount
                  minor={flow.notPostedMinor}
                  asset={flow.asset}
                  href={flow.notPostedMinor === 0n ? null : items('not-posted')}
                />
              </td>
              <td className={flow.oldestAt ? 'r oldc' : 'r oldc zero'}>
                {flow.oldestAt ? formatAge(asOf.getTime() - flow.oldestAt.getTime()) : 'none'}
              </td>
              <td className="hc">
                <Health flow={flow} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Legend() {
  return (
    <span className="legend s q">
      <i className="mv" />
      moving
      <i className="stp" />
      stopped
      <i className="unk" />
      unknown
    </span>
  );
}
