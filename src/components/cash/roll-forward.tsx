import { formatDate, formatMoney } from '@/components/lib/format';
import { Amount } from '@/components/ui/amount';
import type { CashScreen } from './queries';

/** Opening + in − out = closing, day by day: each day opens with what the one before closed with. */
export function RollForward({ rolled }: { rolled: CashScreen['rolled'] }) {
  const [first] = rolled;
  const last = rolled.at(-1);
  if (!first || !last) return null;
  const sum = (of: 'inMinor' | 'outMinor') => rolled.reduce((total, day) => total + day[of], 0n);
  return (
    <section className="sec ca-sec" aria-labelledby="rolled">
      <header>
        <h2 id="rolled">Roll-forward</h2>
        <span className="s q">deposits less remits; positive is cash without a remit</span>
      </header>
      <table className="tbl dense">
        <caption className="sr">Roll-forward of open cash by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="amt wide-only">
              Opening
            </th>
            <th scope="col" className="amt">
              Deposits in
            </th>
            <th scope="col" className="amt">
              Remits out
            </th>
            <th scope="col" className="amt">
              Closing
            </th>
          </tr>
        </thead>
        <tbody>
          {rolled.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formatDate(day.day)}</th>
              <td className="amt wide-only">
                <Amount minor={day.openingMinor} />
              </td>
              <td className="amt">
                <Amount minor={day.inMinor} />
              </td>
              <td className="amt">
                <Amount minor={-day.outMinor} />
              </td>
              <td className="amt m">
                <Amount minor={day.closingMinor} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Month</th>
            <td className="amt wide-only">{formatMoney(first.openingMinor)}</td>
            <td className="amt">{formatMoney(sum('inMinor'))}</td>
            <td className="amt">{formatMoney(-sum('outMinor'))}</td>
            <td className="amt">{formatMoney(last.closingMinor)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
