'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { Time } from '@/components/lib/display';
import { formatAsset, formatCount, formatDate } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { Given } from '@/components/ui/given';
import { type TwinOf, useTwin } from './queries';

/** Causes that ask a person to choose between two remits. */
export const TWIN_CODES: ReadonlySet<string> = new Set([
  'REMIT_CONFLICT',
  'REMIT_TAKEN_BACK',
  'REMIT_BUILT_ON',
  'REPLACEMENT_UNFIT',
  'PARCEL_CONFLICT',
]);

type Props = { causeId: string; eventId: string | null };

/** Both remits side by side, what differs first, and what replacing moves in the books. */
export function Twin({ causeId, eventId }: Props) {
  const { data } = useTwin(causeId, eventId);
  if (!data) return null;
  return (
    <section aria-labelledby="twin" className="ex-twin">
      <div className="sech">
        <h3 className="h" id="twin">
          Both remits
        </h3>
        <span className="s q">
          {data.differing === 0
            ? 'every claim is the same'
            : `${data.differing === 1 ? '1 claim differs' : `${formatCount(data.differing)} claims differ`}, shown first`}
        </span>
      </div>
      <table className="tbl">
        <caption className="sr">The remit that is here and the one that came after it</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">Field</span>
            </th>
            <th scope="col">First, here already</th>
            <th scope="col">Second, stopped</th>
          </tr>
        </thead>
        <tbody>
          <Heads twin={data} />
          {data.pairs.map((pair, at) => (
            // Accounts repeat; the order of the answer is what tells two of them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own and never move
            <tr key={at} className={clsx(!pair.same && 'differs')}>
              <th scope="row" className="mono cut">
                {pair.name}
              </th>
              <td>
                <Said claim={pair.first} asset={data.asset} />
              </td>
              <td>
                <Said claim={pair.second} asset={data.asset} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.more > 0 ? <p className="s q">{formatCount(data.more)} more are not shown.</p> : null}
      <TakesBack twin={data} />
    </section>
  );
}

function Heads({ twin: { first, second, asset } }: { twin: TwinOf }) {
  const rows = [
    ['Trace', first.trace, second.trace],
    ['Payment', formatAsset(first.receivedMinor, asset), formatAsset(second.receivedMinor, asset)],
    ['Dated', first.date ? formatDate(first.date) : '', second.date ? formatDate(second.date) : ''],
    ['Payer', first.payer, second.payer],
    ['Payee', first.payee, second.payee],
    ['Records', formatCount(first.records), formatCount(second.records)],
  ] as const;
  return (
    <>
      <tr>
        <th scope="row">Remit</th>
        {[first, second].map((side) => (
          <td key={side.parcelId} className="cut">
            <Link href={routes.traceParcel(side.parcelId)}>
              <Given text={side.artifactName} />
            </Link>
            <span className="s q">
              {' '}
              <Time at={side.receivedAt} />
            </span>
          </td>
        ))}
      </tr>
      {rows.map(([name, a, b]) => (
        <tr key={name} className={clsx(a !== b && 'differs')}>
          <th scope="row">{name}</th>
          <td className="cut">
            <Given text={a} />
          </td>
          <td className="cut">
            <Given text={b} />
          </td>
        </tr>
      ))}
    </>
  );
}

function Said({ claim, asset }: { claim: TwinOf['pairs'][number]['first']; asset: string }) {
  if (claim === null) return <span className="q">not in it</span>;
  const { status, chargeMinor, paidMinor, adjustments } = claim;
  return (
    <>
      {formatAsset(paidMinor, asset)}
      <span className="s q said">
        {chargeMinor === null ? '' : `of ${formatAsset(chargeMinor, asset)}, `}status {status}
        {adjustments === '' ? '' : `, ${adjustments}`}
      </span>
    </>
  );
}

/** “Replace the first” books the opposite of what the first one gave, and then the second, claim by claim. */
function TakesBack({ twin: { takesBack, asset, unfit } }: { twin: TwinOf }) {
  if (unfit !== null) {
    return (
      <p className="s q">
        <Given text={unfit} />, so it cannot take the place of the first: replacing takes nothing back.
      </p>
    );
  }
  if (takesBack.length === 0) return <p className="s q">Nothing of the first remit is confirmed in the ERP.</p>;
  return (
    <>
      <h4>Replacing the first takes back</h4>
      <table className="tbl">
        <caption className="sr">Journal lines of taking the first remit back</caption>
        <tbody>
          {takesBack.map(({ entity, account, name, amountMinor }) => (
            <tr key={`${entity} ${account}`}>
              <th scope="row" className="mono">
                {entity} {account}
              </th>
              <td className="cut">{name}</td>
              <td className="amt">
                {amountMinor < 0n ? 'Cr' : 'Dr'} {formatAsset(amountMinor < 0n ? -amountMinor : amountMinor, asset)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="s q">
        The second is then decided claim by claim; its lines are not known before. Where it would stop as a whole, or
        later remits are booked upon the first, nothing is taken back and it says why.
      </p>
    </>
  );
}
