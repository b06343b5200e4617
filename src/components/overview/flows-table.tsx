'use client';
import Link from 'next/link';
import { Health } from '@/components/flows/health';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAge, formatPeriod } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Amount } from '@/components/ui/amount';
import { useMoment, type View, withoutFlow } from './queries';
import { Spark } from './spark';

/** Each flow's seven stages at a glance, what it received, and how far that is from posted. */
export function FlowsTable({ view }: { view: View }) {
  const { flows, asOf } = useMoment(view).data.flows;
  const scope = withoutFlow(view.scope);
  const mayOpen = useMay('trace.read');
  const items = (flow: string, place: string) => (mayOpen ? routes.items(place, { ...scope, flow }) : null);
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
                <FlowName code={flow.code} path={flow.path} />
              </th>
              <td className="sparkc">
                <Spark stages={flow.stages} />
              </td>
              <td className="amt recvc">
                <Amount minor={flow.receivedMinor} asset={flow.asset} href={items(flow.code, 'received')} />
              </td>
              <td className="amt">
                <Amount
                  minor={flow.notPostedMinor}
                  asset={flow.asset}
                  href={flow.notPostedMinor === 0n ? null : items(flow.code, 'not-posted')}
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

function FlowName({ code, path }: { code: string; path: string }) {
  const mayOpen = useMay('flows.read');
  const { name } = wordsOf(code);
  return (
    <span className="fl">
      {mayOpen ? (
        <Link className="m num" href={routes.flow(code)}>
          {name}
        </Link>
      ) : (
        <span className="m">{name}</span>
      )}
      <span className="s q path">{path}</span>
    </span>
  );
}

function Legend() {
  return (
    <span className="legend s q">
      <i className="mv" />
      moving
      <i className="stp" />
      stopped
      <i className="hld" />
      held
      <i className="unk" />
      unknown
    </span>
  );
}
