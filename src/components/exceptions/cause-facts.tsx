'use client';
import { Time } from '@/components/lib/display';
import { formatAge, formatAsset, formatCount, formatDate } from '@/components/lib/format';
import { Badge } from '@/components/ui/state';
import { subjectsOf } from './matter-list';
import type { CauseDetail, CauseLine } from './queries';

const AGES = ['Age 0 d', '1–2 d', '3–6 d', '≥ 7 d'] as const;

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** The head of a cause: dollars, items, ages, owner, due time, and why it stands where it stands in the list. */
export function CauseFacts({ cause }: { cause: CauseDetail }) {
  const { line, open } = cause;
  return (
    <div className="ex-facts">
      {line ? <Stopped line={line} /> : open ? <OffBy open={open} /> : <Settled cause={cause} />}
      <div>
        <span className="s q">Owner</span>
        {cause.owner ? (
          <span className="row">
            <span className="av">{initials(cause.owner.name)}</span>
            {cause.owner.name}
          </span>
        ) : (
          <span>
            <span className="noown">No owner</span>
          </span>
        )}
      </div>
      {line !== null || open !== null ? <DueFact cause={cause} /> : null}
      {cause.holdUntil ? (
        <div>
          <span className="s q">Deferred until</span>
          <span>
            {formatDate(cause.holdUntil)}, {cause.holdReason}
          </span>
        </div>
      ) : null}
      {cause.hidden > 0 ? (
        <div>
          <span className="s q">Hidden</span>
          <span>+ {formatCount(cause.hidden)} outside your facilities</span>
        </div>
      ) : null}
      {line ? <ScoreFact line={line} /> : null}
    </div>
  );
}

function Stopped({ line }: { line: CauseLine }) {
  return (
    <>
      <div>
        <span className="s q">Stopped</span>
        <span className="fig">{formatAsset(line.amountMinor, line.asset)}</span>
      </div>
      <div>
        <span className="s q">Items</span>
        <span className="fig">{formatCount(line.items)}</span>
      </div>
      {AGES.map((word, index) => (
        <div className="agc" key={word}>
          <span className="s q">{word}</span>
          <span>{formatCount(line.ages[index] ?? 0)}</span>
          <i className={`a${index}`} />
        </div>
      ))}
    </>
  );
}

/** Nothing of it is stopped, so its dollars stand in no place of the money bar. */
function OffBy({ open: { line } }: { open: NonNullable<CauseDetail['open']> }) {
  return (
    <>
      {line.asset === null || line.amountMinor === null ? null : (
        <div>
          <span className="s q">Off by</span>
          <span className="fig">{formatAsset(line.amountMinor, line.asset)}</span>
        </div>
      )}
      <div>
        <span className="s q">Open</span>
        <span className="fig">{subjectsOf(line)}</span>
      </div>
      <div>
        <span className="s q">Stopped</span>
        <span>nothing</span>
      </div>
    </>
  );
}

function Settled({ cause }: { cause: CauseDetail }) {
  return (
    <div>
      <span className="s q">Now</span>
      <span className="row">
        {cause.state === 'cured' ? (
          <Badge state="posted" word="Cured, every item confirmed or explained" />
        ) : (
          <Badge state="inflight" word="Released, not confirmed yet" />
        )}
        {cause.curedAt ? <Time at={cause.curedAt} className="s q" /> : null}
      </span>
    </div>
  );
}

function DueFact({ cause }: { cause: CauseDetail }) {
  const left = cause.dueAt.getTime() - Date.now();
  return (
    <div>
      <span className="s q">Due</span>
      <span className={left < 0 ? 'late' : undefined} suppressHydrationWarning>
        {left < 0 ? `Late ${formatAge(-left)}` : `${formatAge(left)} left`}
      </span>
    </div>
  );
}

function ScoreFact({ line }: { line: CauseLine }) {
  const { parts, total } = line.score;
  const terms = [
    ['dollars', parts.dollars],
    ['due', parts.due],
    ['age', parts.age],
    ['came back', parts.repeats],
  ] as const;
  return (
    <div className="score">
      <span className="s q">Score</span>
      <span className="sq">
        <b>{total}</b> ={' '}
        {terms.map(([word, points], index) => (
          <span key={word}>
            {index > 0 ? ' + ' : ''}
            <b className="m">{points}</b> <span className="q">{word}</span>
          </span>
        ))}
      </span>
      {line.regressedAt ? (
        <span className="s late">
          Came back <Time at={line.regressedAt} as="day" />
        </span>
      ) : null}
    </div>
  );
}
