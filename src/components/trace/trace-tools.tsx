'use client';
import { Icon } from '@/components/ui/icon';
import { MoneyBar } from '@/components/ui/money-bar';
import { useToast } from '@/components/ui/toast';
import { PLACES } from '@/domain/stages';
import { FindInParcel } from './find-in-parcel';
import type { TraceData } from './queries';
import { formatFigure } from './words';

type Props = {
  trace: TraceData;
  withNonCash: boolean;
  onNonCash: (on: boolean) => void;
  onFound: (eventId: string) => void;
};

/** The two sums that must hold before anything else is worth looking at, and what changes the view. */
export function TraceTools({ trace, withNonCash, onNonCash, onFound }: Props) {
  const { parcel, graph, places } = trace;
  const mixed = PLACES.filter((place) => places.places[place].items > 0).length > 1;
  const large = graph.allEvents > graph.shownEvents;
  return (
    <div className="tools">
      <Sum
        words={`Claims ${formatFigure(parcel.paidMinor)} less PLB ${formatFigure(parcel.plbMinor)}`}
        total={parcel.receivedMinor}
        holds={parcel.paidMinor - parcel.plbMinor === parcel.receivedMinor}
      />
      {parcel.whole && graph.debitMinor > 0n ? (
        <Sum
          words={`Journal Dr ${formatFigure(graph.debitMinor)}`}
          total={graph.creditMinor}
          side="Cr "
          holds={graph.debitMinor === graph.creditMinor}
        />
      ) : null}
      <span className="sp" />
      {large ? <FindInParcel parcelId={parcel.id} all={graph.allEvents} onFound={onFound} /> : null}
      {graph.nonCashLines > 0 ? (
        <button type="button" className="chip" aria-pressed={withNonCash} onClick={() => onNonCash(!withNonCash)}>
          Non-cash lines <b>{withNonCash ? 'Shown' : `Hidden, ${graph.nonCashLines}`}</b>
        </button>
      ) : null}
      <CopyLink />
      {mixed ? <MoneyBar money={places} size="slim" /> : null}
    </div>
  );
}

function Sum({ words, total, holds, side = '' }: { words: string; total: bigint; holds: boolean; side?: string }) {
  return (
    <span className="row q2 nw">
      {words} {holds ? '=' : '≠'} {side}
      {formatFigure(total)}
      <Icon name={holds ? 'posted' : 'rejected'} size={10} state={holds ? 'posted' : 'rejected'} />
      <span className="sr">{holds ? 'sums' : 'does not sum'}</span>
    </span>
  );
}

function CopyLink() {
  const toast = useToast();
  const copy = () => {
    const done = () => toast({ state: 'posted', title: 'Link copied' });
    const failed = () => toast({ state: 'rejected', title: 'The browser did not allow copying' });
    navigator.clipboard.writeText(window.location.href).then(done, failed);
  };
  return (
    <button type="button" className="chip" onClick={copy}>
      Copy link
    </button>
  );
}
