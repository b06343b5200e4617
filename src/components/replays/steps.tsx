'use client';
import { Time } from '@/components/lib/display';
import { Icon } from '@/components/ui/icon';
import type { ReplayDetail } from './queries';
import { ReplayActions } from './replay-actions';

type Step = { readonly word: string; readonly at: Date | null; readonly done: boolean };

/** The steps of a manifest in order. The receipt comes when every item is confirmed or explained. */
function stepsOf(replay: ReplayDetail): Step[] {
  const { impact, needsSecond, approver, startedAt, finishedAt, outcome, createdAt } = replay;
  const steps: Step[] = [{ word: 'Frozen', at: createdAt, done: true }];
  if (impact) steps.push({ word: 'Previewed', at: new Date(impact.ranAt), done: true });
  if (needsSecond) steps.push({ word: 'Approved', at: approver?.at ?? null, done: approver !== null });
  const refused = outcome === 'aborted';
  const sending = outcome === 'paused' ? 'Paused' : refused ? 'Aborted' : finishedAt ? 'Sent' : 'Sending';
  steps.push({ word: sending, at: finishedAt ?? startedAt, done: finishedAt !== null });
  steps.push({ word: 'Receipt', at: null, done: outcome === 'settled' });
  return steps;
}

export function Steps({ replay }: { replay: ReplayDetail }) {
  const steps = stepsOf(replay);
  const now = steps.findIndex((step) => !step.done);
  return (
    <div className="rp-steps">
      <ol>
        {steps.map(({ word, at, done }, index) => (
          <li
            key={word}
            className={done ? 'done' : index === now ? 'now' : undefined}
            aria-current={index === now ? 'step' : undefined}
          >
            {done ? <Icon name="check" size={14} /> : <i />}
            {word}
            {at ? <Time at={at} as="clock" className="s q" /> : null}
          </li>
        ))}
      </ol>
      <span className="sp" />
      <ReplayActions replay={replay} />
    </div>
  );
}
