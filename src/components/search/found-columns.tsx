import Link from 'next/link';
import { dispositionOf, lookOf } from '@/components/artifacts/artifact-words';
import { Time } from '@/components/lib/display';
import { formatCount, formatDate, formatPeriod } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import { routes } from '@/components/lib/routes';
import type { Column } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { Given } from '@/components/ui/given';
import { State } from '@/components/ui/state';

type Parcel = {
  readonly id: string;
  readonly trace: string;
  readonly payer: string;
  readonly businessDate: string | null;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly recordCount: number;
  readonly state: string;
  readonly disposition: string | null;
};

export const PARCEL_COLUMNS: readonly Column<Parcel>[] = [
  {
    key: 'trace',
    head: 'Trace (TRN02)',
    render: (row) => (
      <Link className="num mono" href={routes.traceParcel(row.id)}>
        {row.trace || 'none'}
      </Link>
    ),
  },
  { key: 'payer', head: 'Payer', className: 'cut', render: (row) => row.payer },
  {
    key: 'date',
    head: 'Payment date',
    wideOnly: true,
    render: (row) => (row.businessDate ? formatDate(row.businessDate) : <span className="q">not given</span>),
  },
  { key: 'claims', head: 'Claims', right: true, wideOnly: true, render: (row) => formatCount(row.recordCount) },
  { key: 'said', head: 'Decided', wideOnly: true, render: (row) => dispositionOf(row.state, row.disposition) },
  {
    key: 'amount',
    head: 'Paid',
    right: true,
    render: (row) => <Amount minor={row.controlMinor} asset={row.asset} href={routes.traceParcel(row.id)} />,
  },
];

type Journal = {
  readonly id: string;
  readonly key: string;
  readonly document: string | null;
  readonly entity: string;
  readonly period: string | null;
  readonly state: string;
  readonly asset: string;
  readonly ownMinor: bigint;
  readonly eventCount: number;
  readonly parcelId: string | null;
  readonly eventId: string | null;
};

const JOURNAL_LOOKS: Readonly<Record<string, { readonly state: StateName; readonly word: string }>> = {
  open: { state: 'inflight', word: 'Gathering' },
  proposed: { state: 'held', word: 'Waits for approval' },
  ready: { state: 'inflight', word: 'Ready to send' },
  intent: { state: 'inflight', word: 'Being sent' },
  queued: { state: 'inflight', word: 'Queued there' },
  sent: { state: 'inflight', word: 'Sent, not confirmed' },
  unknown: { state: 'unknown', word: 'Unknown' },
  confirmed: { state: 'posted', word: 'Confirmed' },
  rejected: { state: 'rejected', word: 'Refused' },
  held: { state: 'held', word: 'Held' },
  superseded: { state: 'held', word: 'Superseded' },
};

/** Where a journal is traced: its remit in detail mode, one of its events in summary mode. */
export const journalTrace = ({ parcelId, eventId }: Journal): string | null =>
  parcelId ? routes.traceParcel(parcelId) : eventId ? routes.traceEvent(eventId) : null;

function JournalName({ row }: { row: Journal }) {
  const href = journalTrace(row);
  const name = row.document ?? row.key;
  return href ? (
    <Link className="num mono" href={href}>
      {name}
    </Link>
  ) : (
    <span className="mono">{name}</span>
  );
}

export const JOURNAL_COLUMNS: readonly Column<Journal>[] = [
  { key: 'document', head: 'Document', render: (row) => <JournalName row={row} /> },
  { key: 'key', head: 'Posting key', wideOnly: true, render: (row) => <span className="mono">{row.key}</span> },
  { key: 'entity', head: 'Entity', wideOnly: true, render: (row) => row.entity },
  {
    key: 'period',
    head: 'Period',
    wideOnly: true,
    render: (row) => (row.period ? formatPeriod(row.period) : <span className="q">none</span>),
  },
  { key: 'items', head: 'Items', right: true, wideOnly: true, render: (row) => formatCount(row.eventCount) },
  {
    key: 'state',
    head: 'State',
    render: (row) => <State {...(JOURNAL_LOOKS[row.state] ?? { state: 'held', word: row.state })} />,
  },
  {
    key: 'amount',
    head: 'Cash',
    right: true,
    render: (row) => <Amount minor={row.ownMinor} asset={row.asset} href={journalTrace(row)} />,
  },
];

type Artifact = {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly receivedAt: Date;
  readonly state: string;
  readonly repeated: boolean;
  readonly receivedMinor: bigint | null;
  readonly asset: string | null;
};

export const ARTIFACT_COLUMNS: readonly Column<Artifact>[] = [
  {
    key: 'name',
    head: 'File',
    className: 'cut',
    render: (row) => (
      <Link className="num" href={routes.artifact(row.id)}>
        <Given text={row.name} />
      </Link>
    ),
  },
  { key: 'connection', head: 'Connection', wideOnly: true, render: (row) => row.connection },
  { key: 'at', head: 'Received', wideOnly: true, render: (row) => <Time at={row.receivedAt} /> },
  { key: 'state', head: 'State', render: (row) => <State {...lookOf(row)} /> },
  {
    key: 'amount',
    head: 'Paid',
    right: true,
    render: (row) =>
      row.receivedMinor === null ? (
        <span className="q">not known</span>
      ) : (
        <Amount minor={row.receivedMinor} asset={row.asset} />
      ),
  },
];
