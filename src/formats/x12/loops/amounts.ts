import { addDecimal, type Decimal, formatDecimal, parseDecimal, subtractDecimal, toMinor, ZERO } from '@/domain/money';
import { bigintOf } from '../835/minor-units';
import type { SegmentView } from '../segment';

/** Digits that stay exact in a double after scaling to cents. */
const FAST_LENGTH_MAX = 13;
/** Cents kept as an integer in a double up to here; one more amount can be added exactly. */
const UNITS_MAX = 2 ** 52;

/** Cents of an X12 R element as an integer in a double, or `NaN` when the text needs the exact way. */
export function centsOf(text: string): number {
  const { length } = text;
  const negative = text.charCodeAt(0) === 0x2d;
  let at = negative ? 1 : 0;
  if (at >= length || length - at > FAST_LENGTH_MAX) return Number.NaN;
  let units = 0;
  let decimals = -1;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      if (decimals >= 0) decimals++;
    } else if (digit === -2 && decimals < 0) decimals = 0;
    else return Number.NaN;
  }
  if (decimals > 2 || (decimals === 0 && length - (negative ? 1 : 0) === 1)) return Number.NaN;
  if (decimals <= 0) units *= 100;
  else if (decimals === 1) units *= 10;
  return negative ? 0 - units : units;
}

/** Minor units of an X12 R element; zero when it is absent, not a number, or finer than a cent (a finding says so). */
export function minorOf(text: string): bigint {
  if (text === '') return 0n;
  const units = centsOf(text);
  if (!Number.isNaN(units)) return bigintOf(units);
  const decimal = parseDecimal(text);
  return (decimal === null ? null : toMinor(decimal)) ?? 0n;
}

/** Minor units of an R element of a segment, as `minorOf`. */
export function minorIn(segment: SegmentView, index: number): bigint {
  const units = segment.hasComponents && segment.isComposite(index) ? Number.NaN : segment.minor(index);
  return Number.isNaN(units) ? minorOf(segment.value(index)) : bigintOf(units);
}

/** True when the text is a number an R element can hold (X12.6 §3.5.1.2 without exponents). */
export const isNumeric = (text: string): boolean => !Number.isNaN(centsOf(text)) || parseDecimal(text) !== null;

/** Exact sum of amounts as written; what is no number counts as 0. */
export class AmountSum {
  private units = 0;
  private hasUnits: boolean = false;
  private decimal: Decimal = ZERO;

  add(text: string): void {
    if (text === '') return;
    const units = centsOf(text);
    if (Number.isNaN(units)) {
      const decimal = parseDecimal(text);
      if (decimal !== null) this.decimal = addDecimal(this.decimal, decimal);
      return;
    }
    this.hasUnits = true;
    this.units += units;
    if (this.units > UNITS_MAX || this.units < -UNITS_MAX) this.settle();
  }

  addMinor(amountMinor: bigint): void {
    this.decimal = addDecimal(this.decimal, { unscaled: amountMinor, scale: 2 });
  }

  subtract(other: AmountSum): void {
    this.decimal = subtractDecimal(this.value(), other.value());
  }

  isZero(): boolean {
    return this.value().unscaled === 0n;
  }

  value(): Decimal {
    if (this.hasUnits) this.settle();
    return this.decimal;
  }

  toString(): string {
    return formatDecimal(this.value());
  }

  clear(): void {
    this.units = 0;
    this.hasUnits = false;
    this.decimal = ZERO;
  }

  private settle(): void {
    this.decimal = addDecimal(this.decimal, { unscaled: BigInt(this.units), scale: 2 });
    this.units = 0;
    this.hasUnits = false;
  }
}
