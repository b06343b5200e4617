import { wordsOf } from '@/components/lib/flow-words';
import { formatDate, formatMoney } from '@/components/lib/format';
import { State } from '@/components/ui/state';
import type { RefundDetail } from './queries';
import { type LegLook, legLooks } from './three-way-look';
import { REFUND_FLOW } from './words';

const short = (payee: string): string => (payee.length > 12 ? `${payee.slice(0, 4)}…${payee.slice(-4)}` : payee);

/** Request, voucher and cleared payment: amount and payee in each. A missing leg is open, never equal, never zero. */
export function ThreeWay({ refund: { legs, ties, tiesSeen, memory } }: { refund: RefundDetail }) {
  const looks = legLooks(legs);
  const agree = looks.filter((look) => look === 'equal').length;
  return (
    <section aria-labelledby="match">
      <div className="sech">
        <h2 id="match">Three-way match</h2>
        <span className="s q">amount and payee, to the cent</span>
      </div>
      {memory.route === 'card' ? (
        <p className="q2">A card refund goes back the way it came; there is no voucher to match.</p>
      ) : (
        <table className="tie3">
          <caption className="sr">Request, voucher and cleared payment</caption>
          <tbody>
            {legs.map((leg, at) => (
              <tr key={leg.name}>
                <th scope="row">
                  <Leg look={looks[at] ?? 'open'} word={wordsOf(REFUND_FLOW).sides?.[leg.name] ?? leg.name} />
                  <span className="s q">
                    {leg.number ? (leg.name === 'cleared' ? `••${leg.number}` : leg.number) : ''}
                  </span>
                </th>
                <td className="mono s">
                  {leg.payee ? short(leg.payee) : leg.amountMinor === null ? 'not received' : 'not said'}
                </td>
                <td className={leg.amountMinor === null ? 'amt q' : 'amt m'}>
                  {leg.amountMinor === null ? 'not received' : formatMoney(leg.amountMinor)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="s q2">
        {agree === 1 && !looks.includes('differs')
          ? 'Only the request is here yet. A missing leg is open, not equal.'
          : `${agree} of ${legs.length} legs agree.${looks.includes('open') ? ' A missing leg is open, not equal.' : ''}`}
      </p>
      <ul className="rf-ties">
        {ties.map((tie) => (
          <li key={tie.id} className="row">
            <State
              state={tie.state === 'tied' ? 'posted' : 'inflight'}
              word={wordsOf(REFUND_FLOW).ties?.[tie.kind] ?? tie.kind}
            />
            <span className="sp" />
            <span className="s q2">
              {tie.state === 'tied'
                ? 'tied'
                : `open by ${formatMoney(tie.balanceMinor)}${tie.due ? `, due ${formatDate(tie.due)}` : ''}`}
            </span>
          </li>
        ))}
      </ul>
      {tiesSeen ? null : <p className="s q">Ties join all facilities; only people who see all of them see a tie.</p>}
    </section>
  );
}

function Leg({ look, word }: { look: LegLook; word: string }) {
  if (look === 'equal') return <State state="posted" word={word} />;
  return look === 'open' ? <State state="inflight" word={word} /> : <State state="rejected" word={`${word} differs`} />;
}
