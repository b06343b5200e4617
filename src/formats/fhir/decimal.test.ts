// Goal: an amount is exactly what was written. Method: examples of spellings, and exponents checked against plain
// digits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalDecimal, formatDecimal, parseDecimal } from '@/domain/money';
import { parseFhirDecimal } from './decimal';

describe('parseFhirDecimal', () => {
  it.each([
    ['0', '0'],
    ['12.30', '12.30'],
    ['-0.05', '-0.05'],
    ['1e2', '100'],
    ['1.25E+1', '12.5'],
    ['125e-2', '1.25'],
    ['5e-3', '0.005'],
    ['0.1', '0.1'],
    ['90071992547409.93', '90071992547409.93'],
  ])('reads %s as %s', (lexeme, expected) => {
    const value = parseFhirDecimal(lexeme);
    expect(value && formatDecimal(value)).toBe(expected);
  });

  it.each(['', '+1', '1.', '.5', 'NaN', '1e400', '1e19', '1234567890123456789', '0x1'])('refuses %j', (lexeme) =>
    expect(parseFhirDecimal(lexeme)).toBeNull(),
  );

  it('moves the point as the exponent says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const plain = parseDecimal(`${digits}${'0'.repeat(places)}`);
        const moved = parseFhirDecimal(`${digits}e${places}`);
        expect(plain !== null && moved !== null && equalDecimal(plain, moved)).toBe(true);
      }),
    );
  });
});
