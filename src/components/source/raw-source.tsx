'use client';
import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import { formatItems } from '@/components/lib/format';
import { Button } from '@/components/ui/button';
import type { Segment, Source } from './queries';

type Element = Segment['elements'][number];

function Part({ text, masked }: { text: string; masked: boolean }) {
  if (!masked) return text;
  return (
    <span className="src-mask" style={{ width: `${text.length}ch` }}>
      <span className="sr">masked</span>
    </span>
  );
}

function ElementText({ element }: { element: Element }) {
  const parts = element.parts.map((part) => <Part key={`${part.masked}${part.text}`} {...part} />);
  if (element.role === 'mark') return <mark title={element.ref}>{parts}</mark>;
  return element.role === 'under' ? <u title={element.ref}>{parts}</u> : parts;
}

type LineProps = { segment: Segment; source: Source; onPick: ((eventId: string) => void) | undefined };

function Line({ segment, source, onPick }: LineProps) {
  const { element, terminator } = source.separators;
  const pick = segment.eventId && !segment.focus ? onPick : undefined;
  return (
    // The keyboard reaches every event through the graph or the list beside the bytes; this is a shortcut for the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <li
      className={clsx(segment.focus && 'on', pick && 'picks')}
      onClick={() => segment.eventId && pick?.(segment.eventId)}
      data-focus={segment.focus || undefined}
    >
      <i>{segment.offset}</i>
      <code>
        <span className="seg-id">{segment.id}</span>
        {segment.elements.map((e) => (
          <span key={e.ref}>
            {element}
            <ElementText element={e} />
          </span>
        ))}
        {terminator}
      </code>
    </li>
  );
}

type GapProps = { words: string; action: string; onClick: () => void };

function Gap({ words, action, onClick }: GapProps) {
  return (
    <div className="src-gap row">
      <span>{words}</span>
      <Button look="plain" onClick={onClick}>
        {action}
      </Button>
    </div>
  );
}

type Props = { source: Source; onPick?: (eventId: string) => void; onPage: (from: number) => void };

/** The bytes as received, segment by segment, with their offsets. What the reader may not read is a block. */
export function RawSource({ source, onPick, onPage }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const { window: shown, head, body, tail } = source;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another event is looked at, not when it is read again
  useEffect(() => {
    const pane = scroller.current;
    const line = pane?.querySelector<HTMLElement>('[data-focus]');
    if (pane) pane.scrollTop = line ? line.offsetTop - pane.offsetTop - pane.clientHeight / 3 : 0;
  }, [source.eventId, shown.from]);
  const lines = (segments: readonly Segment[]) => (
    <ol>
      {segments.map((segment) => (
        <Line key={segment.offset} segment={segment} source={source} onPick={onPick} />
      ))}
    </ol>
  );
  const before = shown.from;
  const after = shown.total - shown.hidden - shown.to - 1;
  return (
    // Bytes scroll without holding anything that takes the focus, so the region itself must.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="raw" tabIndex={0} aria-label="Source bytes" ref={scroller}>
      {lines(head)}
      {shown.previous !== null && before > 0 ? (
        <Gap
          words={`${formatItems(before, 'record')} above`}
          action="Show"
          onClick={() => onPage(shown.previous ?? 0)}
        />
      ) : null}
      {lines(body)}
      {shown.cut ? <p className="src-gap">This record is longer than what is shown here.</p> : null}
      {shown.next !== null ? (
        <Gap
          words={`${formatItems(Math.max(after, 1), 'record')} below`}
          action="Show"
          onClick={() => onPage(shown.next ?? 0)}
        />
      ) : null}
      {shown.hidden > 0 ? (
        <p className="src-gap">+ {formatItems(shown.hidden, 'record')} hidden: other facilities</p>
      ) : null}
      {lines(tail)}
    </section>
  );
}
