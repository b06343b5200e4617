'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { formatCount, formatMoney } from '@/components/lib/format';
import { routes, withParams } from '@/components/lib/routes';
import { Button } from '@/components/ui/button';
import { State } from '@/components/ui/state';
import { type ReplayDetail, type ReplayItem, useReplayItems } from './queries';
import { STATUSES, statusFrom } from './words';

/** The frozen items in their order, all or those of one status, each with where it is and why. */
export function ReplayItems({ replay }: { replay: ReplayDetail }) {
  const status = statusFrom(useSearchParams().get('status'));
  const query = useReplayItems(replay.id, status);
  const items = query.status === 'success' ? query.data.pages.flatMap((page) => page.items) : [];
  const count = status ? replay.progress[status].items : replay.items - replay.hidden;
  return (
    <section aria-labelledby="items">
      <div className="sech">
        <h2 id="items">Items</h2>
        <span className="s q">
          {formatCount(items.length)} of {formatCount(count)}, in frozen order
        </span>
        <span className="sp" />
        {status ? (
          <>
            <State state={STATUSES[status].state} word={STATUSES[status].word} />
            <Link className="num q2 s" href={routes.replay(replay.id)} scroll={false}>
              Show all
            </Link>
          </>
        ) : null}
      </div>
      <table className="tbl">
        <caption className="sr">Items of this manifest</caption>
        <thead>
          <tr>
            <th scope="col" className="r">
              No.
            </th>
            <th scope="col">State</th>
            <th scope="col">Why</th>
            <th scope="col" className="wide-only">
              Facility
            </th>
            <th scope="col" className="amt">
              Paid
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.ordinal} item={item} />
          ))}
        </tbody>
      </table>
      {query.hasNextPage ? (
        <Button
          look="plain"
          working={query.isFetchingNextPage ? 'Loading more' : null}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </section>
  );
}

function Row({ item }: { item: ReplayItem }) {
  return (
    <tr>
      <td className="r q2">{formatCount(item.ordinal)}</td>
      <td>
        <State state={STATUSES[item.status].state} word={STATUSES[item.status].word} />
      </td>
      <td className="cut q2">{item.why ?? ''}</td>
      <td className="cut wide-only">{item.facility ?? <span className="q">not known</span>}</td>
      <td className="amt">
        {item.parcelId ? (
          <Link className="num" href={withParams(routes.traceEvent(item.eventId), {})}>
            {formatMoney(item.amountMinor)}
          </Link>
        ) : (
          formatMoney(item.amountMinor)
        )}
      </td>
    </tr>
  );
}
