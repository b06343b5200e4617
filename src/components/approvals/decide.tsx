'use client';
import { useId, useState } from 'react';
import { shortHash } from '@/components/exceptions/cure-words';
import { Time } from '@/components/lib/display';
import { formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { useMe } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { useToast } from '@/components/ui/toast';
import { type ApprovalDetail, useAnswer } from './queries';
import { approveWords, barWords, declineBar } from './words';

/** Who has answered, what the answer is bound to, and the answer. Approving sends; there is no second step. */
export function Decide({ detail }: { detail: ApprovalDetail }) {
  return (
    <aside className="ap-right" aria-label="Votes and answer">
      <div className="ap-up">
        <Votes detail={detail} />
        <section aria-labelledby="set">
          <div className="sech">
            <h2 id="set">What is asked</h2>
          </div>
          <p className="hash" title={detail.hash}>
            {shortHash(detail.hash)}
          </p>
          <p className="s q2">
            sha256 of everything shown here. What is shown is what is sent; if one figure differs, nothing is.
          </p>
          {detail.beforeMinor > 0n ? (
            <p className="s q2">
              {formatMoney(detail.beforeMinor)} more was asked for under the same limit in {detail.beforeDays} days;
              your limit counts both.
            </p>
          ) : null}
        </section>
      </div>
      {detail.state === 'asked' ? <Answer detail={detail} /> : null}
    </aside>
  );
}

function Votes({ detail }: { detail: ApprovalDetail }) {
  const left = detail.needed - detail.given;
  return (
    <section aria-labelledby="votes">
      <div className="sech">
        <h2 id="votes">Answers</h2>
        <span className="s q">
          {detail.given} of {detail.needed} needed
        </span>
      </div>
      <ul className="ap-votes">
        {detail.votes.map((vote) => (
          <li key={vote.name}>
            <span className="row">
              <Icon
                name={vote.answer === 'given' ? 'check' : 'rejected'}
                size={12}
                state={vote.answer === 'given' ? 'posted' : 'rejected'}
              />
              <span>
                {vote.name} {vote.answer === 'given' ? 'agreed' : 'declined'}
              </span>
              <span className="sp" />
              <Time at={vote.at} as="clock" className="s q" />
            </span>
            {vote.reason ? <span className="s q2 said">{vote.reason}</span> : null}
          </li>
        ))}
        {detail.state === 'asked' && left > 0 ? (
          <li className="q2">
            {left === 1 ? 'One more person' : `${left} more people`}, not {detail.maker ?? 'who asked'}
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function Answer({ detail }: { detail: ApprovalDetail }) {
  const me = useMe();
  const field = useId();
  const answer = useAnswer();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const bar = detail.changed ? CHANGED : barWords(detail.bar, me.approvalLimitMinor);
  const toDecline = detail.changed ? CHANGED : declineBar(detail.bar);
  useKeys({
    d: () => document.getElementById(field)?.focus(),
    l: () => document.querySelector<HTMLElement>('.ap-left .tbl')?.scrollIntoView({ block: 'start' }),
  });
  const say = (said: 'given' | 'declined') => {
    if (said === 'declined' && reason.trim() === '') {
      setAsked(true);
      document.getElementById(field)?.focus();
      return;
    }
    // The question is read again before this returns, and then asks for nothing: handlers given to the call would die with it.
    answer.mutateAsync({ id: detail.id, answer: said, reason, hash: detail.hash }).then(
      (came) => toast(cameWords(came)),
      (error: Error) => toast({ state: 'rejected', title: 'Not answered', body: error.message }),
    );
  };
  const working = answer.isPending ? answer.variables.answer : null;
  return (
    <div className="ap-decide">
      <div className="sech">
        <h2>Decide</h2>
        <span className="s q">no key approves</span>
      </div>
      {bar ? <Barred why={bar} /> : null}
      <label className="s q2" htmlFor={field}>
        Why, needed to decline
      </label>
      <textarea
        id={field}
        className="input area"
        rows={2}
        maxLength={500}
        value={reason}
        aria-invalid={asked && reason.trim() === '' ? true : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {asked && reason.trim() === '' ? (
        <p className="s late" role="alert">
          Say why it is declined; the person who asked reads it.
        </p>
      ) : null}
      <Button look="primary" reason={bar} working={working === 'given' ? 'Sending' : null} onClick={() => say('given')}>
        {approveWords(detail)}
      </Button>
      <Button
        look="danger"
        reason={toDecline}
        working={working === 'declined' ? 'Declining' : null}
        onClick={() => say('declined')}
        hint="D"
      >
        Decline
      </Button>
      <After match={detail.match !== null} />
    </div>
  );
}

function Barred({ why }: { why: string }) {
  return (
    <p className="note held" role="status">
      <Icon name="lock" size={12} />
      <span>{why}</span>
    </p>
  );
}

/** What follows, written before anyone presses. */
function After({ match }: { match: boolean }) {
  return (
    <dl className="ap-after">
      <dt>Approve</dt>
      <dd>{match ? 'joins the entries at once' : 'sends now, with the last answer that is needed'}</dd>
      <dt>Decline</dt>
      <dd>{match ? 'leaves them open; not suggested again' : 'sends nothing; the request is rejected'}</dd>
    </dl>
  );
}

const CHANGED =
  'What is asked for has changed since it was asked. If it still needs a second person, it is asked for again.';

type Came = { readonly state: string; readonly given: number; readonly needed: number; readonly why: string | null };

function cameWords({ state, given, needed, why }: Came) {
  if (state === 'asked')
    return { state: 'held' as const, title: `Agreed, ${given} of ${needed}`, body: 'Others are needed.' };
  if (state === 'given') return { state: 'inflight' as const, title: 'Approved and on its way' };
  if (state === 'declined') return { state: 'held' as const, title: 'Declined, nothing is sent' };
  return { state: 'exception' as const, title: 'Not done: it has changed', body: why };
}
