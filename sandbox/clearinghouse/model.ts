import type { Payer } from '../reference';

/**
 * A remittance before it is written as X12: what a payer means to say. All amounts are bigint cents. Signs follow the
 * 835 (005010X221A1): a positive adjustment reduces the payment.
 */
export type Adjustment = {
  readonly group: 'CO' | 'PR' | 'OA' | 'PI';
  readonly reason: string;
  readonly amount: bigint;
};

export type ServiceLine = {
  readonly procedure: string;
  readonly charge: bigint;
  readonly paid: bigint;
  readonly units: number;
  readonly adjustments: readonly Adjustment[];
  readonly remarks: readonly string[];
  readonly controlNumber: string;
};

export type Claim = {
  /** CLP01, the patient account: `LKG-26-104418`. */
  readonly account: string;
  /** Facility code the account belongs to, or the unknown prefix. */
  readonly facility: string;
  /** CLP02. */
  readonly status: string;
  readonly charge: bigint;
  readonly paid: bigint;
  readonly filingIndicator: string;
  /** CLP07. */
  readonly payerControl: string;
  readonly facilityType: string;
  readonly inpatient: boolean;
  readonly adjustments: readonly Adjustment[];
  readonly lines: readonly ServiceLine[];
  readonly patientFirstName: string;
  readonly memberId: string;
  /** YYYYMMDD. */
  readonly serviceFrom: string;
  readonly serviceTo: string;
  /** AMT*I; never part of the paid amount. */
  readonly interest: bigint;
  /** REF*F8, the payer control number of the claim this one takes back or corrects. */
  readonly originalControl: string | null;
};

export type ProviderAdjustment = { readonly code: string; readonly reference: string; readonly amount: bigint };

export type RemitPayee = {
  readonly name: string;
  readonly npi: string;
  readonly tin: string;
  readonly entity: string;
  readonly bankAccount: string;
};

export type Remit = {
  readonly payer: Payer;
  readonly payee: RemitPayee;
  /** BPR01 and BPR04. */
  readonly handling: 'I' | 'H' | 'C';
  readonly method: 'ACH' | 'CHK' | 'NON';
  readonly traceNumber: string;
  /** BPR16, YYYYMMDD. */
  readonly paymentDate: string;
  /** BPR02 as written; equals claims less provider adjustments unless the accident says otherwise. */
  readonly statedTotal: bigint;
  readonly claims: readonly Claim[];
  readonly providerAdjustments: readonly ProviderAdjustment[];
};

/** ΣCLP04. */
export const claimTotal = (claims: readonly Claim[]): bigint => claims.reduce((sum, claim) => sum + claim.paid, 0n);

/** ΣPLB. */
export const providerTotal = (items: readonly ProviderAdjustment[]): bigint =>
  items.reduce((sum, item) => sum + item.amount, 0n);

/** What BPR02 has to be: ΣCLP04 − ΣPLB (005010X221A1 §1.10.2.1.3). */
export const balancedTotal = (remit: Pick<Remit, 'claims' | 'providerAdjustments'>): bigint =>
  claimTotal(remit.claims) - providerTotal(remit.providerAdjustments);

/** Patient responsibility of a claim, from its PR adjustments wherever they stand. */
export function patientShare(claim: Claim): bigint {
  const all = [...claim.adjustments, ...claim.lines.flatMap((line) => line.adjustments)];
  return all.filter((each) => each.group === 'PR').reduce((sum, each) => sum + each.amount, 0n);
}
