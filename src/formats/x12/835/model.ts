/**
 * The typed records of an 835 (005010X221A1, and 004010X091A1 where it differs). Texts are as written with outer blanks
 * removed and `''` where an element is absent. Amounts are minor units of USD with the sign of the file. Every type
 * carries the span of the bytes it was read from, counted from the first byte of the artifact.
 */
import type { Decimal } from '@/domain/money';
import type { Finding, Span } from '../../finding';
import type { FunctionalGroup, Interchange } from '../interchange';

/** A segment the model has no field for, or that carries more than its field can hold: kept whole, components split. */
export type RawSegment = {
  readonly id: string;
  readonly span: Span;
  readonly elements: readonly (readonly string[])[];
};

/** REF: REF01, REF02, REF03. */
export type Reference = { readonly qualifier: string; readonly value: string; readonly description: string };

/** DTM01 and DTM02 (CCYYMMDD). */
export type QualifiedDate = { readonly qualifier: string; readonly value: string };

/** AMT01 and AMT02. Informational; never part of balancing. */
export type QualifiedAmount = { readonly qualifier: string; readonly amountMinor: bigint };

/** QTY01 and QTY02 as written. */
export type QualifiedQuantity = { readonly qualifier: string; readonly quantity: string };

/** LQ01 and LQ02; LQ01 `HE` is a remittance advice remark code. */
export type QualifiedRemark = { readonly qualifier: string; readonly code: string };

/** One CAS triple. Positive reduces the payment, negative increases it. `span` covers reason, amount and quantity. */
export type Adjustment = {
  readonly group: string;
  readonly reason: string;
  readonly amountMinor: bigint;
  readonly quantity: string | null;
  readonly span: Span;
};

/** NM1 of the claim loop: patient (QC), subscriber (IL), corrected name (74), rendering provider (82), and so on. */
export type ClaimParty = {
  readonly span: Span;
  readonly entity: string;
  readonly entityType: string;
  readonly last: string;
  readonly first: string;
  readonly middle: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly idQualifier: string;
  readonly id: string;
};

/** Loop 2110: SVC and what follows it. `date` is DTM*472, else the start date DTM*150. */
export type ServiceLine = {
  readonly span: Span;
  /** 0-based in its claim. */
  readonly index: number;
  readonly procedureQualifier: string;
  readonly procedure: string;
  readonly modifiers: readonly string[];
  /** Components 5 and up of SVC01 after the four modifiers: description and, from 5010, the end of a range. */
  readonly procedureRest: readonly string[];
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly revenueCode: string;
  /** SVC05, units paid. */
  readonly units: string;
  /** SVC06, the procedure as submitted when the payer changed it; its components. */
  readonly submittedProcedure: readonly string[];
  /** SVC07, units submitted. */
  readonly submittedUnits: string;
  readonly adjustments: readonly Adjustment[];
  readonly date: string | null;
  readonly dates: readonly QualifiedDate[];
  /** REF*6R, the line number of the 837. */
  readonly controlNumber: string | null;
  readonly references: readonly Reference[];
  readonly amounts: readonly QualifiedAmount[];
  readonly quantities: readonly QualifiedQuantity[];
  readonly remarks: readonly QualifiedRemark[];
  /** LQ*HE codes only. */
  readonly remarkCodes: readonly string[];
  readonly other: readonly RawSegment[];
};

/**
 * Which CAS level explains `CLP03 − CLP04`: both added (the rule), one level alone because the payer repeated the same
 * dollars at the other, or none.
 */
export type AdjustmentLevel = 'both' | 'claim' | 'service' | 'none';

/** The LX group a claim stands in: LX01, TS301 (provider number) and TS302 (facility type code). */
export type ClaimGroupKey = {
  readonly lx: string | null;
  readonly ts301: string | null;
  readonly ts302: string | null;
};

