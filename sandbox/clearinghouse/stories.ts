import { lastMonthDay } from '../calendar';
import { createPrng, type Prng } from '../prng';
import { type Facility, reference } from '../reference';
import type { Step } from './accidents';
import {
  correctClaim,
  createClaim,
  createClaimPaying,
  createUnpaidClaim,
  forceBalance,
  reverseClaim,
  withInterest,
} from './claims';
import { type Claim, claimTotal, type ProviderAdjustment, type Remit } from './model';
import { type DeliverySpec, draftRemit, facilityOf, type RemitDraft, remitCount, restated } from './remits';

/**
 * The remittances of a delivery. A story shapes the first of them; any others in the file are sound, because in life
 * one bad payment travels in the same file as good ones.
 */
export function remitsOf(spec: DeliverySpec): readonly Remit[] {
  if (spec.step === 'exact-resend' || spec.step === 're-enveloped') return remitsOf(earlier(spec));
  const first = TELL[spec.step](spec);
  if (spec.step === 'conflicting-amount') return [first];
  const rest = Array.from({ length: remitCount(spec) - 1 }, (_, index) => draftRemit(spec, index + 1).remit);
  return [first, ...rest];
}

type OwnStep = Exclude<Step, 'exact-resend' | 're-enveloped'>;

const TELL: Readonly<Record<OwnStep, (spec: DeliverySpec) => Remit>> = {
  none: (spec) => draftRemit(spec, 0).remit,
  truncated: (spec) => draftRemit(spec, 0).remit,
  'unmapped-facility': unmappedFacility,
  'closed-period': closedPeriod,
  'out-of-balance-cents': (spec) => outOfBalance(spec, (prng) => BigInt(prng.int(1, 99))),
  'out-of-balance-dollars': (spec) => outOfBalance(spec, (prng) => BigInt(prng.int(10, 900)) * 100n),
  'conflicting-amount': conflictingAmount,
  'reversal-correction': (spec) => takenBack(spec, (reversal, correction) => [reversal, correction]),
  'correction-before-reversal': (spec) => takenBack(spec, (reversal, correction) => [correction, reversal]),
  'orphan-reversal': orphanReversal,
  'forward-open': forwardOpen,
  'forward-carry': forwardCarry,
  'forward-apply': forwardApply,
  'recovery-delayed': recoveryDelayed,
  'recovery-taken': recoveryTaken,
  'refund-acknowledged': refundAcknowledged,
  interest: interestPaid,
  'zero-pay-h-non': (spec) => zeroPay(spec, 'H', 'NON'),
  'zero-pay-i-non': (spec) => zeroPay(spec, 'I', 'NON'),
  'zero-pay-i-chk': (spec) => zeroPay(spec, 'I', 'CHK'),
  'forced-balance': forcedBalance,
  'unknown-payer': (spec) => draftRemit(spec, 0, { payer: reference.unknowns.payer }).remit,
  'affiliate-claim': affiliateClaim,
  'provider-adjustment': providerAdjustment,
};

/** The delivery this one repeats or answers. */
export function earlier(spec: DeliverySpec): DeliverySpec {
  if (!spec.base) throw new RangeError(`${spec.step} needs an earlier delivery to refer to`);
  return spec.base;
}

/** The first remittance of the delivery this one answers. */
function earlierRemit(spec: DeliverySpec): Remit {
  const [first] = remitsOf(earlier(spec));
  if (!first) throw new RangeError('the earlier delivery holds no remittance');
  return first;
}

/** A new remittance of the same payer to the same payee. */
function answer(spec: DeliverySpec, earlier: Remit): RemitDraft & { readonly facility: Facility } {
  const code = reference.payees.find((payee) => payee.npi === earlier.payee.npi)?.facility ?? '';
  const facility = facilityOf(code);
  return { ...draftRemit(spec, 0, { payer: earlier.payer, facility }), facility };
}

const adjusted = (remit: Remit, items: readonly ProviderAdjustment[]): Remit =>
  restated({ ...remit, providerAdjustments: [...remit.providerAdjustments, ...items] });

const withClaims = (remit: Remit, claims: readonly Claim[]): Remit => restated({ ...remit, claims });

function firstClaim(remit: Remit): Claim {
  const [claim] = remit.claims;
  if (!claim) throw new RangeError('a remittance without claims cannot be answered');
  return claim;
}

/** Accounts whose prefix no one knows, paid to a known tax id under an unknown provider number. */
function unmappedFacility(spec: DeliverySpec): Remit {
  const { remit, mint } = draftRemit(spec, 0, { facility: facilityOf('CDR') });
  const claims = remit.claims.map((_, index) => createClaim(mint(null), index === 0 ? 'paid' : 'any'));
  return restated({ ...remit, claims, payee: { ...remit.payee, npi: reference.unknowns.npi } });
}

