/**
 * What all transaction sets but the 835 are read into: segments grouped by the loops of their implementation guide
 * (TR3). Nothing of a set is lost, whether a typed model knows it or not. Every record carries its span, counted from
 * the first byte of the artifact, and its path.
 */
import type { Finding, Span } from '../../finding';
import type { FunctionalGroup, Interchange } from '../interchange';
import type { UnitView } from './unit-view';

/** A simple element as text without outer blanks, a composite as its components. */
export type SegmentElement = string | readonly string[];

/** One segment. `elements` begins with element 01; trailing empty elements are left out. */
export type SegmentRecord = {
  readonly id: string;
  readonly span: Span;
  /** Running number in the file from 1. */
  readonly number: number;
  readonly elements: readonly SegmentElement[];
};

/** A loop: the segment that opens it, its other segments, and the loops inside it. `id` as in the TR3: `2010AA`. */
export type Loop = {
  readonly id: string;
  readonly path: string;
  readonly span: Span;
  readonly segments: readonly SegmentRecord[];
  readonly loops: readonly Loop[];
};

/** One ST. */
export type SetHeader = {
  /** 0-based in the file. */
  readonly index: number;
  readonly path: string;
  /** Byte offset of ST. */
  readonly offset: number;
  readonly segmentNumber: number;
  readonly st01: string;
  readonly st02: string;
  readonly st03: string;
  /** GS08, or ST03 when there is no group. */
  readonly version: string;
  readonly interchange: Interchange;
  readonly group: FunctionalGroup | null;
  /** What stands before the first unit: BHT, submitter, receiver, payment. Its path is that of the set. */
  readonly loop: Loop;
};

/**
 * A loop that is handed on as soon as it is complete, so that a set of any size is read in constant memory: an HL node
 * without the nodes below it, a claim, a remittance line. `ancestors` are the units above it, outermost first: the HL
 * chain by HL02, then units that hold units. `view` is what typed records are made of, valid during the call only; `loop`
 * and `ancestors` may be kept and hold everything.
 */
export type LoopUnit = { readonly loop: Loop; readonly ancestors: readonly Loop[]; readonly view: UnitView };

/** What one ST…SE was. */
export type SetSummary = {
  readonly header: SetHeader;
  /** ST through SE, or through the last segment read when SE is missing. */
  readonly span: Span;
  readonly segmentCount: number;
  readonly unitCount: number;
  /** SE present. Its count and control number are checked separately. */
  readonly closed: boolean;
};

/** Counts of one file, envelopes included. */
export type LoopFileSummary = {
  readonly bytes: number;
  readonly segments: number;
  readonly isa: number;
  readonly gs: number;
  readonly st: number;
  readonly se: number;
  readonly ge: number;
  readonly iea: number;
  readonly envelopeIssues: readonly string[];
  readonly findings: number;
};

/** Receives the file as it is read. Each callback runs before the next byte is looked at. */
export interface LoopHandler {
  interchange?(interchange: Interchange): void;
  /** TA1 between ISA and the first group. */
  interchangeAcknowledgment?(segment: SegmentRecord, interchange: Interchange | null): void;
  /** `view` holds the loop of the header, during the call only. */
  setStart?(header: SetHeader, view: UnitView): void;
  unit?(unit: LoopUnit, header: SetHeader): void;
  setEnd?(summary: SetSummary): void;
  interchangeEnd?(interchange: Interchange): void;
  finding?(finding: Finding): void;
}
