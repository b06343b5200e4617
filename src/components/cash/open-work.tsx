'use client';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useRef } from 'react';
import { within } from '@/components/exceptions/list-parts';
import { formatCount, formatDate, formatItems, formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { EmptyState } from '@/components/ui/empty-state';
import { type OpenLine, useOpenCash } from './queries';
import { SuggestionPane } from './suggestion-pane';
import { TiePane } from './tie-pane';
import type { CashSelection } from './use-selection';
import { EMPTY_WORDS, OPEN_VIEWS_SHOWN, OPEN_WORDS } from './words';

const keyOf = (line: OpenLine): string => `${line.kind}:${line.id}`;

/** What needs somebody on the left, and the one looked at with its entries side by side. */
export function Work({ selection }: { selection: CashSelection }) {
  const { view, open, hrefOf, go } = selection;
  const { data, error } = useOpenCash(view);
  const rows = useRef<HTMLOListElement>(null);
  useListKeys(rows);
  const lines = data?.lines ?? [];
  const shown = open ?? (lines[0] ? keyOf(lines[0]) : null);
  return (
    <section className="ca-work" aria-label="What needs somebody">
      <div className="ca-list">
        <nav className="ca-views" aria-label="Which">
          {OPEN_VIEWS_SHOWN.map((name) => {
            const href = hrefOf({ view: name === 'suggested' ? undefined : name, open: undefined });
            return (
              <Link
                key={name}
                href={href}
                scroll={false}
                onClick={within(go, href)}
                className={clsx('chip', view === name && 'on')}
                aria-current={view === name ? 'true' : undefined}
              >
                {OPEN_WORDS[name]} <b>{data ? formatCount(data.counts[name]) : '…'}</b>
              </Link>
            );
          })}
        </nav>
        {error ? <p className="note rejected">Not read: {error.message}</p> : null}
        <ol ref={rows}>
          {lines.map((line) => {
            const href = hrefOf({ open: keyOf(line) });
            return (
              <li key={keyOf(line)}>
                <Link
                  className="ca-line"
                  href={href}
                  scroll={false}
                  onClick={within(go, href)}
                  aria-current={shown === keyOf(line) ? 'true' : undefined}
                >
                  <Line line={line} />
                </Link>
              </li>
            );
          })}
        </ol>
      </div>
      <div className="ca-detail">
        <Shown open={shown} />
        {!shown && data ? <EmptyState title={EMPTY_WORDS[view][0]}>{EMPTY_WORDS[view][1]}</EmptyState> : null}
        {!data && !error ? (
          <p className="q" role="status">
            Reading
          </p>
        ) : null}
      </div>
    </section>
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function Shown({ open }: { open: string | null }) {
  const [kind, id = ''] = open?.split(':') ?? [];
  if (!ID.test(id)) return null;
  return kind === 'suggestion' ? <SuggestionPane key={id} id={id} /> : <TiePane key={id} id={id} />;
}

function Line({ line }: { line: OpenLine }) {
  return (
    <>
      <span className="m cut">{line.payer ?? line.trace ?? 'Payer not known'}</span>
      <span className="amt m">{formatMoney(line.amountMinor)}</span>
      <span className="s q2 cut">
        {[formatDate(line.onDate), line.account ? `••${line.account}` : null, line.payer ? line.trace : null]
          .filter(Boolean)
          .join(', ')}
      </span>
      <span className="s q amt">
        {line.kind === 'suggestion'
          ? line.asked
            ? 'asked, waits'
            : `tier ${line.tier}`
          : formatItems(line.entries, 'entry', 'entries')}
      </span>
    </>
  );
}

/** J and K walk the list and open beside. */
function useListKeys(rows: { readonly current: HTMLOListElement | null }): void {
  const move = (step: number) => {
    const links = [...(rows.current?.querySelectorAll<HTMLAnchorElement>('a.ca-line') ?? [])];
    const at = links.findIndex((link) => link.ariaCurrent === 'true');
    const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.click();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
