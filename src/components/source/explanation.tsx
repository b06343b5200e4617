import type { ReactNode } from 'react';
import { formatMoney } from '@/components/lib/format';
import type { Source } from './queries';

/** One plain sentence, then the arithmetic that ends in the marked element. */
export function Explanation({ source, children }: { source: Source; children?: ReactNode }) {
  const { explanation: e } = source;
  return (
    <div className="src-ex">
      <h3>
        {e.ref}, {e.words}: {formatMoney(e.amountMinor)}
      </h3>
      <p>{e.sentence}</p>
      <table className="src-eqn">
        <caption className="sr">How {e.result.ref} adds up</caption>
        <tbody>
          {e.lines.map((line) => (
            <tr key={`${line.ref}|${line.words}`}>
              <td className="mono">{line.ref}</td>
              <td>{line.words}</td>
              <td>{formatMoney(line.amountMinor)}</td>
            </tr>
          ))}
          {e.differenceMinor !== 0n ? (
            <tr className="off">
              <td className="mono">?</td>
              <td>Not explained by the payer</td>
              <td>{formatMoney(e.differenceMinor)}</td>
            </tr>
          ) : null}
          <tr className="res">
            <td className="mono">{e.result.ref}</td>
            <td>{e.result.words}</td>
            <td>{formatMoney(e.result.amountMinor)}</td>
          </tr>
        </tbody>
      </table>
      {children}
    </div>
  );
}
