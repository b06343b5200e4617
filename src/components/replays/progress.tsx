'use client';
import Link from 'next/link';
import { formatCount, formatItems, formatMoney } from '@/components/lib/format';
import { routes, withParams } from '@/components/lib/routes';
import { State } from '@/components/ui/state';
import type { ItemStatus } from '@/server/read/replays-progress';
import type { ReplayDetail } from './queries';
import { LEFT, MOVING, STATUSES } from './words';

type Counts = ReplayDetail['progress'];

const BAR: readonly (readonly [ItemStatus, string])[] = [
  ['confirmed', 'posted'],
  ['sent', 'inflight'],
  ['unknown', 'unknown'],
  ['stopped', 'exception'],
  ['rejected', 'rejected'],
  ['duplicate', 'duplicate'],
  ['skipped', 'held'],
  ['waiting', 'unsent'],
  ['unsent', 'unsent'],
];

/** By count, at true scale. */
export function ProgressBar({ progress, items }: { progress: Counts; items: number }) {
  const label = BAR.filter(([status]) => progress[status].items > 0)
    .map(([status]) => `${formatCount(progress[status].items)} ${STATUSES[status].word.toLowerCase()}`)
    .join(', ');
  return (
    <div className="mb" role="img" aria-label={label}>
      {BAR.filter(([status]) => progress[status].items > 0).map(([status, look]) => (
        <span
          key={status}
          className={look}
          style={{ width: `${(progress[status].items / Math.max(items, 1)) * 100}%` }}
        />
      ))}
    </div>
  );
}

const total = (progress: Counts, statuses: readonly ItemStatus[]) => ({
  items: statuses.reduce((sum, status) => sum + progress[status].items, 0),
  amountMinor: statuses.reduce((sum, status) => sum + progress[status].amountMinor, 0n),
});

/** Where each item really is. It sums to the frozen set. */
export function Progress({ replay }: { replay: ReplayDetail }) {
  const { progress } = replay;
  const moving = total(progress, MOVING);
  const left = LEFT.filter((status) => progress[status].items > 0);
  return (
    <section className="rp-progress" aria-labelledby="progress">
      <div className="sech">
        <h2 id="progress">Progress</h2>
        <span className="s q">
          {formatCount(progress.confirmed.items)} of {formatItems(moving.items)} confirmed
        </span>
      </div>
      <ProgressBar progress={progress} items={replay.items - replay.hidden} />
      <dl>
        {MOVING.map((status) => (
          <Line key={status} replay={replay} status={status} />
        ))}
        <dd className="rule" />
        <dt>To send</dt>
        <dd className="n">{formatCount(moving.items)}</dd>
        <dd className="b">{formatMoney(moving.amountMinor)}</dd>
        {left.map((status) => (
          <Left key={status} replay={replay} status={status} />
        ))}
        <dd className="rule" />
        <dt>Frozen set{replay.hidden > 0 ? `, + ${formatCount(replay.hidden)} hidden` : ''}</dt>
        <dd className="n">{formatCount(replay.items - replay.hidden)}</dd>
        <dd className="b">{formatMoney(moving.amountMinor + total(progress, LEFT).amountMinor)}</dd>
      </dl>
    </section>
  );
}

function Line({ replay, status }: { replay: ReplayDetail; status: ItemStatus }) {
  const { items, amountMinor } = replay.progress[status];
  const { state, word } = STATUSES[status];
  if (items === 0) {
    return (
      <>
        <dt className="zero">{word}</dt>
        <dd className="zero">0</dd>
        <dd className="zero">{formatMoney(0n)}</dd>
      </>
    );
  }
  return (
    <>
      <dt>
        <State state={state} word={word} />
      </dt>
      <dd className="n">{formatCount(items)}</dd>
      <dd className={status === 'confirmed' ? 'b' : undefined}>
        <Link className="num" href={withParams(routes.replay(replay.id), { status })} scroll={false}>
          {formatMoney(amountMinor)}
        </Link>
      </dd>
    </>
  );
}

/** What is not sent, with its reasons: causes of items that stopped again, words of items that were skipped. */
function Left({ replay, status }: { replay: ReplayDetail; status: ItemStatus }) {
  const reasons =
    status === 'stopped'
      ? replay.stoppedAgain.map((again) => ({ ...again, words: again.title }))
      : status === 'skipped'
        ? replay.skipped.map((skip) => ({ ...skip, causeId: null, words: skip.why }))
        : [];
  return (
    <>
      <Line replay={replay} status={status} />
      {reasons.map(({ words, causeId, items, amountMinor }) => (
        <div key={words} className="contents">
          <dd className="why">{causeId ? <Link href={routes.cause(causeId)}>{words}</Link> : words}</dd>
          <dd className="s q2">{formatCount(items)}</dd>
          <dd className="s q2">{formatMoney(amountMinor)}</dd>
        </div>
      ))}
    </>
  );
}
