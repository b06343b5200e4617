'use client';
import Link from 'next/link';
import { routes } from '@/components/lib/routes';
import { SourcePane } from '@/components/source/source-pane';

/** Where the bytes of the selected item are shown, with the element that stopped it. */
export function SourceSlot({ eventId }: { eventId: string }) {
  return (
    <section className="ex-src" aria-labelledby="source">
      <div className="sech">
        <h3 className="h" id="source">
          Source
        </h3>
        <span className="sp" />
        <Link className="s q2 num nw" href={routes.traceEvent(eventId)}>
          Open trace
        </Link>
      </div>
      <SourcePane eventId={eventId} />
    </section>
  );
}
