'use client';
import Link from 'next/link';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { countItems } from '@/components/lib/flow-words';
import { formatAsset, formatItems } from '@/components/lib/format';
import type { StateName } from '@/components/lib/places';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { useLive } from './queries';

type Happening = ReturnType<typeof useLive>['data'][number];

const STATES: Readonly<Record<Happening['kind'], StateName>> = {
  confirmed: 'posted',
  unknown: 'unknown',
  exception: 'exception',
  duplicate: 'duplicate',
  rejected: 'rejected',
  received: 'inflight',
  held: 'held',
};

/** What happened, in the field's own words. “Confirmed” is said of what the ERP read back, never of what was sent. */
function sayOf({ kind, flow, subject, count }: Happening): string {
  switch (kind) {
    case 'confirmed':
      return `${subject} confirmed`;
    case 'unknown':
      return `No answer to ${formatItems(count, 'document')}, probing by key`;
    case 'exception':
      return `${countItems(flow, count)} more: ${subject}`;
    case 'duplicate':
      return `${subject} resent, kept out`;
    case 'rejected':
      return `Refused: ${subject}`;
    case 'held':
      return `Held: ${subject}`;
    default:
      return count > 0 ? `${countItems(flow, count)} received, ${subject}` : `Received ${subject}`;
  }
}

function hrefOf({ kind, target }: Happening, mayTrace: boolean, mayArtifacts: boolean): string | null {
  if (!target) return null;
  if (kind === 'rejected' || kind === 'received') return mayArtifacts ? routes.artifact(target) : null;
  if (!mayTrace) return null;
  return kind === 'exception' ? routes.cause(target) : routes.traceParcel(target);
}

/** Newest first. Lines do not move under the pointer: what arrives meanwhile waits behind “3 new”. */
export function LiveFeed() {
  const { data } = useLive();
  const mayTrace = useMay('trace.read');
  const mayArtifacts = useMay('artifacts.read');
  const [kept, setKept] = useState<readonly Happening[] | null>(null);
  const [paused, setPaused] = useState(false);
  const shown = kept ?? data;
  const waiting = kept ? data.filter(({ id, kind }) => !kept.some((k) => k.id === id && k.kind === kind)).length : 0;
  const release = () => setKept(paused ? data : null);
  return (
    <section className="sec live" aria-labelledby="live">
      <header>
        <h2 id="live">Live</h2>
        <span className="sp" />
        {waiting > 0 ? (
          <Button look="plain" onClick={release}>
            {waiting} new
          </Button>
        ) : null}
        <Button
          look="plain"
          aria-pressed={paused}
          onClick={() => {
            setPaused(!paused);
            setKept(paused ? null : data);
          }}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </header>
      {shown.length === 0 ? <p className="none q">Nothing has happened yet.</p> : null}
      <ul onPointerEnter={() => setKept(data)} onPointerLeave={() => !paused && setKept(null)}>
        {shown.map((happening) => (
          <Line
            key={`${happening.kind}-${happening.id}`}
            happening={happening}
            href={hrefOf(happening, mayTrace, mayArtifacts)}
          />
        ))}
      </ul>
    </section>
  );
}

function Line({ happening, href }: { happening: Happening; href: string | null }) {
  const state = STATES[happening.kind];
  const say = sayOf(happening);
  return (
    <li>
      <Time at={happening.at} as="clock" className="s q" />
      <Icon name={state} size={12} state={state} />
      <span className="cut" title={say}>
        {href ? (
          <Link className="num" href={href}>
            {say}
          </Link>
        ) : (
          say
        )}
      </span>
      <span className={happening.amountMinor === null ? 'amt q s' : 'amt'}>
        {happening.amountMinor === null ? 'not known' : formatAsset(happening.amountMinor, happening.asset)}
      </span>
    </li>
  );
}
