'use client';
import Link from 'next/link';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAge, formatCount, formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { Amount } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { within } from './list-parts';
import { type CauseDetail, type CauseItem, useItems } from './queries';
import type { Selection } from './use-selection';

type Props = {
  cause: CauseDetail;
  selection: Selection;
  picked: readonly string[];
  onPick: (eventIds: readonly string[]) => void;
};

/** Hand-picked items; the server takes no more, a larger part is cured whole. */
const PICKED_MAX = 200;

/** What an item without an account is called: all of a parcel by its flow's own word. */
const whatOf = ({ kind, flow }: CauseItem): string =>
  kind === 'parcel' ? `Whole ${wordsOf(flow).parcel.one}` : { claim: 'Claim', plb: 'PLB', other: 'Item' }[kind];

/** The stopped items of a cause, largest first. X picks the one that is open; nothing picked means all of them. */
export function ItemsTable({ cause, selection, picked, onPick }: Props) {
  const { scope, itemId, hrefOf, go } = selection;
  const query = useItems(scope, cause.id);
  const items = query.status === 'success' ? query.data.pages.flatMap((page) => page.items) : [];
  const toggle = (eventId: string) =>
    onPick(picked.includes(eventId) ? picked.filter((id) => id !== eventId) : [...picked, eventId].slice(-PICKED_MAX));
  useKeys({ x: () => itemId && toggle(itemId) });
  const total = cause.line?.items ?? 0;
  if (total === 0) return <p className="q">No item is stopped under this cause any more.</p>;
  return (
    <section aria-labelledby="items">
      <div className="sech">
        <h3 className="h" id="items">
          Items
        </h3>
        <span className="s q">
          {formatCount(items.length)} of {formatCount(total)}, largest first
        </span>
        <span className="sp" />
        <span className="s q row">
          <Icon name="lock" size={12} />
          Accounts masked
        </span>
      </div>
      <div className="ex-items">
        <table className="tbl">
          <caption className="sr">Stopped items of {cause.title}</caption>
          <Head />
          <tbody>
            {items.map((item) => (
              <Row
                key={item.eventId}
                item={item}
                open={item.eventId === itemId}
                picked={picked.includes(item.eventId)}
                onToggle={() => toggle(item.eventId)}
                href={hrefOf({ cause: cause.id, item: item.eventId })}
                go={go}
              />
            ))}
          </tbody>
          <Foot cause={cause} items={items} picked={picked} />
        </table>
      </div>
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

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">
          <span className="sr">Pick</span>
        </th>
        <th scope="col">Account</th>
        <th scope="col" className="wide-only">
          Control or trace
        </th>
        <th scope="col" className="wide-only">
          Facility
        </th>
        <th scope="col" className="r">
          Age
        </th>
        <th scope="col" className="amt">
          Paid
        </th>
      </tr>
    </thead>
  );
}

type RowProps = {
  item: CauseItem;
  open: boolean;
  picked: boolean;
  onToggle: () => void;
  href: string;
  go: (href: string) => void;
};

function Row({ item, open, picked, onToggle, href, go }: RowProps) {
  const name = item.account ?? item.trace ?? item.payer;
  return (
    <tr aria-selected={open || undefined}>
      <td>
        <input type="checkbox" checked={picked} onChange={onToggle} aria-label={`Pick ${name}`} />
      </td>
      <td className="cut">
        <Link className="num" href={href} scroll={false} onClick={within(go, href)}>
          {item.account ? <span className="mono">{item.account}</span> : whatOf(item)}
        </Link>
      </td>
      <td className="mono cut wide-only">{item.control ?? item.trace ?? <span className="q">none</span>}</td>
      <td className="cut wide-only">{item.facility ?? <span className="q">not known</span>}</td>
      <td className="r" title={item.releases > 0 ? `Released ${item.releases} times before` : undefined}>
        {item.held ? <Icon name="held" size={10} state="held" /> : null}
        <span suppressHydrationWarning>{formatAge(Date.now() - item.stoppedAt.getTime())}</span>
      </td>
      <td className="amt">
        <Amount minor={item.amountMinor} asset={item.asset} href={routes.traceEvent(item.eventId)} />
      </td>
    </tr>
  );
}

type FootProps = { cause: CauseDetail; items: readonly CauseItem[]; picked: readonly string[] };

function Foot({ cause, items, picked }: FootProps) {
  const chosen = items.filter((item) => picked.includes(item.eventId));
  return (
    <tfoot>
      {chosen.length > 0 ? (
        <tr>
          <th scope="row" colSpan={2}>
            Picked {formatCount(chosen.length)}
          </th>
          <td className="wide-only" colSpan={2} />
          <td />
          <td className="amt">{formatMoney(chosen.reduce((sum, item) => sum + item.amountMinor, 0n))}</td>
        </tr>
      ) : null}
      <tr>
        <th scope="row" colSpan={2}>
          All {formatCount(cause.line?.items ?? 0)}
        </th>
        <td className="wide-only" colSpan={2} />
        <td />
        <td className="amt">{formatMoney(cause.line?.amountMinor ?? 0n)}</td>
      </tr>
    </tfoot>
  );
}
