import { formatCount, formatItems } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import { State } from '@/components/ui/state';

type Finding = {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly cure: string;
  readonly offset: number;
  readonly line: number;
  readonly path?: string;
};

const LOOKS: Readonly<Record<Finding['severity'], { readonly state: StateName; readonly word: string }>> = {
  error: { state: 'rejected', word: 'Error' },
  warning: { state: 'exception', word: 'Warning' },
  info: { state: 'held', word: 'Note' },
};

const HIDDEN =
  'Findings quote the whole file, and you see a part of it. Somebody who sees every facility can read them.';

/** What the reader found, each with its place in the bytes and what to do about it. */
export function Findings({ findings, count }: { findings: readonly Finding[]; count: number }) {
  if (count === 0) return null;
  if (findings.length === 0) return <p className="note held">{HIDDEN}</p>;
  return (
    <section className="sec" aria-labelledby="findings">
      <header>
        <h2 id="findings">Findings</h2>
        <span className="s q">
          {count > findings.length
            ? `${formatCount(findings.length)} of ${formatCount(count)} shown`
            : formatItems(count, 'finding')}
        </span>
      </header>
      <table className="tbl findings">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">What and what to do</th>
            <th scope="col" className="wide-only">
              Place
            </th>
            <th scope="col" className="r">
              Byte
            </th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <tr key={`${finding.offset}-${finding.line}-${finding.code}`}>
              <td>
                <State {...LOOKS[finding.severity]} />
              </td>
              <td className="said">
                {finding.message} <span className="q2">{finding.cure}</span>{' '}
                <code className="mono s q">{finding.code}</code>
              </td>
              <td className="mono wide-only">{finding.path ?? `line ${formatCount(finding.line)}`}</td>
              <td className="r mono">{formatCount(finding.offset)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
