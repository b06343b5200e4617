'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Time } from '@/components/lib/display';
import { countItems, countParcels, FIRST_FLOW, wordsOf } from '@/components/lib/flow-words';
import { formatBytes, formatDate } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { Screen } from '@/components/shell/screen';
import { useMay } from '@/components/shell/use-me';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { EmptyState } from '@/components/ui/empty-state';
import { Equation } from '@/components/ui/equation';
import { Icon } from '@/components/ui/icon';
import { MoneyBar, MoneyBarWithLens } from '@/components/ui/money-bar';
import { Badge } from '@/components/ui/state';
import { dispositionOf, lookOf } from './artifact-words';
import './artifacts.css';
import { Findings } from './findings';

/** While it is being read the page follows it; afterwards its money still moves, more slowly. */
const READING_EVERY_MS = 2_000;
const MOVING_EVERY_MS = 8_000;

function useArtifact(id: string) {
  const trpc = useTRPC();
  return useSuspenseQuery({
    ...trpc.artifacts.detail.queryOptions({ id }),
    refetchInterval: ({ state }) => (state.data?.state === 'received' ? READING_EVERY_MS : MOVING_EVERY_MS),
  }).data;
}
type Detail = ReturnType<typeof useArtifact>;
type Parcel = Detail['parcels'][number];

/** One file: what it is, whether it could be read, what was found, and where its dollars are now. */
export function Artifact({ id }: { id: string }) {
  const artifact = useArtifact(id);
  return (
    <Screen title={artifact.name} back={{ href: routes.artifacts(), word: 'Artifacts' }}>
      <div className="artifact-head">
        <Badge {...lookOf(artifact)} />
        <Facts artifact={artifact} />
      </div>
      {artifact.state === 'quarantined' ? <Quarantined artifact={artifact} /> : null}
      {artifact.firstId ? <Repeated firstId={artifact.firstId} /> : null}
      {artifact.money
        .filter(({ flow }) => flow !== null)
        .map(({ flow, asset, places }) => (
          <section key={`${flow} ${asset}`} className="sec" aria-label={`Where it is in ${wordsOf(flow).name}`}>
            <MoneyBarWithLens money={places} asset={asset} />
            <Equation money={places} asset={asset} flow={flow ?? undefined} hrefOf={() => null} />
          </section>
        ))}
      <Parcels artifact={artifact} />
      <Findings findings={artifact.findings} count={artifact.findingCount} />
    </Screen>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <>
      <dt>{word}</dt>
      <dd className="cut">{children}</dd>
    </>
  );
}

/** A file is told in the words of the flow that takes what it holds. */
const flowOf = (artifact: Detail): string | null => artifact.parcels[0]?.flow ?? null;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function Facts({ artifact }: { artifact: Detail }) {
  const flow = flowOf(artifact);
  return (
    <dl className="kv artifact-facts">
      <Fact word="Connection">{artifact.connection}</Fact>
      <Fact word="Received">
        <Time at={artifact.receivedAt} as="moment-zone" /> <span className="q">by {artifact.receivedBy}</span>
      </Fact>
      <Fact word="Size">{formatBytes(artifact.sizeBytes)}</Fact>
      <Fact word="Format">{artifact.format ?? 'not recognised'}</Fact>
      <Fact word="Control number">
        {artifact.controlNumber ? <span className="mono">{artifact.controlNumber}</span> : 'none'}
      </Fact>
      <Fact word="SHA-256">
        <span className="mono">{artifact.sha256}</span>
      </Fact>
      <Fact word="Holds">
        {artifact.parcelCount === null
          ? artifact.state === 'quarantined'
            ? 'could not be read'
            : 'not read yet'
          : `${countParcels(flow, artifact.parcelCount)}, ${countItems(flow, artifact.recordCount ?? 0)}`}
      </Fact>
    </dl>
  );
}

