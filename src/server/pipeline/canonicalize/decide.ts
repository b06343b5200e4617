import { type Failure, failure } from '@/domain/failure';
import type { Disposition, ItemState } from '@/domain/stages';

/** What is known about a parcel before its facts are looked at. */
export type ParcelQuestion = {
  readonly artifactName: string;
  readonly artifactQuarantined: boolean;
  readonly controlNumberConflict: boolean;
  /** `accept`: beside what it contradicts; `replace`: instead of it. */
  readonly decision: 'accept' | 'replace' | 'unapplied' | 'reject' | null;
  /** What its flow says of it: a failure, `refused` (nothing to book, nobody to ask), or nothing. */
  readonly judged: Failure | 'refused' | null;
  /** The failure of its flow for two parcels that contradict each other. */
  readonly contradiction: Failure;
};

/** Accepted parcels become one item per fact; any other becomes one item for all it holds. */
export type ParcelVerdict =
  | { readonly disposition: 'accepted' }
  | {
      readonly disposition: Exclude<Disposition, 'accepted'>;
      readonly state: ItemState;
      readonly failure: Failure | null;
    };

const stop = (disposition: 'conflict' | 'stopped', cause: Failure): ParcelVerdict => ({
  disposition,
  state: 'exception',
  failure: cause,
});

/** The first question: may this parcel be compared with others at all? `null`: yes. */
export function refuseParcel(parcel: ParcelQuestion): ParcelVerdict | null {
  if (parcel.artifactQuarantined || parcel.decision === 'reject') {
    return { disposition: 'rejected', state: 'rejected', failure: null };
  }
  return parcel.judged === 'refused' ? { disposition: 'refused', state: 'rejected', failure: null } : null;
}

export type Earlier = {
  readonly duplicateOf: string | undefined;
  readonly conflictsWith: string | undefined;
  /** What it repeats was rejected by a person, and nothing that says the same came in since. */
  readonly repeatsRejected: boolean;
};

/** The second question: with the duplicate firewall's answers, where do the parcel's amounts go? */
export function judgeParcel(parcel: ParcelQuestion, earlier: Earlier): ParcelVerdict {
  const repeats = earlier.duplicateOf !== undefined;
  if (repeats && !earlier.repeatsRejected) return { disposition: 'duplicate', state: 'duplicate', failure: null };
  const accepted = parcel.decision === 'accept' || parcel.decision === 'replace';
  // What stands nowhere is no duplicate of anything.
  if (repeats && !accepted) return stop('conflict', failure('REJECTED_BEFORE', 'parcel', parcel.contradiction.value));
  if (parcel.controlNumberConflict && !accepted) {
    return stop('conflict', failure('CONTROL_NUMBER_CONFLICT', 'interchange.controlNumber', parcel.artifactName));
  }
  if (earlier.conflictsWith !== undefined && !accepted) return stop('conflict', parcel.contradiction);
  if (parcel.judged !== null && parcel.judged !== 'refused') return stop('stopped', parcel.judged);
  return { disposition: 'accepted' };
}
