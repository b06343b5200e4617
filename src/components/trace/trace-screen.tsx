'use client';
import { useSearchParams } from 'next/navigation';
import { startTransition, useState } from 'react';
import { formatMoney } from '@/components/lib/format';
import { useKeys } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { AsOf } from '@/components/shell/as-of';
import { Screen } from '@/components/shell/screen';
import { SourcePane } from '@/components/source/source-pane';
import { type KeyHint, KeyStrip } from '@/components/ui/keys';
import { AttemptsTable } from './attempts-table';
import { Became } from './became';
import { FEW_EVENTS, MANY_EVENTS } from './event-limits';
import { nextTrouble } from './graph-path';
import { KinTable } from './kin-table';
import { LineageGraph } from './lineage-graph';
import { type TraceSubject, useTrace } from './queries';
import { sourceOf } from './source-of';
import { Story } from './story';
import { TiesTable } from './ties-table';
import { TimeTrack } from './time-track';
import { TraceBadges } from './trace-badges';
import { TraceTools } from './trace-tools';
import './trace.css';

const HINTS: readonly KeyHint[] = [
  { keys: ['←', '→'], word: 'along the path' },
  { keys: ['↑', '↓'], word: 'siblings' },
  { keys: ['N'], word: 'next node that does not sum' },
  { keys: ['S'], word: 'source' },
];

/** Where did this payment go, and at which step does a cent go missing. */
export function TraceScreen({ parcelId, eventId }: TraceSubject) {
  const [asked, setAsked] = useState<TraceSubject>({ parcelId, eventId });
  const [shown, setShown] = useState(FEW_EVENTS);
  const { data: trace, dataUpdatedAt, isError } = useTrace(asked, shown);
  const { graph, parcel } = trace;
  const [selected, select] = useSelection(eventId ? `e:${eventId}` : null);
  const [withNonCash, setWithNonCash] = useState(false);
  const [step, setStep] = useState<number | null>(null);
  const focus = sourceOf(graph, parcel.id, selected);
  const known = trace.steps.filter((s) => s.at !== null).length;
  const move = (by: number) => setStep((at) => stepped(at, by, known));
  useKeys({
    n: () => select(nextTrouble(graph.nodes, selected) ?? selected),
    s: () => document.querySelector<HTMLElement>('.pane .raw, .pane .src-body')?.focus(),
    ',': () => move(-1),
    '.': () => move(1),
  });
  const choose = (id: string) => {
    if (id.endsWith(':rest') && shown < MANY_EVENTS) startTransition(() => setShown(MANY_EVENTS));
    else select(id);
  };
  const goTo = (id: string) => {
    if (!graph.nodes.some((node) => node.eventId === id)) startTransition(() => setAsked({ eventId: id }));
    select(`e:${id}`);
  };
  return (
    <Screen
      title={`${parcel.whole ? '' : 'Your part of '}${parcel.payer} payment ${formatMoney(parcel.receivedMinor)} to ${parcel.payeeFacility ?? parcel.payee}`}
      back={{ href: routes.search, word: 'Search' }}
      scopes={<TraceBadges trace={trace} />}
      asOf={<AsOf at={new Date(dataUpdatedAt)} stale={isError} />}
      workspace
      className="trace"
    >
      <div className="left">
        <TraceTools trace={trace} withNonCash={withNonCash} onNonCash={setWithNonCash} onFound={goTo} />
        <Story parcel={parcel} />
        <LineageGraph
          trace={trace}
          selected={selected}
          onSelect={choose}
          withNonCash={withNonCash}
          asOf={step === null ? null : (trace.steps[step]?.at ?? null)}
        />
        <TiesTable ties={trace.ties} flow={parcel.flow} />
        <KinTable kin={trace.kin} parcel={parcel} />
        <TimeTrack steps={trace.steps} now={parcel.now} at={step} onStep={setStep} />
        <AttemptsTable attempts={trace.attempts} count={trace.attemptCount} />
        <KeyStrip hints={HINTS} />
      </div>
      <aside className="pane" aria-label="Source">
        <SourcePane {...focus} onPick={goTo}>
          <Became graph={graph} eventId={focus.eventId ?? null} onSelect={select} />
        </SourcePane>
      </aside>
    </Screen>
  );
}

/** Steps end at now (null); before the first one there is nothing to see. */
function stepped(at: number | null, by: number, known: number): number | null {
  const next = (at ?? known) + by;
  return next >= known ? null : Math.max(0, next);
}

/** The chosen node lives in the address, so that a link shows what was looked at. */
function useSelection(initial: string | null): [string | null, (id: string | null) => void] {
  const params = useSearchParams();
  const [selected, setSelected] = useState(params.get('node') ?? initial);
  const select = (id: string | null) => {
    setSelected(id);
    const next = new URLSearchParams(window.location.search);
    if (id) next.set('node', id);
    else next.delete('node');
    window.history.replaceState(null, '', `${window.location.pathname}?${next}`);
  };
  return [selected, select];
}
