/** The typed records of a health care services review, request and response: 278 (005010X217). */
import type { Span } from '../../finding';
import type { Loop, LoopHandler, SetHeader } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';

/** UM: what is to be reviewed. */
export type ReviewRequest = {
  readonly span: Span;
  /** UM01: AR admission, HS health services, SC specialty care, IN individual. */
  readonly category: string;
  /** UM02: I initial, R renewal, S revised, 3 cancel … */
  readonly certification: string;
  readonly serviceType: string;
  readonly facility: readonly string[];
  readonly levelOfService: string;
};

/** HCR: what was decided. */
export type ReviewDecision = {
  readonly span: Span;
  /** HCR01: A1 certified, A3 not certified, A4 pended, A6 modified … */
  readonly action: string;
  readonly number: string;
  readonly reason: string;
};

/** SV1, SV2 or SV3 under review. Amounts are minor units of USD. */
export type ReviewedService = {
  readonly span: Span;
  readonly kind: string;
  readonly revenueCode: string;
  readonly procedure: readonly string[];
  readonly chargeMinor: bigint;
  readonly quantity: string;
};

/** AAA: why a request was not processed. */
export type ReviewRejection = {
  readonly span: Span;
  readonly reason: string;
  readonly followUp: string;
};

/** One HL: 20, 21 parties; 22, 23 people; EV patient event; SS service. */
export type ReviewNode = {
  readonly span: Span;
  readonly path: string;
  readonly hl: string;
  readonly parent: string;
  readonly level: string;
  readonly traces: readonly string[];
  readonly request: ReviewRequest | null;
  readonly decision: ReviewDecision | null;
  readonly rejections: readonly ReviewRejection[];
  readonly names: readonly Party[];
  readonly dates: readonly CodedDate[];
  readonly references: readonly Qualified[];
  /** Components of every HI composite. */
  readonly diagnoses: readonly (readonly string[])[];
  readonly services: readonly ReviewedService[];
  /** HSD01… of every HSD. */
  readonly deliveries: readonly (readonly string[])[];
  readonly messages: readonly string[];
  readonly loop: Loop;
};

/** Receives the file as it is read. A plain object. */
export type Handler278 = LoopHandler & {
  node?(node: ReviewNode, ancestors: readonly Loop[], header: SetHeader): void;
};
