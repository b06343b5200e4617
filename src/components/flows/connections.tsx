'use client';
import { formatAge, formatCount, formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { useMay } from '@/components/shell/use-me';
import { ButtonLink } from '@/components/ui/button';
import { State } from '@/components/ui/state';
import './flows.css';
import { type Connections as Data, useConnections } from './queries';

const LANES: Readonly<Record<string, string>> = {
  payer: 'Payers',
  bank: 'Bank',
  rcm: 'Revenue cycle',
  clinical: 'Clinical',
  gateway: 'Gateway',
  hr: 'Payroll',
  erp: 'ERP',
};

/** Who sends and how lately, which targets answer, and what is still unknown there. */
export function Connections() {
  const { data, isError } = useConnections();
  const mayFiles = useMay('artifacts.read');
  return (
    <Screen title="Connections" className="flows-screen" asOf={<AsOf at={data.asOf} stale={isError} />}>
      <section className="sec fw-sec" aria-labelledby="in">
        <header>
          <h2 id="in">Ways in</h2>
          <span className="s q">{formatItems(data.inbound.length, 'connection')}</span>
          <span className="sp" />
          {mayFiles ? <ButtonLink href={routes.artifacts()}>All files</ButtonLink> : null}
        </header>
        <InboundTable data={data} />
      </section>
      <section className="sec fw-sec" aria-labelledby="out">
        <header>
          <h2 id="out">Ways out</h2>
          <span className="s q">{formatItems(data.outbound.length, 'target')}</span>
        </header>
        <OutboundTable data={data} />
      </section>
    </Screen>
  );
}

type Inbound = Data['inbound'][number];

function InboundState({ row }: { row: Inbound }) {
  if (!row.active) return <span className="q">switched off</span>;
  if (row.refusedDay > 0) return <State state="rejected" word={`${formatCount(row.refusedDay)} refused today`} />;
  if (row.unread > 0) return <State state="inflight" word={`${formatCount(row.unread)} being read`} />;
  return row.lastAt ? <State state="posted" word="All read" /> : <span className="q">Nothing yet</span>;
}

function InboundTable({ data }: { data: Data }) {
  return (
    <table className="tbl dense">
      <caption className="sr">Inbound connections</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" className="wide-only">
            Line
          </th>
          <th scope="col" className="wide-only">
            How
          </th>
          <th scope="col">State</th>
          <th scope="col" className="r">
            Files, 24 h
          </th>
          <th scope="col" className="r wide-only">
            Last
          </th>
        </tr>
      </thead>
      <tbody>
        {data.inbound.map((row) => (
          <tr key={row.code}>
            <th scope="row">{row.name}</th>
            <td className="wide-only">{LANES[row.lane] ?? row.lane}</td>
            <td className="wide-only">{row.kind}</td>
            <td>
              <InboundState row={row} />
            </td>
            <td className={row.filesDay === 0 ? 'r zero' : 'r'}>{formatCount(row.filesDay)}</td>
            <td className={row.lastAt ? 'r wide-only' : 'r zero wide-only'}>
              {row.lastAt ? `${formatAge(data.asOf.getTime() - row.lastAt.getTime())} ago` : 'never'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Outbound = Data['outbound'][number];

function OutboundState({ row }: { row: Outbound }) {
  const [broken] = row.broken;
  if (!row.active) return <span className="q">switched off</span>;
  if (broken) return <State state="rejected" word={`Does not answer: ${broken.kind}`} />;
  if (row.unanswered > 0) return <State state="unknown" word={`${formatCount(row.unanswered)} unknown`} />;
  if (row.held > 0) return <State state="held" word={`${formatCount(row.held)} held`} />;
  if (row.waiting > 0) return <State state="inflight" word={`${formatCount(row.waiting)} on the way`} />;
  return row.lastConfirmedAt ? <State state="posted" word="Answers" /> : <span className="q">Nothing sent yet</span>;
}

function OutboundTable({ data }: { data: Data }) {
  return (
    <table className="tbl dense">
      <caption className="sr">Targets</caption>
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col" className="wide-only">
            How
          </th>
          <th scope="col">State</th>
          <th scope="col" className="r">
            Confirmed, 24 h
          </th>
          <th scope="col" className="r wide-only">
            Last read back
          </th>
        </tr>
      </thead>
      <tbody>
        {data.outbound.map((row) => (
          <tr key={row.code}>
            <th scope="row">{row.name}</th>
            <td className="wide-only">{row.adapter}</td>
            <td>
              <OutboundState row={row} />
              {row.broken[0]?.failure ? <span className="s q2 fw-why">{row.broken[0].failure}</span> : null}
            </td>
            <td className={row.confirmedDay === 0 ? 'r zero' : 'r'}>{formatCount(row.confirmedDay)}</td>
            <td className={row.lastConfirmedAt ? 'r wide-only' : 'r zero wide-only'}>
              {row.lastConfirmedAt ? `${formatAge(data.asOf.getTime() - row.lastConfirmedAt.getTime())} ago` : 'never'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