/** Paid last month to the entity that has closed that month already. */
function closedPeriod(spec: DeliverySpec): Remit {
  const prng = createPrng(spec.seed, 'closed', spec.sequence);
  const facility = prng.pick(reference.facilities.filter((each) => each.company === '300'));
  const payer = prng.pick(reference.payers.filter((each) => each.code !== 'LKD'));
  return draftRemit(spec, 0, { facility, payer, paymentDate: lastMonthDay(spec.baseDate, prng.int(2, 12)) }).remit;
}

function outOfBalance(spec: DeliverySpec, by: (prng: Prng) => bigint): Remit {
  const { remit, prng } = draftRemit(spec, 0);
  return { ...remit, statedTotal: remit.statedTotal + by(prng) };
}

/** The trace number of an earlier remittance on a different sum of money. */
function conflictingAmount(spec: DeliverySpec): Remit {
  const before = earlierRemit(spec);
  const { mint, facility, prng } = answer(spec, before);
  return withClaims(before, [...before.claims, createClaimPaying(mint(facility), BigInt(prng.int(2_500, 90_000)))]);
}

function takenBack(spec: DeliverySpec, order: (reversal: Claim, correction: Claim) => readonly Claim[]): Remit {
  const { claims, remit } = takeBack(spec);
  return withClaims(remit, [...order(claims.reversal, claims.correction), ...remit.claims]);
}

/** An earlier claim reversed and corrected, beside new claims which pay more than is taken back. */
function takeBack(spec: DeliverySpec): { claims: { reversal: Claim; correction: Claim }; remit: Remit } {
  const before = earlierRemit(spec);
  const { remit, prng, mint, facility } = answer(spec, before);
  const claim = firstClaim(before);
  const correction = correctClaim(claim, prng.int(60, 92));
  const cover = createClaimPaying(mint(facility), claim.paid - correction.paid + BigInt(prng.int(5_000, 80_000)));
  return { claims: { reversal: reverseClaim(claim), correction }, remit: withClaims(remit, [...remit.claims, cover]) };
}

/** Takes back a claim of years ago that was never sent through here. */
function orphanReversal(spec: DeliverySpec): Remit {
  const { remit, mint, prng } = draftRemit(spec, 0);
  const facility = facilityOf(firstClaim(remit).facility);
  const paid = BigInt(prng.int(8_000, 60_000));
  const old = createClaimPaying(mint(facility), paid);
  const serial = String(prng.int(1_000, 9_999));
  const legacy = { ...old, account: `${facility.accountPrefix}19-${serial}`, payerControl: `LEGACY${serial}` };
  const cover = createClaimPaying(mint(facility), paid + BigInt(prng.int(5_000, 50_000)));
  return withClaims(remit, [reverseClaim(legacy), ...remit.claims, cover]);
}

/** A claim is taken back, there is nothing to take it from, so the debt is carried forward under its own trace. */
function forwardOpen(spec: DeliverySpec): Remit {
  const before = earlierRemit(spec);
  const { remit } = answer(spec, before);
  const claim = firstClaim(before);
  return restated({
    ...remit,
    method: 'NON',
    claims: [reverseClaim(claim)],
    providerAdjustments: [{ code: 'FB', reference: remit.traceNumber, amount: -claim.paid }],
  });
}

function openDebt(remit: Remit): bigint {
  const carried = remit.providerAdjustments.find((item) => item.code === 'FB' && item.amount < 0n);
  if (!carried) throw new RangeError('the earlier remittance carries no debt');
  return -carried.amount;
}

/** Some of the debt is earned off, the rest is carried on under this trace. */
function forwardCarry(spec: DeliverySpec): Remit {
  const before = earlierRemit(spec);
  const { remit, mint, facility, prng } = answer(spec, before);
  const debt = openDebt(before);
  const earned = (debt * BigInt(prng.int(20, 60))) / 100n;
  return restated({
    ...remit,
    method: 'NON',
    claims: [createClaimPaying(mint(facility), earned)],
    providerAdjustments: [
      { code: 'FB', reference: before.traceNumber, amount: debt },
      { code: 'FB', reference: remit.traceNumber, amount: -(debt - earned) },
    ],
  });
}

/** The rest of the debt is taken from a remittance that can bear it. */
function forwardApply(spec: DeliverySpec): Remit {
  const before = earlierRemit(spec);
  const { remit, mint, facility, prng } = answer(spec, before);
  const debt = openDebt(before);
  const cover = createClaimPaying(mint(facility), debt + BigInt(prng.int(5_000, 50_000)));
  return adjusted(withClaims(remit, [...remit.claims, cover]), [
    { code: 'FB', reference: before.traceNumber, amount: debt },
  ]);
}

