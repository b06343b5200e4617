'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { formatAsset, formatCount, formatItems } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { Given } from '@/components/ui/given';
import { State } from '@/components/ui/state';
import { Due, within } from './list-parts';
import { MatterList } from './matter-list';
import type { CauseLine, CauseList as List, View } from './queries';
import type { Selection } from './use-selection';

const VIEW_WORDS: Readonly<Record<View, string>> = { all: 'All', mine: 'Mine', unowned: 'No owner', late: 'Late' };
const VIEWS: readonly View[] = ['all', 'mine', 'unowned', 'late'];

type Props = { list: List; shownId: string | null; selection: Selection };

/** Causes, the one to fix first on top. */
export function CauseList({ list, shownId, selection }: Props) {
  const { hrefOf, go, view } = selection;
  const rows = useRef<HTMLDivElement>(null);
  useCauseKeys(rows);
  const { lines, waiting, hold, release } = useStillList(list.causes);
  return (
    <section className="ex-list" aria-label="Causes">
      <nav className="ex-views" aria-label="Which causes">
        {VIEWS.map((name) => {
          const href = hrefOf({ view: name === 'all' ? undefined : name, cause: undefined });
          return (
            <Link
              key={name}
              href={href}
              scroll={false}
              onClick={within(go, href)}
              className={clsx('chip', view === name && 'on')}
              aria-current={view === name ? 'true' : undefined}
            >
              {VIEW_WORDS[name]} <b>{formatCount(list.counts[name])}</b>
            </Link>
          );
        })}
      </nav>
      {waiting > 0 ? (
        <button type="button" className="ex-new s" onClick={release}>
          {formatCount(waiting)} new
        </button>
      ) : null}
      <div ref={rows} className="ex-scroll" onPointerEnter={hold} onPointerLeave={release}>
        <ol>
          {lines.map((line) => (
            <li key={line.id}>
              <CauseRow line={line} asOf={list.asOf} shown={line.id === shownId} selection={selection} />
            </li>
          ))}
          {list.counts[view] > list.causes.length + list.matters.length ? (
            <li className="rest s q">The {formatCount(list.causes.length)} with the highest scores are shown.</li>
          ) : null}
        </ol>
        <MatterList list={list} shownId={shownId} selection={selection} />
      </div>
      <Releasing list={list} selection={selection} />
    </section>
  );
}

/** Rows never move under the pointer: while it rests on the list, order stays and arrivals wait behind “3 new”. */
function useStillList(latest: readonly CauseLine[]) {
  const [held, setHeld] = useState<readonly CauseLine[] | null>(null);
  const byId = new Map(latest.map((line) => [line.id, line]));
  const lines = held ? held.flatMap((line) => byId.get(line.id) ?? []) : latest;
  const waiting = held ? latest.filter((line) => !held.some((known) => known.id === line.id)).length : 0;
  return { lines, waiting, hold: () => setHeld(latest), release: () => setHeld(null) };
}

/** J and K walk the causes and open them beside, so that the detail follows. */
function useCauseKeys(rows: { readonly current: HTMLDivElement | null }): void {
  const move = (step: number) => {
    const links = [...(rows.current?.querySelectorAll<HTMLAnchorElement>('a.cz') ?? [])];
    const at = links.findIndex((link) => link.ariaCurrent === 'true');
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.click();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}

type RowProps = { line: CauseLine; asOf: Date; shown: boolean; selection: Selection };

function CauseRow({ line, asOf, shown, selection: { hrefOf, go } }: RowProps) {
  const href = hrefOf({ cause: line.id });
  const { parts, total } = line.score;
  return (
    <Link
      href={href}
      scroll={false}
      onClick={within(go, href)}
      className="cz"
      aria-current={shown ? 'true' : undefined}
    >
      <span
        className="sc"
        title={`dollars ${parts.dollars} + due ${parts.due} + age ${parts.age} + repeats ${parts.repeats}`}
      >
        {total}
      </span>
      <span className="t cut">
        <Given text={line.title} />
      </span>
      <span className="s q cut code">
        {[
          formatItems(line.items),
          line.payer ?? (line.payers > 0 ? formatItems(line.payers, 'payer') : null),
          `at ${line.stage}`,
        ]
          .filter((part) => part !== null)
          .join(', ')}
      </span>
      <span className="amt m">{formatAsset(line.amountMinor, line.asset)}</span>
      <span className="row bt">
        <AgeBar ages={line.ages} />
        <Due dueAt={line.dueAt} asOf={asOf} />
      </span>
      <span className="own s q2">{line.owner?.name ?? <span className="noown">No owner</span>}</span>
    </Link>
  );
}

const AGE_WORDS = ['today', '1 to 2 days', '3 to 6 days', '7 days and more'] as const;

/** Lighter is younger; widths are counts. */
export function AgeBar({ ages }: { ages: CauseLine['ages'] }) {
  const label = ages.map((count, index) => `${formatCount(count)} ${AGE_WORDS[index]}`).join(', ');
  return (
    <span className="age" role="img" aria-label={label}>
      {AGE_WORDS.map((word, index) =>
        (ages[index] ?? 0) > 0 ? <i key={word} className={`a${index}`} style={{ flex: ages[index] }} /> : null,
      )}
    </span>
  );
}

/** Released is not fixed: these wait for the ERP to confirm and are neither stopped nor cured. */
function Releasing({ list, selection: { hrefOf, go } }: { list: List; selection: Selection }) {
  if (list.releasing.length === 0) return null;
  return (
    <div className="rest">
      <p className="s q">Released, not confirmed yet</p>
      <ul>
        {list.releasing.map((line) => {
          const href = hrefOf({ cause: line.id });
          return (
            <li key={line.id} className="ex-releasing">
              <State state="inflight" word={formatCount(line.items)} />
              <Link href={href} scroll={false} onClick={within(go, href)} className="num cut">
                {line.title}
              </Link>
              <span className="sp" />
              <span className="amt">{formatAsset(line.amountMinor, line.asset)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
