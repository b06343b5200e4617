/** FHIR decimals (FHIR R4 §2.24.0.1): read from the lexeme by characters, so `12.30` keeps its two digits. */
import { AMOUNT_DIGITS_MAX, type Decimal, parseDecimal } from '@/domain/money';

/** A number as written, and exactly. */
export type FhirDecimal = { readonly text: string; readonly value: Decimal };

const LEXEME = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The exact value of a JSON number lexeme, exponents worked out; `null` beyond 18 digits. */
export function parseFhirDecimal(lexeme: string): Decimal | null {
  const match = LEXEME.exec(lexeme);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (exponent === undefined) return parseDecimal(lexeme);
  const power = Number.parseInt(exponent, 10);
  if (Math.abs(power) > AMOUNT_DIGITS_MAX) return null;
  const digits = whole + fraction;
  const point = whole.length + power;
  if (point <= 0) return parseDecimal(`${sign}0.${'0'.repeat(-point)}${digits}`);
  if (point >= digits.length) return parseDecimal(`${sign}${digits}${'0'.repeat(point - digits.length)}`);
  return parseDecimal(`${sign}${digits.slice(0, point)}.${digits.slice(point)}`);
}
