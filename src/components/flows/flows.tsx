'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAge, formatCount } from '@/components/lib/format';
import { MEASURE_WORDS, MEASURES } from '@/components/lib/measures';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { EmptyState } from '@/components/ui/empty-state';
import './flows.css';
import { Health, loadOf } from './health';
import { type FlowLine, useFlowList } from './queries';

const HOUR_MS = 3_600_000;

/** How old the oldest that waits is, against what the flow promises. */
export function Oldest({ flow, asOf }: { flow: FlowLine; asOf: Date }) {
  if (!flow.oldestAt) return <span className="q">none of {flow.slaHours} h</span>;
  const age = asOf.getTime() - flow.oldestAt.getTime();
  return (
    <span className={age > flow.slaHours * HOUR_MS ? 'late' : undefined}>
      {formatAge(age)} <span className="q">of {flow.slaHours} h</span>
    </span>
  );
}

const columnsOf = (asOf: Date): readonly Column<FlowLine>[] => [
  {
    key: 'flow',
    head: 'Flow',
    render: (flow) => (
      <span className="fw-name">
        <Link className="num m" href={routes.flow(flow.code)}>
          {wordsOf(flow.code).name}
        </Link>
        <span className="s q mono">{flow.code}</span>
      </span>
    ),
  },
  { key: 'path', head: 'From, to', wideOnly: true, className: 'cut', render: (flow) => flow.path },
  { key: 'health', head: 'Health', render: (flow) => <Health flow={flow} /> },
  {
    key: 'moving',
    head: 'In flight',
    right: true,
    wideOnly: true,
    render: (flow) => formatCount(loadOf(flow, 'moving') + loadOf(flow, 'unknown')),
  },
  { key: 'oldest', head: 'Oldest of SLA', wideOnly: true, render: (flow) => <Oldest flow={flow} asOf={asOf} /> },
  {
    key: 'last',
    head: 'Last received',
    wideOnly: true,
    render: (flow) =>
      flow.lastAt ? `${formatAge(asOf.getTime() - flow.lastAt.getTime())} ago` : <span className="q">never</span>,
  },
  {
    key: 'rest',
    head: 'Not posted',
    right: true,
    render: (flow) => <Amount minor={flow.notPostedMinor} asset={flow.asset} />,
  },
  {
    key: 'received',
    head: 'Received',
    right: true,
    wideOnly: true,
    render: (flow) => <Amount minor={flow.receivedMinor} asset={flow.asset} />,
  },
];

/** Which flow is stopped or slow, what it takes and makes. Flows of one measure stand together; no sum crosses measures. */
export function Flows() {
  const router = useRouter();
  const { data, isError } = useFlowList();
  const columns = columnsOf(data.asOf);
  return (
    <Screen title="Flows" className="flows-screen" asOf={<AsOf at={data.asOf} stale={isError} />}>
      {data.flows.length === 0 ? (
        <EmptyState title="No flow is active">A flow is switched on in the catalogue.</EmptyState>
      ) : null}
      {[...MEASURES, null].map((measure) => {
        const flows = data.flows.filter((flow) => flow.measure === measure);
        if (flows.length === 0) return null;
        const word = measure ? MEASURE_WORDS[measure] : 'Not installed';
        return (
          <section key={word} className="sec fw-sec" aria-label={word}>
            <header>
              <h2>{word}</h2>
              <span className="s q">{flows.length === 1 ? '1 flow' : `${flows.length} flows`}</span>
            </header>
            <DataTable
              caption={`Flows: ${word}`}
              columns={columns}
              rows={flows}
              keyOf={(flow) => flow.code}
              onOpen={(flow) => router.push(routes.flow(flow.code))}
            />
          </section>
        );
      })}
    </Screen>
  );
}
