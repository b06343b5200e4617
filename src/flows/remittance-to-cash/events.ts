import { usd } from '@/domain/amount';
import type { AdjustmentFact } from '@/domain/facts';
import { isFiller, normalise, payerForm, traceForm } from '@/domain/identifiers';
import { pairRefunds } from '@/domain/plb-ledger';
import type { Adjustment, Claim, ProviderAdjustment, TransactionHeader } from '@/formats/x12/835/model';
import type { Keys, NewEvent } from '../flow';
import type { PaymentPosted, ProviderAdjusted, RemitEvents } from './facts';
import { type PayeeHints, payeeHintsOf, type RemitParties } from './head';

/** What the claims and PLB pairs of one remit share. */
export type RemitContext = {
  readonly parties: RemitParties;
  readonly payee: PayeeHints;
  /** Tells this ST from any other that may be told of: part of the key of what orders nothing. */
  readonly place: string;
};

export const contextOf = (header: TransactionHeader, parties: RemitParties): RemitContext => ({
  parties,
  payee: payeeHintsOf(parties),
  place: JSON.stringify([
    parties.payerKey,
    header.trn02,
    header.bpr.date,
    header.bpr.amountMinor?.toString() ?? '',
    header.interchange?.controlNumber ?? '',
    header.group?.controlNumber ?? '',
    header.st02,
  ]),
});

/** Rendering provider and service facility: the NM1 loops of a claim that can name a facility. */
const FACILITY_ENTITIES = new Set(['82', '77', '1P']);

/** Letters before the number in an account such as `LKG-26-104418`. One letter is too little to mean a facility. */
const PREFIX = /^([A-Za-z]{2,6})[-_ /]?\d/;

export const accountPrefix = (claimId: string): string | null =>
  PREFIX.exec(claimId.trim())?.[1]?.toUpperCase() ?? null;

/** Facts of one claim loop. Adjustments are summed by group and reason at the level that balances the claim. */
export function claimFactsOf(claim: Claim, payee: PayeeHints): PaymentPosted {
  return {
    status: claim.status,
    filingIndicator: claim.filingIndicator,
    chargeMinor: claim.chargeMinor,
    paidMinor: claim.paidMinor,
    adjustments: sumByReason(adjustmentsOf(claim)),
    balanced: claim.adjustmentLevel !== 'none',
    hints: {
      accountPrefix: accountPrefix(claim.claimId),
      providerIds: claim.providerIds
        .filter((p) => p.qualifier === 'XX' && FACILITY_ENTITIES.has(p.entity))
        .map((p) => p.id),
      ts301: claim.header.ts301,
      ...payee,
    },
  };
}

/** The same dollars may stand at claim and at line level; only the level that explains the payment counts. */
export function adjustmentsOf(claim: Claim): readonly Adjustment[] {
  if (claim.adjustmentLevel === 'claim') return claim.adjustments;
  const service = claim.services.flatMap((line) => line.adjustments);
  return claim.adjustmentLevel === 'service' ? service : [...claim.adjustments, ...service];
}

/**
 * Group and reason as their lists spell them: `co` is CO, and `045` is 45, because no code begins with a zero. A finding names
 * the payer's own spelling.
 */
export const codesOf = (group: string, reason: string): readonly [group: string, reason: string] => [
  group.trim().toUpperCase(),
  reason
    .trim()
    .toUpperCase()
    .replace(/^0+(?=\d)/, ''),
];

export function sumByReason(adjustments: readonly Adjustment[]): AdjustmentFact[] {
  const sums = new Map<string, AdjustmentFact>();
  for (const { group: writtenGroup, reason: writtenReason, amountMinor } of adjustments) {
    const [group, reason] = codesOf(writtenGroup, writtenReason);
    const key = `${group}|${reason}`;
    const sum = sums.get(key);
    sums.set(key, { group, reason, amountMinor: (sum?.amountMinor ?? 0n) + amountMinor });
  }
  return [...sums.values()];
}

export function plbFactsOf(plb: ProviderAdjustment, pairedWith72: boolean, payee: PayeeHints): ProviderAdjusted {
  return {
    reason: reasonOf(plb),
    amountMinor: plb.amountMinor,
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

export function claimEvent(claim: Claim, { payee, place }: RemitContext): NewEvent<RemitEvents> {
  // Claims of one account keep their order whoever pays them, because together they may not pass its charge. A claim without a
  // number orders nothing.
  const account = accountKey(claim.claimId);
  const order: Keys = [account ? `claim|${account}` : placeKey(place, claim.span.offset, 0)];
  return {
    type: 'payment.posted/1',
    facts: claimFactsOf(claim, payee),
    amount: usd(claim.paidMinor),
    at: null,
    span: claim.span,
    path: claim.path,
    identifiers: claimIdentifiers(claim),
    order,
  };
}

/** All PLB pairs of a remit: only together do they tell a recovery from an acknowledged refund. */
export function plbEvents(
  plbs: readonly ProviderAdjustment[],
  { parties, payee, place }: RemitContext,
): NewEvent<RemitEvents>[] {
  // No blind index here, and none is needed: references of one remit are compared in the clear, as the index would.
  const paired = pairRefunds(
    plbs.map((plb) => ({ ...plb, reason: reasonOf(plb), referenceKey: referenceKey(plb.reference) })),
  );
  return plbs.map((plb, at) => ({
    type: 'provider.adjusted/1',
    facts: plbFactsOf(plb, paired[at] ?? false, payee),
    amount: usd(-plb.amountMinor),
    at: null,
    span: plb.span,
    part: plb.pair,
    path: plb.path,
    identifiers: plbIdentifiers(plb),
    order: [
      isFiller(plb.reference)
        ? placeKey(place, plb.span.offset, plb.pair)
        : `plb|${payerForm(parties.payerKey)}|${traceForm(plb.reference)}`,
    ],
  }));
}

/** Accounts as they order and meet: fillers name nothing. */
const accountKey = (claimId: string): string => (isFiller(claimId) ? '' : normalise(claimId));

/** References by their normal form. One of punctuation alone equals another such, but is not the same as none. */
const referenceKey = (reference: string): string => (reference ? `=${traceForm(reference)}` : '');

const placeKey = (place: string, offset: number, part: number): string => `place|${place}|${offset}|${part}`;

/** Absent rather than empty or a filler: either would be indexed, and strangers would be found by it. */
export const claimIdentifiers = (claim: Claim): Readonly<Record<string, string>> => ({
  ...named('claimId', claim.claimId),
  ...named('controlNumber', claim.payerClaimControlNumber),
});

/** A reason is one or two characters of the code list. What stands there otherwise may name a patient, so it is sealed. */
const isReason = (reason: string): boolean => /^[A-Z0-9]{1,2}$/.test(reason);
export const reasonOf = ({ reason }: Pick<ProviderAdjustment, 'reason'>): string =>
  isReason(reason.trim().toUpperCase()) ? reason.trim().toUpperCase() : NO_REASON;
const NO_REASON = '(no code)';

export const plbIdentifiers = (plb: ProviderAdjustment): Readonly<Record<string, string>> =>
  named('reference', reasonOf(plb) === NO_REASON ? `${plb.reason} ${plb.reference}` : plb.reference);

const named = (name: string, value: string | null): Record<string, string> =>
  value === null || isFiller(value) ? {} : { [name]: value };
