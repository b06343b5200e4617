import { formatCount } from '@/components/lib/format';
import { Amount } from '@/components/ui/amount';
import type { Age } from '@/server/read/cash-ageing';
import type { CashScreen } from './queries';

/** In calendar days, as the sums come. */
const AGES: readonly Age[] = ['0–3', '4–7', '8–30', 'over 30'];
const WORDS = { deposits: 'Deposits without remit', remits: 'Remits without deposit' } as const;

/** Open money by age, each side by itself: one is cash nobody has explained, the other money that has not come. */
export function AgeingTable({ ageing }: { ageing: CashScreen['ageing'] }) {
  return (
    <section className="sec ca-sec" aria-labelledby="ageing">
      <header>
        <h2 id="ageing">Unapplied by age</h2>
        <span className="s q">calendar days since it came, all months</span>
      </header>
      <table className="tbl dense">
        <caption className="sr">Open money by age</caption>
        <thead>
          <tr>
            <th scope="col">Open</th>
            {AGES.map((age) => (
              <th key={age} scope="col" className="amt wide-only">
                {age} d
              </th>
            ))}
            <th scope="col" className="amt">
              Total
            </th>
            <th scope="col" className="r">
              Oldest
            </th>
          </tr>
        </thead>
        <tbody>
          {ageing.map((row) => (
            <tr key={row.side}>
              <th scope="row">
                {WORDS[row.side]} <span className="s q">{formatCount(row.total.count)}</span>
              </th>
              {AGES.map((age, at) => (
                <td key={age} className="amt wide-only">
                  <Amount minor={row.buckets[at]?.amountMinor ?? 0n} />
                </td>
              ))}
              <td className="amt m">
                <Amount minor={row.total.amountMinor} />
              </td>
              <td className={row.oldestDays === null ? 'r zero' : 'r'}>
                {row.oldestDays === null ? 'none' : `${row.oldestDays} d`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
