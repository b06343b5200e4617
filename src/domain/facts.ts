import { z } from 'zod';
import type { ClaimPlan } from './plan';

/**
 * What an event says about the world: the part that posting rules may read. It carries no patient identifier; those are
 * encrypted beside it. Amounts are decimal strings of minor units in storage (`"-30000"`) and bigint in the program.
 */
const minor = z.union([z.bigint(), z.string().regex(/^-?\d{1,18}$/)]).transform((v) => BigInt(v));

export const adjustmentFact = z.object({ group: z.string(), reason: z.string(), amountMinor: minor });
export type AdjustmentFact = z.infer<typeof adjustmentFact>;

/** Where a claim's facility may be read from, in the order in which it is tried (claim master comes first, outside). */
export const facilityHints = z.object({
  accountPrefix: z.string().nullable(),
  providerIds: z.array(z.string()),
  ts301: z.string().nullable(),
  payeeNpi: z.string().nullable(),
  payeeTin: z.string().nullable(),
});
export type FacilityHints = z.infer<typeof facilityHints>;

/** `payment.posted/1`: one CLP loop. Cash effect = `paidMinor` (negative on a reversal). */
export const claimFacts = z.object({
  kind: z.literal('claim'),
  status: z.string(),
  filingIndicator: z.string(),
  chargeMinor: minor,
  paidMinor: minor,
  /** The level that balances the claim, never both (`domain` 835 balancing). */
  adjustments: z.array(adjustmentFact),
  balanced: z.boolean(),
  /** Set when a person accepted a reversal that is not the mirror of what was posted. */
  accepted: z.boolean().default(false),
  hints: facilityHints,
});
export type ClaimFacts = z.infer<typeof claimFacts>;

/** `provider.adjusted/1`: one PLB pair. Cash effect = −amountMinor (positive PLB takes money away). */
export const plbFacts = z.object({
  kind: z.literal('plb'),
  reason: z.string(),
  amountMinor: minor,
  /** Blind index (hex) of the normalised reference: equal references are equal, nothing else can be read from it. */
  referenceKey: z.string(),
  /**
   * True on a WO that only acknowledges a refund we sent: the same remit carries a 72 of the opposite amount for the
   * same reference. Only the whole remit can tell, so canonicalize sets it (`pairRefunds`).
   */
  pairedWith72: z.boolean().default(false),
  hints: facilityHints,
});
export type PlbFacts = z.infer<typeof plbFacts>;

/** `remit.unapplied/1`: the cash of a whole remit that cannot be posted by claim. Cash effect = amountMinor. */
export const remitFacts = z.object({
  kind: z.literal('remit'),
  amountMinor: minor,
  /** Set when a person decided that the money is real and belongs in unapplied cash. */
  unapplied: z.boolean(),
  hints: facilityHints,
});
export type RemitFacts = z.infer<typeof remitFacts>;

export const eventFacts = z.discriminatedUnion('kind', [claimFacts, plbFacts, remitFacts]);
export type EventFacts = z.infer<typeof eventFacts>;

export const EVENT_TYPES = {
  claim: 'payment.posted',
  plb: 'provider.adjusted',
  remit: 'remit.unapplied',
} as const satisfies Record<EventFacts['kind'], string>;

/** What the event does to received cash, in minor units. Over a remit these sum to BPR02. */
export function cashEffectMinor(facts: EventFacts): bigint {
  if (facts.kind === 'claim') return facts.paidMinor;
  return facts.kind === 'plb' ? -facts.amountMinor : facts.amountMinor;
}

/** Everything the posting rules may look at besides the event itself. */
export type PostingContext = {
  /** The legal entity whose bank account received the money (from the payee). */
  readonly cashEntity: string;
  readonly facility: { readonly code: string; readonly entity: string; readonly costCenter: string };
  readonly payer: { readonly code: string; readonly payerClass: string };
  /** BPR04: ACH, CHK, FWT, BOP, NON. */
  readonly method: string;
  /** Accounts a customer chose for PLB reasons, over the seed table. */
  readonly plbAccounts: Readonly<Record<string, string>>;
  /** True when a reversal's original is known here (posted by us). */
  readonly originalKnown: boolean;
  /** What a claim books, where its account has been looked at. */
  readonly plan?: ClaimPlan;
  /** What the PLB sub-ledger holds open for this reference: negative is owed to the payer, positive was taken and not known of. */
  readonly plbBalanceMinor?: bigint;
};

export type { DraftLine } from './draft';