/** Loop 2100: CLP through the last segment of its last service line. */
export type Claim = {
  /** 0-based in its ST. */
  readonly index: number;
  /** From the `C` of CLP to the last byte before the terminator of the loop's last segment. */
  readonly span: Span;
  readonly segmentNumber: number;
  readonly path: string;
  readonly claimId: string;
  readonly status: string;
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly patientResponsibilityMinor: bigint | null;
  readonly filingIndicator: string;
  readonly payerClaimControlNumber: string;
  readonly facilityType: string;
  readonly frequency: string;
  readonly patientStatus: string;
  readonly drg: string;
  readonly drgWeight: string;
  readonly dischargeFraction: string;
  readonly claimIdSpan: Span;
  readonly chargeSpan: Span;
  readonly paidSpan: Span;
  /** Claim level only; each service line has its own. */
  readonly adjustments: readonly Adjustment[];
  readonly adjustmentLevel: AdjustmentLevel;
  readonly services: readonly ServiceLine[];
  readonly parties: readonly ClaimParty[];
  /** NM1 of providers that carry an id: rendering 82, supervising and the like. */
  readonly providerIds: readonly { readonly entity: string; readonly qualifier: string; readonly id: string }[];
  /** MIA01… and MOA01… as written. */
  readonly inpatient: readonly string[] | null;
  readonly outpatient: readonly string[] | null;
  /** Remark codes of MIA (05, 20–23) and MOA (03–07). */
  readonly remarkCodes: readonly string[];
  readonly references: readonly Reference[];
  readonly dates: readonly QualifiedDate[];
  /** PER01… of each PER. */
  readonly contacts: readonly (readonly string[])[];
  readonly amounts: readonly QualifiedAmount[];
  readonly quantities: readonly QualifiedQuantity[];
  readonly header: ClaimGroupKey;
  readonly other: readonly RawSegment[];
};

/** LX with its TS3 and TS2 (elements as written). Reported before the first claim of the group. */
export type ClaimGroup = {
  readonly span: Span;
  readonly segmentNumber: number;
  readonly lx: string;
  readonly ts3: readonly string[] | null;
  readonly ts2: readonly string[] | null;
  readonly other: readonly RawSegment[];
};

/** One reason/amount pair of a PLB. Positive takes money away from this payment. `span` is the whole PLB segment. */
export type ProviderAdjustment = {
  readonly span: Span;
  readonly pairSpan: Span;
  readonly amountSpan: Span;
  readonly providerId: string;
  readonly fiscalYearEnd: string;
  /** First component of PLB03, 05, … 13. */
  readonly reason: string;
  /** Second component. */
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly segmentNumber: number;
  /** 1 to 6. */
  readonly pair: number;
  readonly path: string;
};

/** BPR. `present` is false when the transaction has none; then the amounts say nothing. */
export type Payment = {
  readonly present: boolean;
  readonly span: Span;
  readonly amountSpan: Span;
  readonly segmentNumber: number;
  readonly handling: string;
  /** BPR02 exactly as written; zero when it is not a number. */
  readonly amount: Decimal;
  /** `null` when BPR02 is missing, not a number, or finer than a cent. */
  readonly amountMinor: bigint | null;
  readonly creditDebit: string;
  readonly method: string;
  readonly format: string;
  readonly senderBankQualifier: string;
  readonly senderBank: string;
  readonly senderAccountQualifier: string;
  readonly senderAccount: string;
  readonly originatingCompany: string;
  readonly originatingSupplement: string;
  readonly receiverBankQualifier: string;
  readonly receiverBank: string;
  readonly receiverAccountQualifier: string;
  readonly receiverAccount: string;
  /** BPR16, CCYYMMDD. */
  readonly date: string;
};

