'use client';
import Link from 'next/link';
import { routes } from '@/components/lib/routes';

/** Where the bytes of the selected item are shown, with the element that stopped it. */
export function SourceSlot({ eventId }: { eventId: string }) {
  return (
    <div className="sech ex-src">
      <h3 className="h">Source</h3>
      <span className="sp" />
      <Link className="s q2 num nw" href={routes.traceEvent(eventId)}>
        Open trace
      </Link>
    </div>
  );
}
