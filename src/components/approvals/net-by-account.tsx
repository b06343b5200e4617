import { formatAsset, formatPeriod } from '@/components/lib/format';
import type { PostingSheet } from '@/server/read/posting-sheets';
import { netOf } from './net';

/** What all documents together do to each account. One document says so by itself. */
export function NetByAccount({ postings }: { postings: readonly PostingSheet[] }) {
  const net = netOf(postings);
  if (postings.filter(({ lines }) => lines.length > 0).length < 2) return null;
  return (
    <section aria-labelledby="net">
      <div className="sech">
        <h2 id="net">Together, by account</h2>
        <span className="s q">debit positive</span>
      </div>
      <table className="tbl dense">
        <caption className="sr">Net by account and period</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="wide-only">
              Entity
            </th>
            <th scope="col" className="wide-only">
              Period
            </th>
            <th scope="col" className="amt">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {net.map((row) => (
            <tr key={`${row.entity}|${row.account}|${row.period}|${row.asset}`}>
              <th scope="row">
                <b className="m">{row.account}</b> <span className="q2">{row.name ?? ''}</span>
              </th>
              <td className="wide-only">{row.entity}</td>
              <td className="wide-only">{row.period ? formatPeriod(row.period) : ''}</td>
              <td className={row.amountMinor === 0n ? 'amt zero' : 'amt'}>{formatAsset(row.amountMinor, row.asset)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
