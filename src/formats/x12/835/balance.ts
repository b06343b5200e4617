import { addDecimal, type Decimal, equalDecimal, subtractDecimal } from '@/domain/money';
import type { AdjustmentLevel } from './model';

/**
 * Which adjustments explain `charge − paid` (TR3 005010X221A1 §1.10.2.3: an adjustment stands at claim or at line level,
 * and all of them together make the difference). Payers that repeat the same dollars at both levels are recognised by
 * one level alone making it. `NaN` among the arguments makes the answer `none`.
 */
export function adjustmentLevel<T extends number | bigint>(difference: T, both: T, claim: T, service: T) {
  let level: AdjustmentLevel = 'none';
  if (difference === both) level = 'both';
  else if (difference === claim) level = 'claim';
  else if (difference === service) level = 'service';
  return level;
}

/** ΣCLP04 − ΣPLB, which BPR02 must equal; positive PLB amounts take money away. */
export const expectedPayment = (paidSum: Decimal, plbSum: Decimal): Decimal => subtractDecimal(paidSum, plbSum);

/** Σ AMT*I + Σ PLB L6 must be zero: interest paid is a negative L6. */
export const interestAgrees = (interestByClaim: Decimal, plbInterest: Decimal): boolean =>
  equalDecimal(addDecimal(interestByClaim, plbInterest), { unscaled: 0n, scale: 0 });
