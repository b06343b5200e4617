import { typeWord } from '@/components/lib/flow-words';
import { formatDate } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Amount } from '@/components/ui/amount';
import type { ApprovalDetail } from './queries';

/** The items behind the documents, each with the way to its bytes. */
export function Covered({ items }: { items: ApprovalDetail['items'] }) {
  const mayTrace = useMay('trace.read');
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="covered">
      <div className="sech">
        <h2 id="covered">What it covers</h2>
        <span className="s q">{items.length === 1 ? '1 item' : `${items.length} items`}</span>
      </div>
      <table className="tbl dense">
        <caption className="sr">Items behind these documents</caption>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col" className="wide-only">
              Facility
            </th>
            <th scope="col" className="wide-only">
              Date
            </th>
            <th scope="col" className="amt">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <th scope="row">{typeWord(item.flow, item.type)}</th>
              <td className="cut wide-only">{item.facility ?? <span className="q">not known</span>}</td>
              <td className="wide-only">{formatDate(item.businessDate)}</td>
              <td className="amt">
                <Amount
                  minor={item.amountMinor}
                  asset={item.asset}
                  href={mayTrace && item.parcelId ? routes.traceEvent(item.id) : null}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