function Quarantined({ artifact }: { artifact: Detail }) {
  const cure = artifact.findings.find(({ severity }) => severity === 'error')?.cure;
  return (
    <div className="note rejected artifact-note" role="alert">
      <Icon name="rejected" size={10} state="rejected" />
      <div>
        <p className="m">This file is quarantined whole. Nothing of it is posted; its bytes are kept.</p>
        <p>{artifact.failureText}</p>
        {cure ? <p className="q2">{cure}</p> : null}
        {artifact.failureCode ? <code className="mono s q">{artifact.failureCode}</code> : null}
      </div>
    </div>
  );
}

function Repeated({ firstId }: { firstId: string }) {
  return (
    <div className="note duplicate artifact-note">
      <Icon name="duplicate" size={10} state="duplicate" />
      <p>
        The same bytes came before on this connection. They are counted as a duplicate and kept out.{' '}
        <Link className="num m" href={routes.artifact(firstId)}>
          Open the first arrival
        </Link>
      </p>
    </div>
  );
}

function columnsOf(mayTrace: boolean, flow: string | null): Column<Parcel>[] {
  const isRemit = flow === FIRST_FLOW;
  return [
    {
      key: 'trace',
      head: isRemit ? 'Trace (TRN02)' : 'Reference',
      render: (row) =>
        mayTrace ? (
          <Link className="num mono" href={routes.traceParcel(row.id)}>
            {row.trace || 'none'}
          </Link>
        ) : (
          <span className="mono">{row.trace || 'none'}</span>
        ),
    },
    { key: 'payer', head: 'Payer', className: 'cut', render: (row) => row.payer },
    { key: 'payee', head: 'Payee', className: 'cut', wideOnly: true, render: (row) => row.payee },
    {
      key: 'date',
      head: isRemit ? 'Payment date' : 'Date',
      wideOnly: true,
      render: (row) => (row.businessDate ? formatDate(row.businessDate) : <span className="q">not given</span>),
    },
    {
      key: 'claims',
      head: capital(wordsOf(flow).item.many),
      right: true,
      wideOnly: true,
      render: (row) => row.recordCount.toLocaleString('en-US'),
    },
    { key: 'said', head: 'Decided', wideOnly: true, render: (row) => dispositionOf(row.state, row.disposition) },
    {
      key: 'bar',
      head: 'Where',
      wideOnly: true,
      className: 'remit-bar',
      render: (row) => <MoneyBar money={row.money} asset={row.asset} size="slim" />,
    },
    {
      key: 'amount',
      head: isRemit ? 'Paid' : 'Amount',
      right: true,
      render: (row) => <Amount minor={row.controlMinor} asset={row.asset} />,
    },
  ];
}

/** Who pays and who is paid stand in a remit's head, and in no bank statement's. */
const isBlank = (key: string, parcels: readonly Parcel[]): boolean =>
  (key === 'payer' || key === 'payee') && parcels.every((parcel) => parcel[key] === '');

function Parcels({ artifact }: { artifact: Detail }) {
  const mayTrace = useMay('trace.read');
  const flow = flowOf(artifact);
  const { many } = wordsOf(flow).parcel;
  if (artifact.state === 'quarantined' && artifact.parcels.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="parcels">
      <header>
        <h2 id="parcels">{capital(many)}</h2>
        <span className="s q">{countParcels(flow, artifact.parcels.length + artifact.moreParcels)}</span>
      </header>
      <DataTable
        caption={`${capital(many)} in this file`}
        columns={columnsOf(mayTrace, flow).filter(({ key }) => !isBlank(key, artifact.parcels))}
        rows={artifact.parcels}
        keyOf={(row) => row.id}
        empty={<EmptyState title="Nothing is known of it yet">The file is stored and waits to be read.</EmptyState>}
        total={
          artifact.moreParcels > 0 ? (
            <tr>
              <td colSpan={8}>And {countParcels(flow, artifact.moreParcels)} more</td>
            </tr>
          ) : undefined
        }
      />
    </section>
  );
}
