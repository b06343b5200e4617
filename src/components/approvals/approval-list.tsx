'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useRef } from 'react';
import { within } from '@/components/exceptions/list-parts';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAge, formatAsset, formatCount } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { Given } from '@/components/ui/given';
import { Icon } from '@/components/ui/icon';
import { State } from '@/components/ui/state';
import type { ApprovalLine, ApprovalList } from './queries';
import type { ApprovalSelection } from './use-selection';
import { APPROVAL_VIEWS_SHOWN, KIND_LOOKS, STATE_LOOKS, VIEW_WORDS } from './words';

type Props = { list: ApprovalList; shownId: string | null; selection: ApprovalSelection };

/** Questions, the oldest on top; each says who asks, for how much, and whether this person may answer. */
export function ApprovalListPane({ list, shownId, selection }: Props) {
  const { view, hrefOf, go } = selection;
  const rows = useRef<HTMLOListElement>(null);
  useListKeys(rows);
  return (
    <section className="ap-list" aria-label="Approvals">
      <nav className="ap-views" aria-label="Which approvals">
        {APPROVAL_VIEWS_SHOWN.map((name) => {
          const href = hrefOf({ view: name === 'waiting' ? undefined : name, id: undefined });
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
      <ol ref={rows}>
        {list.approvals.map((line) => (
          <li key={line.id}>
            <Row line={line} asOf={list.asOf} shown={line.id === shownId} selection={selection} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** J and K walk the questions and open them beside. */
function useListKeys(rows: { readonly current: HTMLOListElement | null }): void {
  const move = (step: number) => {
    const links = [...(rows.current?.querySelectorAll<HTMLAnchorElement>('a.ap') ?? [])];
    const at = links.findIndex((link) => link.ariaCurrent === 'true');
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.click();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}

type RowProps = { line: ApprovalLine; asOf: Date; shown: boolean; selection: ApprovalSelection };

function Row({ line, asOf, shown, selection: { hrefOf, go } }: RowProps) {
  const href = hrefOf({ id: line.id });
  const { word, icon } = KIND_LOOKS[line.kind];
  const age = formatAge(asOf.getTime() - line.askedAt.getTime());
  return (
    <Link
      href={href}
      scroll={false}
      onClick={within(go, href)}
      className="ap"
      aria-current={shown ? 'true' : undefined}
    >
      <span className="k">
        <Icon name={icon} size={14} />
        <span className="sr">{word}</span>
      </span>
      <span className="t cut">
        <Given text={line.title} />
      </span>
      <span className="s q cut code">
        {line.flow ? wordsOf(line.flow).name : word}, {line.policy}
      </span>
      <span className="amt m">{formatAsset(line.amountMinor, line.asset)}</span>
      <span className="s q2 cut code">
        {line.maker ?? line.askedBy ?? 'asked by policy'}, {age} ago
      </span>
      <span className="s q due">
        {line.given} of {line.needed}
      </span>
      <span className="row mk">
        {line.state !== 'asked' ? (
          <State state={STATE_LOOKS[line.state].state} word={STATE_LOOKS[line.state].word} size={10} />
        ) : line.bar === null ? (
          <span className="tag">waits for you</span>
        ) : (
          <span className="s q">{BAR_TAGS[line.bar]}</span>
        )}
      </span>
    </Link>
  );
}

const BAR_TAGS = {
  ended: 'ended',
  right: 'for others',
  maker: 'made by you',
  asked: 'asked by you',
  voted: 'answered by you',
  hidden: 'outside your facilities',
  limit: 'over your limit',
} as const;
