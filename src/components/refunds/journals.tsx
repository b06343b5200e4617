import { wordsOf } from '@/components/lib/flow-words';
import { formatMoney } from '@/components/lib/format';
import { POSTING_LOOKS } from '@/components/sheets/words';
import type { RefundDetail } from './queries';
import { REFUND_FLOW } from './words';

const figure = (minor: bigint): string => formatMoney(minor).replace('$', '');

/** Accounts down, documents across, debit positive: every column sums to zero, and the last one says where it stands. */
export function JournalsByStep({ journals: { columns, rows } }: { journals: RefundDetail['journals'] }) {
  return (
    <section aria-labelledby="journals">
      <div className="sech">
        <h2 id="journals">Journals by step</h2>
        <span className="s q">USD, debit positive; every column sums to zero</span>
      </div>
      {columns.length === 0 ? (
        <p className="s q2">No journal yet.</p>
      ) : (
        <div className="rf-journals">
          <table className="tbl dense">
            <caption className="sr">Journals by account and document</caption>
            <thead>
              <tr>
                <th scope="col">Account</th>
                {columns.map((column) => (
                  <th key={column.postingId} scope="col" className="amt wide-only" title={column.ref}>
                    {column.number ?? wordsOf(REFUND_FLOW).roles?.[column.role] ?? column.role}
                    <span className="s q rf-st">
                      {column.state === 'confirmed' ? '' : POSTING_LOOKS[column.state].word.toLowerCase()}
                    </span>
                  </th>
                ))}
                <th scope="col" className="amt">
                  Net now
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.account}>
                  <th scope="row">
                    <b className="m">{row.account}</b> <span className="q2">{row.name ?? ''}</span>
                  </th>
                  {row.cells.map((cell, at) => (
                    <td key={columns[at]?.postingId} className="amt wide-only">
                      {cell === null ? '' : figure(cell)}
                    </td>
                  ))}
                  <td className={row.netMinor === 0n ? 'amt zero' : 'amt'}>{figure(row.netMinor)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Sum</th>
                {columns.map((column) => (
                  <td
                    key={column.postingId}
                    className={column.sumMinor === 0n ? 'amt wide-only' : 'amt wide-only rejected'}
                  >
                    {figure(column.sumMinor)}
                  </td>
                ))}
                <td className="amt">{figure(rows.reduce((sum, { netMinor }) => sum + netMinor, 0n))}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      <p className="s q">
        What the ERP books by itself out of a voucher, as the payment, is in the ERP and not repeated here. The last
        column counts confirmed documents.
      </p>
    </section>
  );
}
