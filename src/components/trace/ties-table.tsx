import Link from 'next/link';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatDate, formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { sideWord } from '@/components/sheets/tie-sides';
import { Given } from '@/components/ui/given';
import { State } from '@/components/ui/state';
import type { TraceData } from './queries';

type Tie = TraceData['ties'][number];

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** What this money has met: each tie with its partners, beside the documents it became. */
export function TiesTable({ ties, flow }: { ties: TraceData['ties']; flow: string | null }) {
  if (ties.length === 0) return null;
  return (
    <section className="att" aria-labelledby="ties">
      <div className="sech">
        <h2 id="ties" className="h">
          Ties
        </h2>
        <span className="s q">{formatItems(ties.length, 'tie')}, entries must come to zero</span>
      </div>
      <table className="tbl">
        <caption className="sr">Ties of this parcel and their partners</caption>
        <thead>
          <tr>
            <th scope="col">Tie</th>
            <th scope="col">State</th>
            <th scope="col">Partner</th>
            <th scope="col" className="amt">
              Here
            </th>
            <th scope="col" className="amt">
              Partners
            </th>
            <th scope="col" className="amt">
              Open
            </th>
          </tr>
        </thead>
        <tbody>
          {ties.map((tie) => (
            <Row key={tie.id} tie={tie} flow={flow} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A tie of a claim with itself: only its reversal could be a partner. */
const UNTIED = 'balance';

const sumOf = (entries: Tie['own']): bigint => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

function Row({ tie, flow }: { tie: Tie; flow: string | null }) {
  const tied = tie.state === 'tied';
  return (
    <tr>
      <th scope="row">{wordsOf(flow).ties?.[tie.kind] ?? tie.kind}</th>
      <td>
        {tie.accepted && !tied ? (
          <State state="posted" word="Accepted" />
        ) : (
          <State state={tied ? 'posted' : 'exception'} word={tied ? 'Tied' : 'Open'} />
        )}
      </td>
      <td className="what">
        {tie.accepted ? (
          <span className="q">
            {tie.accepted.by}: <Given text={tie.accepted.why} />
          </span>
        ) : tie.kind === UNTIED ? null : tie.partners.length === 0 ? (
          <span className="q">none yet{tie.due ? `, late after ${formatDate(tie.due)}` : ''}</span>
        ) : (
          <Partners tie={tie} />
        )}
      </td>
      <td className="amt">{formatAsset(absolute(sumOf(tie.own)), tie.asset)}</td>
      <td className="amt">{tie.partners.length === 0 ? '' : formatAsset(absolute(sumOf(tie.partners)), tie.asset)}</td>
      <td className={tied ? 'amt zero' : 'amt'}>{formatAsset(absolute(tie.balanceMinor), tie.asset)}</td>
    </tr>
  );
}

const SHOWN_MAX = 3;

function Partners({ tie: { partners } }: { tie: Tie }) {
  return (
    <span className="row ties-partners">
      {partners.slice(0, SHOWN_MAX).map((entry) => {
        const words = `${sideWord(entry)} ${entry.trace ?? (entry.type ? typeWord(entry.flow, entry.type) : formatDate(entry.onDate))}`;
        const key = `${entry.sourceId}|${entry.side}`;
        return entry.parcelId ? (
          <Link
            key={key}
            className="num"
            href={entry.type ? routes.traceEvent(entry.sourceId) : routes.traceParcel(entry.parcelId)}
          >
            {words}
          </Link>
        ) : (
          <span key={key}>{words}</span>
        );
      })}
      {partners.length > SHOWN_MAX ? <span className="q">and {partners.length - SHOWN_MAX} more</span> : null}
    </span>
  );
}
