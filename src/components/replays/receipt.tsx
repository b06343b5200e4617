'use client';
import { formatCount, formatItems, formatMoney } from '@/components/lib/format';
import type { ReplayDetail } from './queries';

const OPEN = ['sent', 'unknown', 'waiting', 'unsent'] as const;

/** The preview held against what the ERP has confirmed so far. */
export function Receipt({ replay }: { replay: ReplayDetail }) {
  const { impact, progress, actual } = replay;
  if (!impact || impact.covered < replay.items || replay.startedAt === null) return null;
  const open = OPEN.reduce((sum, status) => sum + progress[status].items, 0);
  const offBy = progress.confirmed.amountMinor - impact.wouldPass.amountMinor;
  const rows = [
    ['Items', impact.wouldPass.items, progress.confirmed.items],
    ['Lines', impact.lines, actual.lines],
  ] as const;
  return (
    <section aria-labelledby="receipt">
      <div className="sech">
        <h2 id="receipt">Predicted against actual</h2>
        <span className="s q">{formatCount(progress.confirmed.items)} confirmed so far</span>
      </div>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">Measure</span>
            </th>
            <th scope="col" className="r">
              Predicted
            </th>
            <th scope="col" className="r">
              Actual
            </th>
            <th scope="col" className="r">
              Off by
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([word, predicted, real]) => (
            <tr key={word}>
              <th scope="row">{word}</th>
              <td className="r">{formatCount(predicted)}</td>
              <td className="r">{formatCount(real)}</td>
              <td className={real === predicted || open > 0 ? 'r zero' : 'r'}>
                {open > 0 ? 'open' : formatCount(Math.abs(real - predicted))}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">Paid</th>
            <td className="r">{formatMoney(impact.wouldPass.amountMinor)}</td>
            <td className="r">{formatMoney(progress.confirmed.amountMinor)}</td>
            <td className={offBy === 0n || open > 0 ? 'r zero' : 'r'}>{open > 0 ? 'open' : formatMoney(offBy)}</td>
          </tr>
        </tbody>
      </table>
      <p className="s q">
        {open === 0
          ? 'Every item is confirmed or explained.'
          : `${formatItems(open)} not confirmed or explained yet; until then this is no receipt.`}
      </p>
    </section>
  );
}
