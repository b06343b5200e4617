'use client';
import { type ReactNode, useState } from 'react';
import { formatBytes } from '@/components/lib/format';
import { EmptyState } from '@/components/ui/empty-state';
import { Given } from '@/components/ui/given';
import { Explanation } from './explanation';
import { ParsedView } from './parsed-view';
import { type Source, type SourceFocus, useSource } from './queries';
import { RawSource } from './raw-source';
import { RevealButton } from './reveal-button';
import { SentView } from './sent-view';
import './source.css';

const VIEWS = ['X12', 'Parsed', 'Sent to ERP'] as const;
type View = (typeof VIEWS)[number];

type Props = SourceFocus & {
  /** Called when a person clicks the bytes of another event. */
  onPick?: (eventId: string) => void;
  /** What the amount became, under the arithmetic. */
  children?: ReactNode;
};

/** The bytes a number came from, the exact element lit, and the arithmetic in one glance. */
export function SourcePane({ onPick, children, ...focus }: Props) {
  const [view, setView] = useState<View>('X12');
  const [page, setPage] = useState<{ of: string; from: number } | null>(null);
  const of = focus.eventId ?? focus.parcelId ?? '';
  // A page belongs to what it was turned on; another focus begins at its own place.
  const { data, error, isPlaceholderData } = useSource(focus, page?.of === of ? page.from : undefined);
  if (error && !data) {
    return (
      <div className="src-note">
        <EmptyState tone="rejected" title="The source bytes were not read">
          {error.message} The file is kept as it came.
        </EmptyState>
      </div>
    );
  }
  if (!data) return <div className="src" aria-busy="true" />;
  return (
    <div className="src" aria-busy={isPlaceholderData}>
      <Head source={data} view={view} onView={setView} />
      {view === 'X12' ? (
        <RawSource source={data} onPick={onPick} onPage={(from) => setPage({ of, from })} />
      ) : view === 'Parsed' ? (
        <ParsedView parsed={data.parsed} />
      ) : (
        <SentView focus={focus} />
      )}
      <Explanation source={data}>{children}</Explanation>
    </div>
  );
}

function Head({ source, view, onView }: { source: Source; view: View; onView: (view: View) => void }) {
  const { artifact } = source;
  return (
    <div className="src-head">
      <div className="row">
        <fieldset className="seg" aria-label="View of the source">
          {VIEWS.map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
              {name}
            </button>
          ))}
        </fieldset>
        <span className="sp" />
        <RevealButton source={source} />
      </div>
      <div className="s q cut src-file" title={artifact.sha256}>
        <Given text={artifact.name} />, {formatBytes(artifact.bytes)}, sha256 {artifact.sha256.slice(0, 4)}…
        {artifact.sha256.slice(-4)}
        {source.revealedUntil ? '' : ', names masked'}
      </div>
    </div>
  );
}
