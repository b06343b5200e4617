'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Time } from '@/components/lib/display';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { formatAge, formatItems, formatMoney } from '@/components/lib/format';
import { MEASURE_WORDS } from '@/components/lib/measures';
import { ROLE_WORDS } from '@/components/lib/roles';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { useMay } from '@/components/shell/use-me';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Equation } from '@/components/ui/equation';
import { MoneyBarWithLens } from '@/components/ui/money-bar';
import { Bindings } from './bindings';
import './flows.css';
import { Given } from '@/components/ui/given';
import { Oldest } from './flows';
import { Health } from './health';
import { type FlowDetail, useFlow } from './queries';

const BACK = { href: routes.flows, word: 'Flows' };

/** One flow: where its amounts are, what it takes and makes, where its documents go, and under which rules. */
export function Flow({ code }: { code: string }) {
  const { data, isError } = useFlow(code);
  const mayOpen = useMay('trace.read');
  if (!data) {
    return (
      <Screen title="Flow" back={BACK}>
        <EmptyState title="There is no such flow" action={<ButtonLink href={routes.flows}>All flows</ButtonLink>}>
          The catalogue does not have it, or it is switched off.
        </EmptyState>
      </Screen>
    );
  }
  const itemsOf = (place: string) => (mayOpen ? routes.items(place, { flow: code }) : null);
  return (
    <Screen
      title={wordsOf(code).name}
      back={BACK}
      className="flows-screen"
      scopes={<Health flow={data.line} />}
      asOf={<AsOf at={data.asOf} stale={isError} />}
    >
      {data.measures.map(({ asset, places }) => (
        <section key={asset} aria-label={`Where it is, ${asset}`}>
          <MoneyBarWithLens money={places} asset={asset} href={itemsOf('not-posted')} />
          <Equation money={places} asset={asset} flow={code} hrefOf={itemsOf} />
        </section>
      ))}
      {data.measures.length === 0 ? (
        <EmptyState title="Nothing has been received yet">
          {wordsOf(code).received} appear here with the first file on a connection.
        </EmptyState>
      ) : null}
      <Facts flow={data} />
      <div className="fw-two">
        <div>
          <Bindings bindings={data.bindings} flow={code} />
          <Rules rules={data.rules} />
        </div>
        <div>
          <Contract flow={data} />
          <Causes causes={data.causes} code={code} />
        </div>
      </div>
    </Screen>
  );
}

function Facts({ flow }: { flow: FlowDetail }) {
  const { line } = flow;
  return (
    <div className="fw-facts">
      <Fact word="Measure">{line.measure ? MEASURE_WORDS[line.measure] : 'not installed'}</Fact>
      <Fact word="Owner">{ROLE_WORDS[line.owner as keyof typeof ROLE_WORDS] ?? line.owner}</Fact>
      <Fact word="Criticality">{line.criticality}</Fact>
      <Fact word="Oldest of SLA">
        <Oldest flow={line} asOf={flow.asOf} />
      </Fact>
      <Fact word="Last received">
        {line.lastAt ? `${formatAge(flow.asOf.getTime() - line.lastAt.getTime())} ago` : 'never'}
      </Fact>
      <Fact word="Holds its key until">{flow.order ?? 'not installed'}</Fact>
      <Fact word="Runbook">
        <span className="mono">{flow.runbook}</span>
      </Fact>
    </div>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <span className="s q">{word}</span>
      <span>{children}</span>
    </div>
  );
}

/** What it takes: its own event types with their versions, those of other flows, and who sends them. */
function Contract({ flow }: { flow: FlowDetail }) {
  const { code } = flow.line;
  return (
    <section className="sec fw-sec" aria-labelledby="contract">
      <header>
        <h2 id="contract">What it takes</h2>
        <span className="s q">{flow.source}</span>
      </header>
      <ul className="fw-types">
        {flow.events.map((type) => (
          <li key={type}>
            <span>{typeWord(code, type)}</span>
            <span className="sp" />
            <span className="mono s q">{type}</span>
          </li>
        ))}
        {flow.subscribes.map((type) => (
          <li key={type}>
            <span>{type}</span>
            <span className="sp" />
            <span className="s q">of another flow</span>
          </li>
        ))}
      </ul>
      <p className="s q2">Promised: {flow.contract}.</p>
      {flow.senders.length > 0 ? (
        <ul className="fw-types">
          {flow.senders.map((sender) => (
            <li key={sender.code}>
              <span>{sender.name}</span>
              <span className="sp" />
              <span className="s q2">
                {formatItems(sender.files, 'file')} in 30 days, last{' '}
                {sender.lastAt ? <Time at={sender.lastAt} /> : 'never'}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="s q">No file of it came in 30 days.</p>
      )}
      {flow.ties.length > 0 ? (
        <p className="s q2">
          Ties:{' '}
          {flow.ties
            .map(
              ({ kind, open }) =>
                `${(wordsOf(code).ties?.[kind] ?? kind).toLowerCase()}${open === null ? '' : `, ${open} open`}`,
            )
            .join('; ')}
          .
        </p>
      ) : null}
    </section>
  );
}

function Rules({ rules }: { rules: FlowDetail['rules'] }) {
  return (
    <section className="sec fw-sec" aria-labelledby="rules">
      <header>
        <h2 id="rules">Rules</h2>
        <span className="s q">a change is a new version</span>
      </header>
      <table className="tbl dense">
        <caption className="sr">Versions of its rules</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">In force from</th>
            <th scope="col" className="wide-only">
              Made by
            </th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.version}>
              <th scope="row">v{rule.version}</th>
              <td>{rule.effectiveFrom.startsWith('1900') ? 'the beginning' : rule.effectiveFrom}</td>
              <td className="wide-only">
                {rule.createdBy}, <Time at={rule.createdAt} as="day" />
              </td>
              <td>{rule.current ? <span className="tag">in force</span> : <span className="q">history</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Causes({ causes: { top, rest, total }, code }: { causes: FlowDetail['causes']; code: string }) {
  const mayOpen = useMay('exceptions.read');
  return (
    <section className="sec fw-sec" aria-labelledby="stopped">
      <header>
        <h2 id="stopped">Stopped by cause</h2>
        <span className="s q">{formatItems(total.items)}</span>
        <span className="sp" />
        {mayOpen && total.causes > 0 ? (
          <Link className="s q2 num" href={routes.exceptions({ flow: code })}>
            All {total.causes}
          </Link>
        ) : null}
      </header>
      {total.items === 0 ? <p className="q2">Nothing of it is stopped.</p> : null}
      <ul className="fw-types">
        {top.map((cause) => (
          <li key={cause.id}>
            {mayOpen && cause.id ? (
              <Link className="num cut" href={routes.cause(cause.id)}>
                {cause.title}
              </Link>
            ) : (
              <span className="cut">
                <Given text={cause.title} />
              </span>
            )}
            <span className="sp" />
            <span className="amt">{formatMoney(cause.amountMinor)}</span>
          </li>
        ))}
        {rest.causes > 0 ? (
          <li className="q2">
            {formatItems(rest.causes, 'more cause')}
            <span className="sp" />
            <span className="amt">{formatMoney(rest.amountMinor)}</span>
          </li>
        ) : null}
      </ul>
    </section>
  );
}
