import Link from 'next/link';
import { formatAsset, formatDate, formatItems } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { Given } from '@/components/ui/given';
import { State } from '@/components/ui/state';
import type { TraceData } from './queries';

type Kin = TraceData['kin'][number];

const STATES = {
  posted: ['posted', 'Posted'],
  mapped: ['inflight', 'In flight'],
  ready: ['inflight', 'In flight'],
  exception: ['exception', 'Stopped'],
  held: ['held', 'Held'],
  duplicate: ['duplicate', 'Kept out'],
  rejected: ['rejected', 'Rejected'],
} as const satisfies Record<string, readonly [string, string]>;
const isState = (state: string): state is keyof typeof STATES => Object.hasOwn(STATES, state);

/** How two claims of one account belong together, from where the reader stands. */
export function kinWords(kin: Kin, replacedById: string | null): string {
  const { ownReversal, reversal, ownMinor, amountMinor, replaced, parcelId } = kin;
  if (parcelId === replacedById) return 'Took the place of this claim';
  if (replaced) return 'Of a remit that was taken back';
  const opposite = ownMinor === -amountMinor;
  if (ownReversal && !reversal)
    return opposite ? 'What this reversal takes back' : 'Paid on the account that this reversal names';
  if (!ownReversal && reversal) return opposite ? 'Takes this claim back' : 'A reversal on this account';
  return ownMinor === amountMinor ? 'The same amount on the same account' : 'Another payment of the same account';
}

/** Claims of other remits with the account or the payer's number of one of this remit's, the oldest first. */
export function KinTable({ kin, parcel }: { kin: TraceData['kin']; parcel: TraceData['parcel'] }) {
  if (kin.length === 0) return null;
  return (
    <section className="att" aria-labelledby="kin">
      <div className="sech">
        <h2 id="kin" className="h">
          Same account
        </h2>
        <span className="s q">{formatItems(kin.length, 'claim')} of other remits</span>
      </div>
      <table className="tbl">
        <caption className="sr">Claims of other remits on the accounts of this one</caption>
        <thead>
          <tr>
            <th scope="col">What it is</th>
            <th scope="col">Remit</th>
            <th scope="col">State</th>
            <th scope="col">Dated</th>
            <th scope="col" className="amt">
              Paid
            </th>
          </tr>
        </thead>
        <tbody>
          {kin.map((one) => (
            <tr key={`${one.ownEventId} ${one.eventId}`}>
              <th scope="row" className="what">
                {kinWords(one, parcel.replacedById)}
              </th>
              <td>
                <Link className="num" href={routes.traceEvent(one.eventId)}>
                  <Given text={one.trace || one.payer} />
                </Link>
              </td>
              <td>
                {isState(one.state) ? <State state={STATES[one.state][0]} word={STATES[one.state][1]} /> : one.state}
              </td>
              <td>{formatDate(one.date)}</td>
              <td className="amt">{formatAsset(one.amountMinor, one.asset)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
