import { Time } from '@/components/lib/display';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatDate } from '@/components/lib/format';
import { POSTING_LOOKS } from '@/components/sheets/words';
import { State } from '@/components/ui/state';
import type { RefundDetail } from './queries';
import { REFUND_FLOW } from './words';

/** What a cancel would take back, in the order in which it would run, then what it cannot. */
export function Undo({ refund: { undo, memory } }: { refund: RefundDetail }) {
  const out = memory.payments.filter((payment) => payment.status !== 'gone');
  return (
    <section aria-labelledby="undo">
      <div className="sech">
        <h2 id="undo">If cancelled now</h2>
        <span className="s q">newest first</span>
      </div>
      {undo.length === 0 ? <p className="q2">No document of it stands.</p> : null}
      <ol className="rf-undo">
        {undo.map((sheet, at) => (
          <li key={sheet.id}>
            <span className="rf-n">{at + 1}</span>
            <span className="cut">
              Take back {(wordsOf(REFUND_FLOW).roles?.[sheet.role] ?? sheet.role).toLowerCase()}{' '}
              {sheet.documentNumber ?? sheet.ref}
            </span>
            <span className="amt q2">{formatAsset(sheet.debitMinor, sheet.asset)}</span>
          </li>
        ))}
      </ol>
      {out.length > 0 ? (
        <p className="s q2 rf-cannot">
          <b className="m">Cannot be undone here:</b>{' '}
          {out
            .map(
              (payment) =>
                `${payment.method.toLowerCase() || 'payment'} ••${payment.number.slice(-4)} of ${formatDate(payment.on)}, ${payment.status}`,
            )
            .join('; ')}
          . The treasury stops a payment in the ERP; everything else follows by itself.
        </p>
      ) : null}
    </section>
  );
}

/** Messages to the system that asked; they move no money and stop nothing. */
export function Told({ refund: { told } }: { refund: RefundDetail }) {
  return (
    <section aria-labelledby="told">
      <div className="sech">
        <h2 id="told">Told to the RCM</h2>
        <span className="s q">{told.length === 1 ? '1 message' : `${told.length} messages`}</span>
      </div>
      {told.length === 0 ? <p className="q2">Nothing was told yet.</p> : null}
      <ul className="rf-told">
        {told.map((message) => (
          <li key={message.id}>
            <State
              state={POSTING_LOOKS[message.state].state}
              word={wordsOf(REFUND_FLOW).told?.[message.status] ?? message.status}
            />
            <span className="sp" />
            <span className="s q">
              {message.state === 'confirmed' ? 'acknowledged' : POSTING_LOOKS[message.state].word.toLowerCase()}{' '}
              <Time at={message.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
