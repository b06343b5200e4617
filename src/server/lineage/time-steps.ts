import type { Moments } from '../read/trace-attempts';
import type { ParcelHead } from '../read/trace-graph';
import type { NodeState } from './graph-model';

/** One step of a payment's life, at the moment its row was written; null while it has not happened. */
export type TimeStep = {
  readonly key: string;
  readonly word: string;
  readonly at: Date | null;
  readonly state: NodeState;
};

type StepsInput = {
  readonly parcel: ParcelHead;
  readonly moments: Moments;
  /** States of the parcel's postings. */
  readonly postings: readonly string[];
  /** True when the ERP booked other amounts than asked. */
  readonly differs: boolean;
  readonly stopped: NodeState | null;
};

/** Ordinal steps from real rows. The first one that has not happened says what it waits for; later ones are left out. */
export function timeSteps({ parcel, moments, postings, differs, stopped }: StepsInput): TimeStep[] {
  const unknown = postings.includes('unknown');
  const confirmed = postings.length > 0 && postings.every((state) => state === 'confirmed');
  const steps: TimeStep[] = [
    { key: 'received', word: 'Received', at: parcel.receivedAt, state: 'posted' },
    { key: 'parsed', word: 'Parsed', at: parcel.parsedAt, state: 'posted' },
    { key: 'canonical', word: 'Canonical', at: moments.canonicalAt, state: 'posted' },
    { key: 'mapped', word: 'Mapped', at: moments.mappedAt, state: 'posted' },
    { key: 'sent', word: 'Sent', at: moments.sentAt, state: unknown ? 'unknown' : 'posted' },
    differs
      ? { key: 'differs', word: 'Differs', at: moments.confirmedAt ?? moments.sentAt, state: 'rejected' }
      : { key: 'confirmed', word: 'Confirmed', at: confirmed ? moments.confirmedAt : null, state: 'posted' },
    {
      key: 'reconciled',
      word: 'Reconciled',
      at: parcel.reconciledAt,
      state: parcel.reconcileState === 'differs' ? 'rejected' : 'posted',
    },
  ];
  const open = steps.findIndex((step) => step.at === null);
  if (open < 0) return steps;
  // What was kept out or refused waits for nothing.
  const ended = postings.length === 0 && (stopped === 'duplicate' || stopped === 'rejected');
  const waits = ended ? undefined : steps[open];
  return [...steps.slice(0, open), ...(waits ? [{ ...waits, state: stopped ?? 'inflight' }] : [])];
}
