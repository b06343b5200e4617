import { formatDate, formatItems, formatMoney } from '@/components/lib/format';
import { Amount } from '@/components/ui/amount';
import { EmptyState } from '@/components/ui/empty-state';
import type { CashScreen } from './queries';
import { PLACE_LOOKS, PLACES_SHOWN } from './words';

/** Deposits by day and account: what is matched, suggested, off by an amount, and without a remit. */
export function DaysTable({ cash }: { cash: CashScreen }) {
  const { days, sums, total } = cash;
  return (
    <section className="sec ca-sec" aria-labelledby="days">
      <header>
        <h2 id="days">Deposits by day and account</h2>
        <span className="s q">{formatItems(days.length, 'row')}, newest first</span>
      </header>
      {days.length === 0 ? (
        <EmptyState title="No deposit in this month">Statements, ACH and lockbox files bring them.</EmptyState>
      ) : (
        <table className="tbl dense">
          <caption className="sr">Deposits by day and account</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Account</th>
              <th scope="col" className="wide-only">
                Entity
              </th>
              {PLACES_SHOWN.map((place) => (
                <th key={place} scope="col" className="amt wide-only">
                  {PLACE_LOOKS[place].word}
                </th>
              ))}
              <th scope="col" className="amt">
                Deposits
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={`${day.day}|${day.account}|${day.entity}`}>
                <th scope="row">{formatDate(day.day)}</th>
                <td className="mono">{day.account ? `••${day.account}` : <span className="q">not named</span>}</td>
                <td className="wide-only">{day.entity ?? <span className="q">not known</span>}</td>
                {PLACES_SHOWN.map((place) => (
                  <td key={place} className="amt wide-only">
                    <Amount minor={day.sums[place].amountMinor} />
                  </td>
                ))}
                <td className="amt m">{formatMoney(day.total.amountMinor)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              <td />
              <td className="wide-only" />
              {PLACES_SHOWN.map((place) => (
                <td key={place} className="amt wide-only">
                  {formatMoney(sums[place].amountMinor)}
                </td>
              ))}
              <td className="amt">{formatMoney(total.amountMinor)}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}
