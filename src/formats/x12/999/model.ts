/** The typed records of an acknowledgment: 999 (005010X231A1) and 997 (005010X230, 004010), and the TA1 beside them. */
import type { Span } from '../../finding';
import type { LoopHandler, SetHeader } from '../loops/model';
import type { InterchangeAcknowledgment } from '../ta1/model';

/** IK4 or AK4: one element in error. */
export type ElementError = {
  /** IK401: position in the segment, component, repetition. */
  readonly position: readonly string[];
  /** IK402: data element reference number. */
  readonly reference: string;
  /** IK403: 1 required missing, 6 invalid character, 7 invalid code … */
  readonly code: string;
  /** IK404: the value in error. */
  readonly value: string;
};

/** IK3 or AK3: one segment in error. */
export type SegmentError = {
  readonly segmentId: string;
  /** IK302: place of the segment in the set, ST is 1. */
  readonly position: string;
  readonly loopId: string;
  /** IK304: 1 unrecognized, 2 unexpected, 3 required missing, 8 has element errors … */
  readonly code: string;
  /** Elements of every CTX below the segment. */
  readonly contexts: readonly (readonly string[])[];
  readonly elements: readonly ElementError[];
};

/** Loop 2000: AK2 through IK5 or AK5, one set of the group meant. */
export type SetAnswer = {
  readonly st01: string;
  readonly st02: string;
  readonly version: string;
  /** IK501: A accepted, E accepted with errors, R rejected, X not analysed … */
  readonly code: string;
  /** IK502…06. */
  readonly errors: readonly string[];
  readonly segments: readonly SegmentError[];
};

/** AK1 and AK9: the group meant. Counts as written. */
export type GroupAnswer = {
  readonly functionalId: string;
  readonly controlNumber: string;
  readonly version: string;
  /** AK901: A accepted, E accepted with errors, P partly, R rejected. */
  readonly code: string;
  readonly setsStated: string;
  readonly setsReceived: string;
  readonly setsAccepted: string;
  /** AK905…09. */
  readonly errors: readonly string[];
};

/** A set answer with its place. */
export type ReadSetAnswer = SetAnswer & { readonly span: Span; readonly path: string };

/** Receives the file as it is read. A plain object. `group` comes at AK9, behind its sets. */
export type Handler999 = LoopHandler & {
  setAnswer?(answer: ReadSetAnswer, header: SetHeader): void;
  group?(answer: GroupAnswer & { readonly span: Span }, header: SetHeader): void;
  ta1?(acknowledgment: InterchangeAcknowledgment): void;
};
