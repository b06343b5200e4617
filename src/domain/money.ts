/**
 * Money is an integer count of minor units (cents for USD) plus an ISO 4217 currency. It is parsed from text by
 * characters and never passes through a float; every rounding in the product happens in this file.
 */
export type Currency = 'USD';

/** Digits after the decimal point for each currency (ISO 4217 exponent). */
export const SCALE: Readonly<Record<Currency, number>> = { USD: 2 };

/** An exact decimal: `unscaled / 10^scale`. What a file says before it is known to fit a currency. */
export type Decimal = { readonly unscaled: bigint; readonly scale: number };

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Longest amount accepted, in digits. X12 R elements carry at most 18 digits; anything longer is not money. */
export const AMOUNT_DIGITS_MAX = 18;

/**
 * Reads an X12 R (decimal) element: optional sign, digits, optional point, digits. Returns `null` for anything else,
 * including the empty string, exponents and thousands separators (X12.6 §3.5.1.2 allows exponents; no 835 uses them).
 */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole.length + fraction.length === 0 || whole.length + fraction.length > AMOUNT_DIGITS_MAX) return null;
  const digits = BigInt(whole + fraction);
  return { unscaled: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

/** Exact sum; the result carries the longest scale among the summands. */
export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { unscaled: rescale(a, scale) + rescale(b, scale), scale };
}

export const subtractDecimal = (a: Decimal, b: Decimal): Decimal =>
  addDecimal(a, { unscaled: -b.unscaled, scale: b.scale });

export const ZERO: Decimal = { unscaled: 0n, scale: 0 };

export const equalDecimal = (a: Decimal, b: Decimal): boolean => subtractDecimal(a, b).unscaled === 0n;

/** `{unscaled: -725n, scale: 2}` becomes `"-7.25"`; zero of scale 0 becomes `"0"`. */
export function formatDecimal(value: Decimal): string {
  const sign = value.unscaled < 0n ? '-' : '';
  const digits = (value.unscaled < 0n ? -value.unscaled : value.unscaled).toString().padStart(value.scale + 1, '0');
  if (value.scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -value.scale)}.${digits.slice(-value.scale)}`;
}

/** Minor units of an exact decimal, or `null` when it has more precision than the currency can hold. */
export function toMinor(value: Decimal, currency: Currency = 'USD'): bigint | null {
  const scale = SCALE[currency];
  if (value.scale <= scale) return rescale(value, scale);
  const factor = 10n ** BigInt(value.scale - scale);
  return value.unscaled % factor === 0n ? value.unscaled / factor : null;
}

/** `-123450n` becomes `"-1234.50"`. */
export const formatMinor = (amountMinor: bigint, currency: Currency = 'USD'): string =>
  formatDecimal({ unscaled: amountMinor, scale: SCALE[currency] });

/** Minor units of a decimal text; `null` when it is not a number or finer than the currency. */
export function parseMinor(text: string, currency: Currency = 'USD'): bigint | null {
  const decimal = parseDecimal(text);
  return decimal === null ? null : toMinor(decimal, currency);
}

export const sumMinor = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

export const absMinor = (amountMinor: bigint): bigint => (amountMinor < 0n ? -amountMinor : amountMinor);

function rescale(value: Decimal, scale: number): bigint {
  return value.unscaled * 10n ** BigInt(scale - value.scale);
}
