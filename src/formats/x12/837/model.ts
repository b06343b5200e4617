/**
 * The typed records of an 837 (005010X222A1 professional, X223A2 institutional, X224A2 dental; 4010 likewise). Texts are
 * as written with outer blanks removed and `''` where an element is absent. Amounts are minor units of USD. Whatever the
 * model has no field for is in the loop a record was made from.
 */
import type { Finding, Span } from '../../finding';
import type { Interchange } from '../interchange';
import type { Loop, LoopFileSummary, LoopHandler, LoopUnit, SetHeader, SetSummary } from '../loops/model';
import type { CodedDate, Party, Qualified } from '../loops/records';
import type { ClaimKind } from './grammar';

/** Loop 2000A: the provider that bills. `taxonomy` is PRV03. */
export type BillingProvider = {
  readonly hl: string;
  readonly taxonomy: string;
  readonly currency: string;
  readonly provider: Party | null;
  readonly payTo: Party | null;
  readonly loop: Loop;
};

/** Loop 2000B or, without HL and names, what 2320 says of another subscriber: SBR01…09. */
export type Subscription = {
  /** SBR01: P primary, S secondary, T tertiary … */
  readonly responsibility: string;
  readonly relationship: string;
  readonly groupNumber: string;
  readonly groupName: string;
  readonly insuranceType: string;
  /** SBR09: MB Medicare part B, CI commercial … */
  readonly filingIndicator: string;
};

export type Subscriber = Subscription & {
  readonly hl: string;
  readonly subscriber: Party | null;
  readonly payer: Party | null;
  readonly loop: Loop;
};

/** Loop 2000C, when the patient is not the subscriber. `relationship` is PAT01. */
export type Patient = {
  readonly hl: string;
  readonly relationship: string;
  readonly patient: Party | null;
  readonly loop: Loop;
};

/** One HI composite: C022. `kind` is its qualifier: ABK principal, ABF other, BBR principal procedure, BH occurrence … */
export type Diagnosis = {
  readonly kind: string;
  readonly code: string;
  /** HIxx-4: date, range or other value that goes with the code. */
  readonly value: string;
  /** HIxx-5, of value codes. */
  readonly amount: string;
  /** HIxx-9. */
  readonly presentOnAdmission: string;
};

export type ClaimAdjustment = {
  readonly group: string;
  readonly reason: string;
  readonly amountMinor: bigint;
  readonly quantity: string;
};

/** Loop 2430: what another payer decided about the line. */
export type LineAdjudication = {
  readonly span: Span;
  readonly payer: string;
  readonly paidMinor: bigint;
  readonly procedure: string;
  readonly quantity: string;
  readonly adjustments: readonly ClaimAdjustment[];
  readonly dates: readonly CodedDate[];
};

/** Loop 2410. */
export type LineDrug = {
  readonly qualifier: string;
  readonly code: string;
  readonly quantity: string;
  readonly unit: string;
};

/** Loop 2400: LX with SV1, SV2 or SV3. */
export type ClaimLine = {
  readonly span: Span;
  readonly path: string;
  readonly segmentNumber: number;
  /** LX01. */
  readonly number: string;
  /** Id of the service segment; `''` when the loop has none. */
  readonly kind: string;
  readonly revenueCode: string;
  readonly procedureQualifier: string;
  readonly procedure: string;
  readonly modifiers: readonly string[];
  readonly description: string;
  readonly chargeMinor: bigint;
  /** The SV segment; the LX when there is none. */
  readonly serviceSpan: Span;
  readonly unit: string;
  readonly quantity: string;
  readonly placeOfService: string;
  readonly diagnosisPointers: readonly string[];
  /** SV304-1…5: oral cavity designation. */
  readonly oralCavity: readonly string[];
  /** TOO02 with surfaces behind it. */
  readonly teeth: readonly string[];
  readonly dates: readonly CodedDate[];
  readonly references: readonly Qualified[];
  readonly amounts: readonly Qualified[];
  readonly notes: readonly Qualified[];
  readonly providers: readonly Party[];
  readonly drugs: readonly LineDrug[];
  readonly adjudications: readonly LineAdjudication[];
  readonly loop: Loop;
};

/** Loop 2320: another payer of the same claim. */
export type OtherSubscriber = Subscription & {
  readonly span: Span;
  readonly adjustments: readonly ClaimAdjustment[];
  readonly amounts: readonly Qualified[];
  readonly subscriber: Party | null;
  readonly payer: Party | null;
  readonly providers: readonly Party[];
  readonly loop: Loop;
};

/** Loop 2300. */
export type SubmittedClaim = {
  /** 0-based in its set. */
  readonly index: number;
  readonly span: Span;
  readonly path: string;
  readonly segmentNumber: number;
  readonly kind: ClaimKind;
  /** CLM01: the patient control number, which comes back in CLP01 of the 835. */
  readonly claimId: string;
  readonly chargeMinor: bigint;
  /** CLM05-1, -2, -3. Frequency 7 replaces and 8 voids an earlier claim. */
  readonly facilityCode: string;
  readonly facilityQualifier: string;
  readonly frequency: string;
  readonly providerSignature: string;
  readonly acceptsAssignment: string;
  readonly benefitsAssigned: string;
  readonly releaseOfInformation: string;
  readonly patientSignature: string;
  /** CLM11 components: related causes, state, country. */
  readonly relatedCauses: readonly string[];
  readonly specialProgram: string;
  readonly delayReason: string;
  /** CL101, CL102, CL103 of institutional claims. */
  readonly admission: readonly string[];
  readonly dates: readonly CodedDate[];
  readonly references: readonly Qualified[];
  readonly amounts: readonly Qualified[];
  readonly notes: readonly Qualified[];
  readonly diagnoses: readonly Diagnosis[];
  readonly providers: readonly Party[];
  readonly otherSubscribers: readonly OtherSubscriber[];
  readonly lines: readonly ClaimLine[];
  readonly loop: Loop;
};

/** What stands above a claim. `patient` is `null` when the subscriber is the patient. */
export type ClaimContext = {
  readonly header: SetHeader;
  readonly kind: ClaimKind;
  readonly submitter: Party | null;
  readonly receiver: Party | null;
  readonly billing: BillingProvider | null;
  readonly subscriber: Subscriber | null;
  readonly patient: Patient | null;
};

/** Receives the file as it is read. */
export interface Handler837 {
  interchange?(interchange: Interchange): void;
  setStart?: LoopHandler['setStart'];
  claim?(claim: SubmittedClaim, context: ClaimContext): void;
  /** Every unit as loops, claims and HL nodes alike, before its typed record. */
  unit?(unit: LoopUnit, header: SetHeader): void;
  setEnd?(summary: SetSummary): void;
  interchangeEnd?(interchange: Interchange): void;
  finding?(finding: Finding): void;
}

/** Counts of one file. */
export type ClaimFileSummary = LoopFileSummary & { readonly claims: number };