/** Reversed and corrected now, but the money is given back by WO and taken later (005010X221A1 §1.10.2.17). */
function recoveryDelayed(spec: DeliverySpec): Remit {
  const { claims, remit } = takeBack(spec);
  const { reversal, correction } = claims;
  const reclaimed = -(reversal.paid + correction.paid);
  const all = withClaims(remit, [reversal, correction, ...remit.claims]);
  return adjusted(all, [{ code: 'WO', reference: reversal.payerControl, amount: -reclaimed }]);
}

function recoveryTaken(spec: DeliverySpec): Remit {
  const before = earlierRemit(spec);
  const delayed = before.providerAdjustments.find((item) => item.code === 'WO');
  if (!delayed) throw new RangeError('the earlier remittance delays no recovery');
  const { remit, mint, facility, prng } = answer(spec, before);
  const cover = createClaimPaying(mint(facility), -delayed.amount + BigInt(prng.int(5_000, 50_000)));
  return adjusted(withClaims(remit, [...remit.claims, cover]), [{ ...delayed, amount: -delayed.amount }]);
}

/** The payer acknowledges a refund cheque: WO and 72 cancel out and no cash moves. */
function refundAcknowledged(spec: DeliverySpec): Remit {
  const { remit, prng } = draftRemit(spec, 0);
  const amount = BigInt(prng.int(4_000, 120_000));
  const letter = `RFND${prng.int(100_000, 999_999)}`;
  return adjusted(remit, [
    { code: 'WO', reference: letter, amount },
    { code: '72', reference: letter, amount: -amount },
  ]);
}

/** Interest stands on the claims in AMT*I and is paid in PLB L6, negative because it adds to the payment. */
function interestPaid(spec: DeliverySpec): Remit {
  const { remit, prng } = draftRemit(spec, 0);
  const bearing = Math.min(remit.claims.length, prng.int(1, 2));
  const claims = remit.claims.map((claim, index) =>
    index < bearing ? withInterest(claim, BigInt(prng.int(35, 2_500))) : claim,
  );
  const total = claims.reduce((sum, claim) => sum + claim.interest, 0n);
  return adjusted({ ...remit, claims }, [{ code: 'L6', reference: firstClaim(remit).payerControl, amount: -total }]);
}

function zeroPay(spec: DeliverySpec, handling: 'H' | 'I', method: 'NON' | 'CHK'): Remit {
  const { remit, mint } = draftRemit(spec, 0);
  const claims = remit.claims.map((claim) => createUnpaidClaim(mint(facilityOf(claim.facility))));
  return restated({ ...remit, handling, method, claims });
}

/** It balances, but only because a meaningless adjustment makes up the difference. */
function forcedBalance(spec: DeliverySpec): Remit {
  const { remit, mint, prng } = draftRemit(spec, 0);
  const sound = createClaimPaying(mint(facilityOf(firstClaim(remit).facility)), BigInt(prng.int(20_000, 90_000)));
  const forced = forceBalance(sound, BigInt(prng.int(100, 9_000)), prng.chance(0.5) ? '121' : 'A7');
  return withClaims(remit, [...remit.claims, forced]);
}

/** One claim of an affiliate paid to this entity: the money is in one company, the receivable in another. */
function affiliateClaim(spec: DeliverySpec): Remit {
  const { remit, mint, prng } = draftRemit(spec, 0);
  const affiliates = reference.facilities.filter((each) => each.company !== remit.payee.entity);
  return withClaims(remit, [...remit.claims, createClaim(mint(prng.pick(affiliates)), 'paid')]);
}

/** The provider-level adjustments that need no earlier remittance; the sign is the usual one of each code. */
const LONE_ADJUSTMENTS: readonly { readonly code: string; readonly sign: 1n | -1n }[] = [
  { code: 'E3', sign: 1n },
  { code: 'IR', sign: 1n },
  { code: 'LE', sign: 1n },
  { code: '50', sign: 1n },
  { code: '90', sign: 1n },
  { code: 'OB', sign: 1n },
  { code: 'CS', sign: 1n },
  { code: 'CT', sign: -1n },
  { code: 'PI', sign: -1n },
  { code: 'AP', sign: -1n },
  { code: 'LS', sign: -1n },
  { code: 'BD', sign: -1n },
];

function providerAdjustment(spec: DeliverySpec): Remit {
  const { remit, prng } = draftRemit(spec, 0);
  const { code, sign } = prng.pick(LONE_ADJUSTMENTS);
  const amount = (claimTotal(remit.claims) * BigInt(prng.int(2, 9))) / 100n + 1n;
  return adjusted(remit, [{ code, reference: `ADJ${prng.int(10_000, 99_999)}`, amount: sign * amount }]);
}
