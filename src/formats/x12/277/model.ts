/** The typed records of a claim status: 277 (005010X212) and 277CA, claim acknowledgment (005010X214). */
import type { Span } from '../../finding';
import type { Loop, LoopHandler, SetHeader } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';

/** C043 in STC01, STC10 or STC11: category and code of the external status lists, entity, code list. */
export type StatusCode = {
  readonly category: string;
  readonly code: string;
  readonly entity: string;
};

/** STC. Amounts are minor units of USD. */
export type ClaimStatus = {
  readonly span: Span;
  readonly codes: readonly StatusCode[];
  /** STC02, CCYYMMDD. */
  readonly date: string;
  /** STC03: WQ accepted, U rejected, 15 correct and resubmit. */
  readonly action: string;
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly paidDate: string;
  readonly method: string;
  readonly checkDate: string;
  readonly check: string;
  readonly text: string;
};

/** Loop 2220: status of one service line. */
export type ServiceStatus = {
  readonly span: Span;
  readonly path: string;
  readonly procedure: readonly string[];
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly revenueCode: string;
  readonly units: string;
  readonly statuses: readonly ClaimStatus[];
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
};

/** Loop 2200: a trace and what is said about it. On the levels above the patient it holds the totals of the 277CA. */
export type TracedStatus = {
  readonly span: Span;
  readonly path: string;
  readonly segmentNumber: number;
  /** TRN02: at claim level the patient control number or the trace of the inquiry. */
  readonly trace: string;
  readonly statuses: readonly ClaimStatus[];
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
  readonly quantities: readonly Qualified[];
  readonly amounts: readonly Qualified[];
  readonly services: readonly ServiceStatus[];
};

/** One HL: 20 source, 21 receiver, 19 provider, 22 subscriber, 23 dependent, PT patient. */
export type StatusNode = {
  readonly span: Span;
  readonly path: string;
  readonly hl: string;
  readonly parent: string;
  readonly level: string;
  readonly name: Party | null;
  readonly traces: readonly TracedStatus[];
  readonly loop: Loop;
};

/** Receives the file as it is read. A plain object. */
export type Handler277 = LoopHandler & {
  node?(node: StatusNode, ancestors: readonly Loop[], header: SetHeader): void;
};
