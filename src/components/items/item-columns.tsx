import Link from 'next/link';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { formatDate } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import { routes } from '@/components/lib/routes';
import type { Column } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { State } from '@/components/ui/state';

/** An item as the server sends it, identifiers masked. */
export type ItemRow = {
  readonly id: string;
  readonly kind: 'event' | 'parcel';
  readonly flow: string | null;
  readonly type: string;
  readonly account: string | null;
  readonly control: string | null;
  readonly trace: string;
  readonly payer: string;
  readonly facility: string | null;
  readonly businessDate: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly state: StateName;
  readonly reason: string | null;
  readonly causeId: string | null;
};

/** What an item without an account is called, in the words of its flow. */
const nameOf = ({ kind, flow, type }: ItemRow): string =>
  kind === 'parcel' ? `${capital(wordsOf(flow).parcel.one)} being read` : typeWord(flow, `${type}/1`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const traceOf = (row: ItemRow): string =>
  row.kind === 'parcel' ? routes.traceParcel(row.id) : routes.traceEvent(row.id);

export const ITEM_COLUMNS: readonly Column<ItemRow>[] = [
  {
    key: 'account',
    head: 'Account',
    render: (row) => (
      <Link className="num mono" href={traceOf(row)}>
        {row.account ?? nameOf(row)}
      </Link>
    ),
  },
  {
    key: 'control',
    head: 'Reference',
    wideOnly: true,
    render: (row) => (row.control ? <span className="mono">{row.control}</span> : <span className="q">none</span>),
  },
  { key: 'trace', head: 'Trace', wideOnly: true, render: (row) => <span className="mono">{row.trace}</span> },
  { key: 'payer', head: 'Payer', wideOnly: true, className: 'cut item-payer', render: (row) => row.payer },
  {
    key: 'facility',
    head: 'Facility',
    wideOnly: true,
    className: 'cut',
    render: (row) => row.facility ?? <span className="q">not known yet</span>,
  },
  {
    key: 'date',
    head: 'Date',
    wideOnly: true,
    render: (row) => (row.businessDate ? formatDate(row.businessDate) : <span className="q">not given</span>),
  },
  {
    key: 'state',
    head: 'State',
    className: 'item-state',
    render: (row) => (
      <span className="row">
        <State state={row.state} />
        {row.reason ? (
          <span className="s q cut wide-only" title={row.reason}>
            {row.causeId ? (
              <Link className="num" href={routes.cause(row.causeId)}>
                {row.reason}
              </Link>
            ) : (
              row.reason
            )}
          </span>
        ) : null}
      </span>
    ),
  },
  {
    key: 'amount',
    head: 'Amount',
    right: true,
    render: (row) => <Amount minor={row.amountMinor} asset={row.asset} href={traceOf(row)} />,
  },
];
