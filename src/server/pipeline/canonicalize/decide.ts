import { type Failure, failure } from '@/domain/failure';
import type { EventState } from '@/domain/stages';

/** What is known about a remit before its claims are looked at. */
export type RemitQuestion = {
  readonly name: string;
  readonly trace: string;
  readonly handling: string;
  readonly artifactQuarantined: boolean;
  readonly controlNumberConflict: boolean;
  readonly decision: 'accept' | 'unapplied' | 'reject' | null;
  readonly receivedMinor: bigint;
  readonly balanced: boolean;
};

export type Disposition = 'accepted' | 'duplicate' | 'conflict' | 'unbalanced' | 'negative' | 'test' | 'rejected';

/** Accepted remits become one event per claim and PLB pair; any other becomes one event for all its cash. */
export type RemitVerdict =
  | { readonly disposition: 'accepted' }
  | {
      readonly disposition: Exclude<Disposition, 'accepted'>;
      readonly state: EventState;
      readonly failure: Failure | null;
    };

const stop = (disposition: Exclude<Disposition, 'accepted'>, cause: Failure): RemitVerdict => ({
  disposition,
  state: 'exception',
  failure: cause,
});

/** The first question: may this remit be compared with others at all? `null`: yes. */
export function refuseRemit(remit: RemitQuestion): RemitVerdict | null {
  const rejected: RemitVerdict = { disposition: 'rejected', state: 'rejected', failure: null };
  if (remit.artifactQuarantined || remit.decision === 'reject') return rejected;
  // BPR01 P is a prenote: it announces an account, it moves no money (835 BPR01).
  return remit.handling === 'P' ? { disposition: 'test', state: 'rejected', failure: null } : null;
}

export type Earlier = { readonly duplicateOf: string | undefined; readonly conflictsWith: string | undefined };

/** The second question: with the duplicate firewall's answers, where do the remit's dollars go? */
export function judgeRemit(remit: RemitQuestion, earlier: Earlier): RemitVerdict {
  const name = remit.trace || remit.name;
  if (earlier.duplicateOf !== undefined) return { disposition: 'duplicate', state: 'duplicate', failure: null };
  const accepted = remit.decision === 'accept';
  if (remit.controlNumberConflict && !accepted) {
    return stop('conflict', failure('CONTROL_NUMBER_CONFLICT', 'interchange.controlNumber', remit.name));
  }
  if (earlier.conflictsWith !== undefined && !accepted)
    return stop('conflict', failure('REMIT_CONFLICT', 'remit.trace', name));
  if (remit.receivedMinor < 0n) return stop('negative', failure('REMIT_NEGATIVE', 'remit.amount', name));
  if (!remit.balanced) return stop('unbalanced', failure('REMIT_UNBALANCED', 'remit.balance', name));
  return { disposition: 'accepted' };
}
