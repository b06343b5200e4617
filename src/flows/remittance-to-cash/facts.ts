import { z } from 'zod';
import { adjustmentFact, facilityHints } from '@/domain/facts';
import type { PlanEntry } from '@/domain/plan';
import type { Delimiters } from '@/formats/x12/delimiters';

/**
 * What this flow reads out of an 835 and hands to itself and to its subscribers. No patient identifier is among it: those
 * travel beside the facts, encrypted. Amounts are minor units; as JSON they are decimal text, because JSON numbers are floats.
 */
const minor = z.union([z.bigint(), z.string().regex(/^-?\d{1,18}$/)]).transform((v) => BigInt(v));

/** `payment.posted/1`: one CLP loop. Its amount is `paidMinor`, negative on a reversal. */
export const paymentPosted = z.object({
  /** CLP02. */
  status: z.string(),
  /** CLP06. */
  filingIndicator: z.string(),
  chargeMinor: minor,
  paidMinor: minor,
  /** Summed by group and reason, of the level that balances the claim, never both. */
  adjustments: z.array(adjustmentFact),
  balanced: z.boolean(),
  hints: facilityHints,
});
export type PaymentPosted = z.infer<typeof paymentPosted>;

/** `provider.adjusted/1`: one PLB pair. Its amount is −`amountMinor`: a positive PLB takes money away. */
export const providerAdjusted = z.object({
  /** PLB03-1. */
  reason: z.string(),
  amountMinor: minor,
  /**
   * True on a WO that only acknowledges a refund we sent: the same remit carries a 72 of the opposite amount for the same
   * reference. Only the whole remit can tell, so the reader says it.
   */
  pairedWith72: z.boolean().default(false),
  hints: facilityHints,
});
export type ProviderAdjusted = z.infer<typeof providerAdjusted>;

export type RemitEvents = {
  readonly 'payment.posted/1': PaymentPosted;
  readonly 'provider.adjusted/1': ProviderAdjusted;
};

/** What one ST–SE says of itself; JSON-safe, amounts are decimal text of cents. */
export type RemitHead = {
  /** 0-based in its file. */
  readonly ordinal: number;
  readonly st02: string;
  /** Trace or check number. */
  readonly trn02: string;
  /** The payer's own id. */
  readonly trn03: string;
  /** BPR01. */
  readonly handling: string;
  /** BPR03, C or D, and CUR02; left out by heads written before they were kept. */
  readonly creditDebit?: string;
  readonly currency?: string;
  /** Days between BPR16 and the nearest other date of its file; 0 when it has no other. */
  readonly daysOff?: number;
  /** BPR04: ACH, CHK, FWT, BOP, NON. */
  readonly method: string;
  /** BPR16, else the production date; YYYY-MM-DD, or null when neither is a date. */
  readonly paymentDate: string | null;
  /** Separators of its interchange: with them the bytes of one event can be read again. */
  readonly delimiters: Delimiters | null;
  readonly payerKey: string;
  /** The plan an administrator pays for under its own id (N104, REF*2U of the payer); empty when it names none. */
  readonly planKey: string;
  readonly payerName: string;
  readonly payeeKey: string;
  readonly payeeName: string;
  readonly payeeNpi: string | null;
  readonly payeeTin: string | null;
  /** BPR02; 0 when it cannot be read. */
  readonly receivedMinor: string;
  readonly chargeMinor: string;
  readonly paidMinor: string;
  readonly plbMinor: string;
  /** Digest of the claims and provider adjustments, in any order. */
  readonly paidDigest: string;
  readonly claimCount: number;
  readonly serviceCount: number;
  readonly plbCount: number;
  readonly segmentCount: number;
  /** Claims less provider adjustments come to BPR02. */
  readonly balanced: boolean;
};

/** Heads come back from storage untyped; none but this flow's reader ever wrote one. */
export const headOf = (head: unknown): RemitHead => head as RemitHead;

/** Another claim of an item's account, or one that carries its payer's claim number. */
export type KnownClaim = {
  readonly id: string;
  readonly parcel: string;
  readonly facts: PaymentPosted;
  readonly payerKey: string;
  readonly payer: string | null;
  readonly facility: string | null;
  /** Blind index of the payer's claim number; empty when it names nothing. */
  readonly control: string;
  readonly sameAccount: boolean;
  readonly settled: boolean;
  /** Stopped or waiting: not in the books, and may be set free by what is decided now. */
  readonly stopped: boolean;
  readonly marks: readonly string[];
  /** What it booked against its cash: accounts as they stand, whatever rules and classes are by now. */
  readonly booked: readonly PlanEntry[] | null;
};

/** What only other rows can tell of an item. */
export type Recalled = {
  /** The facility that the claim master holds for the account. */
  readonly claimMaster: string | null;
  /** In order of arrival, as far as they are decided before this one, or with it. */
  readonly history: readonly KnownClaim[];
  /** The account holds more claims than are looked at; its history is empty then. */
  readonly crowded: boolean;
  /** What is open of the reference of a PLB: negative is owed to the payer. */
  readonly plbBalanceMinor: bigint;
};

export const NOTHING_RECALLED: Recalled = { claimMaster: null, history: [], crowded: false, plbBalanceMinor: 0n };
