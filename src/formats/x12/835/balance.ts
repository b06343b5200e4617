import { addDecimal, type Decimal, equalDecimal, subtractDecimal, sumMinor } from '@/domain/money';
import type { Adjustment, AdjustmentLevel, Claim } from './model';

/**
 * Which adjustments explain `charge − paid` when those of both levels together do not (TR3 005010X221A1 §1.10.2.3: an
 * adjustment stands at claim or at line level, and all of them together make the difference). Payers that repeat the same
 * dollars at both levels are recognised by one level alone making it and holding everything that the other one says, group
 * by group and reason by reason. A level without adjustments repeats nothing.
 */
export function repeatedLevel(claim: Claim): AdjustmentLevel {
  const difference = claim.chargeMinor - claim.paidMinor;
  const service = claim.services.flatMap((line) => line.adjustments);
  if (total(claim.adjustments) + total(service) === difference) return 'both';
  const [atClaim, atService] = [byReason(claim.adjustments), byReason(service)];
  if (total(claim.adjustments) === difference && holds(atClaim, atService)) return 'claim';
  return total(service) === difference && holds(atService, atClaim) ? 'service' : 'none';
}

/** True when one level alone explains the claim and the other one says something else of the same dollars. */
export function doLevelsContradict(claim: Claim): boolean {
  const service = claim.services.flatMap((line) => line.adjustments);
  if (claim.adjustments.length === 0 || service.length === 0) return false;
  const difference = claim.chargeMinor - claim.paidMinor;
  return difference !== 0n && (total(claim.adjustments) === difference || total(service) === difference);
}

const total = (adjustments: readonly Adjustment[]): bigint => sumMinor(adjustments.map((a) => a.amountMinor));

function byReason(adjustments: readonly Adjustment[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { group, reason, amountMinor } of adjustments) {
    const key = `${group}|${reason}`;
    sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
  }
  return sums;
}

/** Whether every sum of the second stands in the first as well, as large or larger. */
function holds(all: ReadonlyMap<string, bigint>, part: ReadonlyMap<string, bigint>): boolean {
  if (part.size === 0) return false;
  for (const [key, amount] of part) {
    const own = all.get(key) ?? 0n;
    if (amount > 0n ? own < amount : own > amount) return false;
  }
  return true;
}

/** ΣCLP04 − ΣPLB, which BPR02 must equal; positive PLB amounts take money away. */
export const expectedPayment = (paidSum: Decimal, plbSum: Decimal): Decimal => subtractDecimal(paidSum, plbSum);

/** Σ AMT*I + Σ PLB L6 must be zero: interest paid is a negative L6. */
export const interestAgrees = (interestByClaim: Decimal, plbInterest: Decimal): boolean =>
  equalDecimal(addDecimal(interestByClaim, plbInterest), { unscaled: 0n, scale: 0 });
