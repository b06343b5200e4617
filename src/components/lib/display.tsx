'use client';
import { createContext, type ReactNode, use } from 'react';
import { formatClock, formatDay, formatMoment, formatZone } from './format';

/** Whose console this is and in which zone its people read times. The same for everyone, so that times can be quoted. */
export type Display = { readonly tenant: string; readonly timeZone: string; readonly sandbox: boolean };

const DisplayContext = createContext<Display>({ tenant: 'Tieout', timeZone: 'UTC', sandbox: false });
export const useDisplay = (): Display => use(DisplayContext);

export function DisplayProvider({ display, children }: { display: Display; children: ReactNode }) {
  return <DisplayContext value={display}>{children}</DisplayContext>;
}

type Shape = 'clock' | 'day' | 'moment' | 'moment-zone';

/** A moment in the tenant's zone; the full ISO time is in its `datetime`. */
export function Time({ at, as = 'moment', className }: { at: Date; as?: Shape; className?: string }) {
  const zone = useDisplay().timeZone;
  const text =
    as === 'clock'
      ? formatClock(at, zone)
      : as === 'day'
        ? formatDay(at, zone)
        : as === 'moment'
          ? formatMoment(at, zone)
          : `${formatMoment(at, zone)} ${formatZone(at, zone)}`;
  return (
    <time dateTime={at.toISOString()} className={className}>
      {text}
    </time>
  );
}
