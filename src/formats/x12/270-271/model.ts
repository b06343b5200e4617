/** The typed records of an eligibility inquiry (270) and its answer (271), 005010X279A1. */
import type { Span } from '../../finding';
import type { Loop, LoopHandler, SetHeader } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';

/** EQ with what follows it: what is asked. */
export type EligibilityInquiry = {
  readonly span: Span;
  /** EQ01, one per repetition. */
  readonly serviceTypes: readonly string[];
  readonly procedure: readonly string[];
  readonly coverageLevel: string;
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
};

/** AAA: why an inquiry was not answered. */
export type Rejection = {
  readonly span: Span;
  readonly valid: string;
  /** AAA03. */
  readonly reason: string;
  /** AAA04. */
  readonly followUp: string;
};

/** EB with what follows it. Amounts are minor units of USD. */
export type Benefit = {
  readonly span: Span;
  readonly path: string;
  /** EB01: 1 active coverage, 6 inactive, A co-insurance, B co-payment, C deductible … */
  readonly information: string;
  readonly coverageLevel: string;
  /** EB03, one per repetition. */
  readonly serviceTypes: readonly string[];
  readonly insuranceType: string;
  readonly plan: string;
  readonly period: string;
  /** EB07; `null` when absent. */
  readonly amountMinor: bigint | null;
  /** EB08 as written: 0.2 is twenty percent. */
  readonly share: string;
  readonly quantityQualifier: string;
  readonly quantity: string;
  readonly needsAuthorization: string;
  readonly inNetwork: string;
  readonly procedure: readonly string[];
  readonly references: readonly Qualified[];
  readonly dates: readonly CodedDate[];
  readonly messages: readonly string[];
  readonly rejections: readonly Rejection[];
  /** Loop 2120. */
  readonly entities: readonly Party[];
};

/** One HL: 20 source, 21 receiver, 22 subscriber, 23 dependent. */
export type EligibilityNode = {
  readonly span: Span;
  readonly path: string;
  readonly hl: string;
  readonly parent: string;
  readonly level: string;
  /** TRN02 of every trace. */
  readonly traces: readonly string[];
  readonly name: Party | null;
  readonly dates: readonly CodedDate[];
  readonly inquiries: readonly EligibilityInquiry[];
  readonly benefits: readonly Benefit[];
  /** Of the node and of its name. */
  readonly rejections: readonly Rejection[];
  readonly loop: Loop;
};

/** Receives the file as it is read. A plain object. */
export type HandlerEligibility = LoopHandler & {
  node?(node: EligibilityNode, ancestors: readonly Loop[], header: SetHeader): void;
};
