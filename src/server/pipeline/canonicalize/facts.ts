import type { AdjustmentFact, ClaimFacts, FacilityHints, PlbFacts } from '@/domain/facts';
import type { Adjustment, Claim, ProviderAdjustment } from '@/formats/x12/835/model';

/** What the payee of a remit tells about its facility. */
export type PayeeHints = Pick<FacilityHints, 'payeeNpi' | 'payeeTin'>;

/** Rendering provider and service facility: the NM1 loops of a claim that can name a facility. */
const FACILITY_ENTITIES = new Set(['82', '77', '1P']);

/** Letters before the number in an account such as `LKG-26-104418`. One letter is too little to mean a facility. */
const PREFIX = /^([A-Za-z]{2,6})[-_ /]?\d/;

export const accountPrefix = (claimId: string): string | null =>
  PREFIX.exec(claimId.trim())?.[1]?.toUpperCase() ?? null;

/** `payment.posted/1` of one claim loop. Adjustments are summed by group and reason at the level that balances the claim. */
export function claimFactsOf(claim: Claim, providerNumber: string | null, payee: PayeeHints): ClaimFacts {
  return {
    kind: 'claim',
    status: claim.status,
    filingIndicator: claim.filingIndicator,
    chargeMinor: claim.chargeMinor,
    paidMinor: claim.paidMinor,
    adjustments: sumByReason(adjustmentsOf(claim)),
    balanced: claim.adjustmentLevel !== 'none',
    accepted: false,
    hints: {
      accountPrefix: accountPrefix(claim.claimId),
      providerIds: claim.providerIds
        .filter((p) => p.qualifier === 'XX' && FACILITY_ENTITIES.has(p.entity))
        .map((p) => p.id),
      ts301: providerNumber,
      ...payee,
    },
  };
}

/** The same dollars may stand at claim and at line level; only the level that explains the payment counts. */
function adjustmentsOf(claim: Claim): Adjustment[] {
  const service = claim.services.flatMap((line) => line.adjustments);
  if (claim.adjustmentLevel === 'claim') return [...claim.adjustments];
  if (claim.adjustmentLevel === 'service') return service;
  return [...claim.adjustments, ...service];
}

function sumByReason(adjustments: readonly Adjustment[]): AdjustmentFact[] {
  const sums = new Map<string, AdjustmentFact>();
  for (const { group, reason, amountMinor } of adjustments) {
    const key = `${group}|${reason}`;
    const sum = sums.get(key);
    sums.set(key, { group, reason, amountMinor: (sum?.amountMinor ?? 0n) + amountMinor });
  }
  return [...sums.values()];
}

/** `provider.adjusted/1` of one PLB pair. */
export function plbFactsOf(
  plb: ProviderAdjustment,
  referenceKey: string,
  pairedWith72: boolean,
  payee: PayeeHints,
): PlbFacts {
  return {
    kind: 'plb',
    reason: plb.reason,
    amountMinor: plb.amountMinor,
    referenceKey,
    pairedWith72,
    // A PLB belongs to no claim: PLB01, the provider it adjusts, is the best witness of its facility.
    hints: {
      accountPrefix: null,
      providerIds: plb.providerId ? [plb.providerId] : [],
      ts301: plb.providerId || null,
      ...payee,
    },
  };
}

/** Facts as stored: amounts become decimal text, because JSON numbers are floats. */
export const factsJson = (facts: unknown): string =>
  JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