/** Loop 1000A (PR), 1000B (PE) or any other N1 loop of the header. */
export type HeaderParty = {
  readonly span: Span;
  readonly entity: string;
  readonly name: string;
  readonly idQualifier: string;
  readonly id: string;
  /** N301 and N302. */
  readonly addressLines: readonly string[];
  /** N401…: city, state, postal code, country. */
  readonly location: readonly string[];
  /** `TJ` tax id, `PQ` payee id, `2U` payer id, and others. */
  readonly references: readonly Reference[];
  readonly contacts: readonly (readonly string[])[];
  /** RDM01… of each RDM: how the remittance was to be delivered. */
  readonly delivery: readonly (readonly string[])[];
  readonly other: readonly RawSegment[];
};

/** Everything of one ST before its first claim or PLB. */
export type TransactionHeader = {
  /** 0-based in the file. */
  readonly index: number;
  readonly path: string;
  /** Byte offset of ST. */
  readonly offset: number;
  readonly segmentNumber: number;
  readonly st01: string;
  readonly st02: string;
  /** GS08, or ST03 when there is no group: `005010X221A1`. */
  readonly version: string;
  readonly interchange: Interchange | null;
  readonly group: FunctionalGroup | null;
  readonly bpr: Payment;
  readonly trn01: string;
  readonly trn02: string;
  readonly trn03: string;
  readonly trn04: string;
  readonly traceSpan: Span;
  /** CUR01…, when the payment is not in US dollars. */
  readonly currency: readonly string[] | null;
  readonly references: readonly Reference[];
  readonly dates: readonly QualifiedDate[];
  /** DTM*405. */
  readonly productionDate: string | null;
  readonly payer: HeaderParty;
  readonly payee: HeaderParty;
  /** False when the transaction has no N1*PR (or N1*PE); the party is then empty. */
  readonly hasPayer: boolean;
  readonly hasPayee: boolean;
  readonly otherParties: readonly HeaderParty[];
  readonly other: readonly RawSegment[];
};

/** What one ST…SE added up to. */
export type TransactionSummary = {
  readonly header: TransactionHeader;
  /** ST through SE, or through the last segment read when SE is missing. */
  readonly span: Span;
  readonly segmentCount: number;
  readonly claimCount: number;
  readonly serviceCount: number;
  readonly chargeSum: Decimal;
  readonly paidSum: Decimal;
  readonly patientResponsibilitySum: Decimal;
  readonly plbSum: Decimal;
  /** ΣCLP04 − ΣPLB: what BPR02 should be. */
  readonly expected: Decimal;
  /** SHA-256 of the body in one canonical spelling; see `content-hash.ts`. `null` unless asked for. */
  readonly contentSha256: string | null;
  /** `null` when there is no BPR. */
  readonly balanced: boolean | null;
  /** SE present. Its count and control number are checked separately. */
  readonly closed: boolean;
};

/** Counts of one file, envelopes included. */
export type FileSummary = {
  readonly bytes: number;
  readonly segments: number;
  readonly isa: number;
  readonly gs: number;
  readonly st: number;
  readonly se: number;
  readonly ge: number;
  readonly iea: number;
  /** ST segments with ST01 835. */
  readonly transactions: number;
  readonly claims: number;
  readonly services: number;
  /** Missing trailers and disagreeing counts and control numbers, in the words of the inspect command. */
  readonly envelopeIssues: readonly string[];
  readonly findings: number;
};

/** Receives the file as it is read. Each callback runs before the next byte is looked at. */
export interface Handler835 {
  interchange?(interchange: Interchange): void;
  /** Called once the header is complete: at the first LX, claim, PLB or trailer. */
  transactionStart?(header: TransactionHeader): void;
  group?(group: ClaimGroup, header: TransactionHeader): void;
  claim?(claim: Claim, header: TransactionHeader): void;
  providerAdjustment?(adjustment: ProviderAdjustment, header: TransactionHeader): void;
  /** Segments between claims and PLB that belong to no loop. */
  stray?(segment: RawSegment, header: TransactionHeader): void;
  transactionEnd?(summary: TransactionSummary): void;
  interchangeEnd?(interchange: Interchange): void;
  finding?(finding: Finding): void;
}
