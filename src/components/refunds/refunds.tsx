'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Time } from '@/components/lib/display';
import { countItems, wordsOf } from '@/components/lib/flow-words';
import { formatCount, formatDate, formatMoney } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { type Column, DataTable } from '@/components/tables/data-table';
import { Amount } from '@/components/ui/amount';
import { EmptyState } from '@/components/ui/empty-state';
import { State } from '@/components/ui/state';
import type { RefundView } from '@/server/read/refunds';
import { type RefundLine, useRefunds } from './queries';
import './refunds.css';
import { REFUND_FLOW, REFUND_VIEW_WORDS, REFUND_VIEWS_SHOWN, stateOf } from './words';

const COLUMNS: readonly Column<RefundLine>[] = [
  {
    key: 'request',
    head: 'Request',
    render: (line) => (
      <Link className="num mono" href={routes.refund(line.id)}>
        {line.requestId}
      </Link>
    ),
  },
  {
    key: 'state',
    head: 'State',
    render: (line) => {
      const { state, word } = stateOf(line.state);
      return <State state={state} word={word} />;
    },
  },
  {
    key: 'concern',
    head: 'Concern',
    wideOnly: true,
    className: 'cut',
    render: (line) =>
      line.concern ? (
        <span className="late" title={line.concern}>
          {line.concern}
          {line.concerns > 1 ? `, ${line.concerns - 1} more` : ''}
        </span>
      ) : (
        <span className="q">none</span>
      ),
  },
  {
    key: 'to',
    head: 'To',
    wideOnly: true,
    className: 'cut',
    render: (line) => (line.kind === 'payer' ? (line.payer ?? 'a payer') : 'a patient'),
  },
  {
    key: 'account',
    head: 'Account',
    wideOnly: true,
    render: (line) =>
      line.accountTail ? <span className="mono">••••{line.accountTail}</span> : <span className="q">none</span>,
  },
  { key: 'facility', head: 'Facility', wideOnly: true, className: 'cut', render: (line) => line.facility ?? '' },
  {
    key: 'due',
    head: 'Due',
    wideOnly: true,
    render: (line) => (line.due ? formatDate(line.due) : <span className="q">no clock</span>),
  },
  { key: 'moved', head: 'Last step', wideOnly: true, render: (line) => <Time at={line.movedAt} className="q2" /> },
  {
    key: 'amount',
    head: 'Amount',
    right: true,
    render: (line) => <Amount minor={line.amountMinor} href={routes.refund(line.id)} />,
  },
];

/** Refunds on their way, with what worries about them and until when they have to be paid. */
export function Refunds({ view }: { view: RefundView }) {
  const router = useRouter();
  const list = useRefunds(view);
  const [first] = list.data.pages;
  const refunds = list.data.pages.flatMap((page) => page.refunds);
  const saga = wordsOf(REFUND_FLOW).saga?.many ?? 'refunds';
  return (
    <Screen
      title={wordsOf(REFUND_FLOW).name}
      workspace
      asOf={first ? <AsOf at={first.asOf} stale={list.isError} /> : null}
    >
      <div className="scope rf-scope">
        {REFUND_VIEWS_SHOWN.map((name) => (
          <Link
            key={name}
            href={routes.refunds({ view: name === 'open' ? undefined : name })}
            className={clsx('chip', view === name && 'on')}
            aria-current={view === name ? 'true' : undefined}
          >
            {REFUND_VIEW_WORDS[name]} <b>{formatCount(first?.counts[name] ?? 0)}</b>
          </Link>
        ))}
        <span className="sp" />
        {first && first.stopped.items > 0 ? (
          <Link className="num row" href={routes.items('exception', { flow: REFUND_FLOW })}>
            <State
              state="exception"
              word={`${countItems(REFUND_FLOW, first.stopped.items)} stopped, in no list here`}
            />
            <b className="m">{formatMoney(first.stopped.amountMinor)}</b>
          </Link>
        ) : null}
        <span className="q2">
          On their way <b className="m">{formatMoney(first?.openMinor ?? 0n)}</b>
        </span>
      </div>
      <div className="rf-list">
        <DataTable
          caption={`${wordsOf(REFUND_FLOW).name}: ${REFUND_VIEW_WORDS[view]}`}
          inset
          columns={COLUMNS}
          rows={refunds}
          keyOf={(line) => line.id}
          onOpen={(line) => router.push(routes.refund(line.id))}
          empty={
            <div className="rf-empty">
              <EmptyState title={view === 'concern' ? `No ${saga} with a concern` : `No ${saga} here`}>
                {first && first.counts.all > 0
                  ? `${countItems(REFUND_FLOW, first.counts.all)} in other lists.`
                  : `A refund appears here with the first request that arrives on a connection.`}
              </EmptyState>
            </div>
          }
          more={list.hasNextPage ? { onMore: () => void list.fetchNextPage(), loading: list.isFetchingNextPage } : null}
        />
      </div>
    </Screen>
  );
}
