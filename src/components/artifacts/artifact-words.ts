import type { StateName } from '@/components/lib/places';

type Shown = { readonly state: string; readonly repeated: boolean };

/** An artifact's state in the words and colours of money: refused is red, kept out is slate, read is quiet. */
export function lookOf({ state, repeated }: Shown): { readonly state: StateName; readonly word: string } {
  if (state === 'quarantined') return { state: 'rejected', word: 'Quarantined' };
  if (repeated) return { state: 'duplicate', word: 'Came before' };
  return state === 'received' ? { state: 'inflight', word: 'Received' } : { state: 'posted', word: 'Read' };
}

const DISPOSITIONS: Readonly<Record<string, string>> = {
  accepted: 'Accepted',
  duplicate: 'Duplicate, kept out',
  conflict: 'Same trace, other content',
  stopped: 'Stopped as a whole',
  refused: 'Test or prenote',
  rejected: 'Rejected',
};

/** What was decided of a parcel, or how far it is. */
export const dispositionOf = (state: string, disposition: string | null): string =>
  disposition ? (DISPOSITIONS[disposition] ?? disposition) : state === 'parsed' ? 'Read, waiting' : 'Being read';
