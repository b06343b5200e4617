import { compact, paymentDay } from '../calendar';
import { createPrng, type Prng } from '../prng';
import { type Facility, type Payer, reference } from '../reference';
import type { Step } from './accidents';
import { type ClaimSetting, createClaim } from './claims';
import { balancedTotal, type Claim, type Remit, type RemitPayee } from './model';

/** What one delivery is made from; the same spec always gives the same bytes. */
export type DeliverySpec = {
  readonly seed: string;
  /** Position over everything sent, from 0; gives control numbers, trace numbers and claim numbers. */
  readonly sequence: number;
  /** YYYY-MM-DD. */
  readonly baseDate: string;
  readonly step: Step;
  /** The delivery this one repeats, takes back or carries on. */
  readonly base: DeliverySpec | null;
  /** Claims of each remittance; the payer's own distribution when null. */
  readonly claimsPerRemit: number | null;
  /** Remittances in the file; drawn when null. */
  readonly remits: number | null;
};

/** Claims one sequence number can hold before claim numbers would run into those of the next. */
export const CLAIMS_PER_DELIVERY_MAX = 100_000;
/** Remittances one sequence number can hold before trace numbers would run into those of the next. */
export const REMITS_PER_DELIVERY_MAX = 10;

const DRAWN_REMITS_MAX = 3;

/** Hands out the setting of each further claim of a delivery: its number, its facility, its dice. */
type ClaimMint = (facility: Facility | null) => ClaimSetting;

export type RemitDraft = {
  readonly prng: Prng;
  readonly remit: Remit;
  readonly mint: ClaimMint;
};

type Parties = {
  readonly payer: Payer;
  readonly facility: Facility;
  /** YYYY-MM-DD; drawn near the base date when absent. */
  readonly paymentDate?: string;
};

/**
 * The nth remittance of a delivery as it would be if nothing went wrong. Parties are drawn unless a story needs certain
 * ones, for instance those of the remittance it answers.
 */
export function draftRemit(spec: DeliverySpec, index: number, given: Partial<Parties> = {}): RemitDraft {
  const prng = createPrng(spec.seed, 'remit', spec.sequence, index);
  const { payer, facility } = { ...drawParties(prng), ...given };
  const paymentDate = given.paymentDate ?? paymentDay(spec.baseDate, prng.int(0, 2));
  const mint = createMint(spec, index, prng, payer, paymentDate);
  const count = spec.claimsPerRemit ?? drawCount(prng, payer);
  const neighbours = reference.facilities.filter((each) => each.company === facility.company);
  const mixed = neighbours.length > 1 && facility.kind === 'hospital' && prng.chance(0.15);
  const claims: Claim[] = [];
  for (let made = 0; made < count; made += 1) {
    const at = mixed && made > 0 ? prng.weighted(neighbours, (each) => each.trafficWeight) : facility;
    // The first claim is always paid, so that every clean delivery has one that can later be taken back.
    claims.push(createClaim(mint(at), made === 0 ? 'paid' : 'any'));
  }
  const remit: Remit = {
    payer,
    payee: payeeOf(facility),
    handling: 'I',
    method: payer.method,
    traceNumber: traceNumber(spec, index, payer),
    paymentDate: compact(paymentDate),
    statedTotal: 0n,
    claims,
    providerAdjustments: [],
  };
  return { prng, mint, remit: restated(remit) };
}

/** The remittance with BPR02 made to agree with its claims and provider adjustments. */
export function restated(remit: Remit): Remit {
  const statedTotal = balancedTotal(remit);
  if (statedTotal < 0n) throw new RangeError(`remittance ${remit.traceNumber} would pay less than nothing`);
  return { ...remit, statedTotal };
}

export function facilityOf(code: string): Facility {
  const found = reference.facilities.find((each) => each.code === code);
  if (!found) throw new RangeError(`no facility ${code}`);
  return found;
}

function payeeOf(facility: Facility): RemitPayee {
  const payee = reference.payees.find((each) => each.facility === facility.code);
  const company = reference.companies.find((each) => each.code === facility.company);
  if (!payee || !company) throw new RangeError(`no payee for ${facility.code}`);
  return {
    name: payee.name,
    npi: payee.npi,
    tin: payee.tin,
    entity: payee.entity,
    bankAccount: company.bankAccount,
  };
}

function drawParties(prng: Prng): { payer: Payer; facility: Facility } {
  const payer = prng.weighted(reference.payers, (each) => each.trafficWeight);
  const served = reference.facilities.filter((each) => payer.code !== 'LKD' || each.kind === 'clinic');
  return { payer, facility: prng.weighted(served, (each) => each.trafficWeight) };
}

/** Remittances in the file of this delivery: mostly one, at times several with several payees. */
export function remitCount(spec: DeliverySpec): number {
  if (spec.remits !== null) return spec.remits;
  return createPrng(spec.seed, 'file', spec.sequence).weighted([1, 2, DRAWN_REMITS_MAX], (count) => 8 - 2 * count);
}

function drawCount(prng: Prng, payer: Payer): number {
  const { min, typical, max } = payer.claims;
  return prng.chance(0.75) ? prng.int(min, typical) : prng.int(typical, max);
}

function createMint(spec: DeliverySpec, index: number, prng: Prng, payer: Payer, paymentDate: string): ClaimMint {
  // Each remittance of a file numbers its claims from its own start, far enough apart for accidents to add some.
  const stride = Math.floor(CLAIMS_PER_DELIVERY_MAX / (spec.remits ?? DRAWN_REMITS_MAX));
  let used = index * stride;
  return (facility) => {
    used += 1;
    if (used > (index + 1) * stride) throw new RangeError('too many claims for one delivery');
    const serial = String((spec.sequence + 1) * CLAIMS_PER_DELIVERY_MAX + used);
    return { prng, payer, facility, serial, paymentDate };
  };
}

/** Unique over one seed; written the way each payer writes it, leading noughts included. */
function traceNumber(spec: DeliverySpec, index: number, payer: Payer): string {
  const salt = createPrng(spec.seed, 'trace').int(10, 99);
  const number = `${salt}${String(spec.sequence * 10 + index).padStart(6, '0')}`;
  if (payer.traceStyle === 'prefixed') return `${payer.code}${spec.baseDate.slice(2, 4)}${number}`;
  if (payer.traceStyle === 'zero-led') return `00${number}`;
  return number.padStart(10, '1');
}
