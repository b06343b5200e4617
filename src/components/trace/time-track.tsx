'use client';
import { clsx } from 'clsx';
import { useDisplay } from '@/components/lib/display';
import { formatClock, formatDay } from '@/components/lib/format';
import { STATE_ICONS } from '@/components/lib/places';
import { Icon } from '@/components/ui/icon';
import { Key } from '@/components/ui/keys';
import type { Step } from './queries';
import { isState } from './words';

type Props = {
  steps: readonly Step[];
  now: Date;
  /** The step looked at; null is now. */
  at: number | null;
  onStep: (at: number | null) => void;
};

/** The payment's life in steps, in order and not to scale. The handle is the moment shown. */
export function TimeTrack({ steps, now, at, onStep }: Props) {
  const all = steps.length;
  const shown = at === null ? null : steps[at];
  return (
    <section className="time" aria-label="Time">
      <div className="row">
        <h2 className="h">Time</h2>
        <span className="s q">
          Choose a step to see this payment as it was. <Key>,</Key> <Key>.</Key> step
        </span>
        <span className="sp" />
        <span className="s q2" aria-live="polite">
          showing {shown ? shown.word.toLowerCase() : 'now'}
        </span>
      </div>
      <div className="track">
        {steps.map((step, index) => (
          <StepButton
            key={step.key}
            step={step}
            left={(index / all) * 100}
            day={dayChanged(steps, index)}
            chosen={at === index}
            onChoose={() => onStep(index)}
          />
        ))}
        <button
          type="button"
          className={clsx('stp', at === null && 'now')}
          style={{ left: '100%' }}
          aria-pressed={at === null}
          onClick={() => onStep(null)}
        >
          <i />
          <b>Now</b>
          <Moment at={now} day={false} />
        </button>
      </div>
    </section>
  );
}

function dayChanged(steps: readonly Step[], index: number): boolean {
  const [own, before] = [steps[index]?.at, steps[index - 1]?.at];
  return own !== null && own !== undefined && own.toDateString() !== before?.toDateString();
}

function Moment({ at, day }: { at: Date; day: boolean }) {
  const zone = useDisplay().timeZone;
  const text = day ? `${formatDay(at, zone).slice(0, -5)} ${formatClock(at, zone).slice(0, 5)}` : formatClock(at, zone);
  return <time dateTime={at.toISOString()}>{text}</time>;
}

type StepProps = { step: Step; left: number; day: boolean; chosen: boolean; onChoose: () => void };

function StepButton({ step, left, day, chosen, onChoose }: StepProps) {
  const state = isState(step.state) ? step.state : 'posted';
  return (
    <button
      type="button"
      className={clsx('stp', state, chosen && 'now')}
      style={{ left: `${left}%` }}
      aria-pressed={chosen}
      aria-disabled={step.at === null || undefined}
      onClick={() => step.at && onChoose()}
    >
      <i>{chosen ? null : <Icon name={STATE_ICONS[state]} size={12} state={state} />}</i>
      <b>{step.word}</b>
      {step.at ? <Moment at={step.at} day={day} /> : <span>not yet</span>}
    </button>
  );
}
