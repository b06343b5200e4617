import { clsx } from 'clsx';
import Link from 'next/link';
import { Time } from '@/components/lib/display';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { routes } from '@/components/lib/routes';
import { POSTING_LOOKS } from '@/components/sheets/words';
import { useMay } from '@/components/shell/use-me';
import { Icon } from '@/components/ui/icon';
import type { RefundDetail } from './queries';
import { REFUND_FLOW } from './words';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What happened, in order, with the event behind each step. Taking back is a new step; nothing above it is edited. */
export function Steps({ refund: { steps } }: { refund: RefundDetail }) {
  return (
    <section aria-labelledby="steps">
      <div className="sech">
        <h2 id="steps">Steps</h2>
        <span className="s q">{steps.length === 1 ? '1 so far' : `${steps.length} so far`}</span>
      </div>
      <ol className="tl">
        {steps.map((step, at) => (
          <Step key={step.no} step={step} last={at === steps.length - 1} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, last }: { step: RefundDetail['steps'][number]; last: boolean }) {
  const mayTrace = useMay('trace.read');
  const word = capital(step.word);
  return (
    <li className={clsx(last && 'now')} aria-current={last ? 'step' : undefined}>
      <span className="i">
        <Icon name={last ? 'inflight' : 'posted'} size={12} state={last ? 'inflight' : 'posted'} />
      </span>
      <span className="w">
        {mayTrace && step.parcelId ? (
          <Link className="num m step" href={routes.traceEvent(step.eventId)}>
            {word}
          </Link>
        ) : (
          <span className="m">{word}</span>
        )}
        <span className="s q2">{typeWord(REFUND_FLOW, step.type)}</span>
      </span>
      <span className="who">
        <span>{step.who ?? 'automatic'}</span>
        <Time at={step.at} className="s q" />
      </span>
      <span className="doc">
        {step.documents.length === 0 ? <span className="s q">no document</span> : null}
        {step.documents.map((document) => (
          <span key={document.id} className="row">
            <Icon name={iconOf(document.state)} size={10} state={POSTING_LOOKS[document.state].state} />
            <span className="cut" title={POSTING_LOOKS[document.state].word}>
              {wordsOf(REFUND_FLOW).roles?.[document.role] ?? document.role}{' '}
              <span className="q2">{document.number ?? POSTING_LOOKS[document.state].word.toLowerCase()}</span>
            </span>
          </span>
        ))}
      </span>
    </li>
  );
}

const iconOf = (state: RefundDetail['steps'][number]['documents'][number]['state']) => POSTING_LOOKS[state].state;
