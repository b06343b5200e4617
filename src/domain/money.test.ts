// Goal: amounts are exact from text to text. Method: examples for every refusal, properties for round trips and sums.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absMinor,
  addDecimal,
  equalDecimal,
  formatDecimal,
  formatMinor,
  parseDecimal,
  parseMinor,
  subtractDecimal,
  sumMinor,
  toMinor,
  ZERO,
} from './money';

const decimal = fc.record({
  unscaled: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
  scale: fc.integer({ min: 0, max: 3 }),
});

describe('parseDecimal', () => {
  it.each([
    ['0', 0n, 0],
    ['-.5', -5n, 1],
    ['+12.', 12n, 0],
    ['007.25', 725n, 2],
    ['-0.00', 0n, 2],
    ['999999999999999999', 999999999999999999n, 0],
  ])('reads %s', (text, unscaled, scale) => {
    expect(parseDecimal(text)).toEqual({ unscaled, scale });
  });

  it.each(['', '.', '-', '+.', '1,000', '1e3', '1E-2', ' 1', '1 ', '0x10', '1.2.3', '--1', 'NaN', '１', '1\n'])(
    'refuses %j',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );

  it('refuses more digits than an amount element can carry', () => {
    expect(parseDecimal('1'.repeat(19))).toBeNull();
    expect(parseDecimal(`${'1'.repeat(17)}.11`)).toBeNull();
  });

  it('reads back what formatDecimal writes', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual(value);
      }),
    );
  });
});

describe('exact sums', () => {
  it('adds and takes away without loss', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(equalDecimal(subtractDecimal(addDecimal(a, b), b), a)).toBe(true);
        expect(equalDecimal(addDecimal(a, b), addDecimal(b, a))).toBe(true);
        expect(equalDecimal(addDecimal(a, ZERO), a)).toBe(true);
      }),
    );
  });

  it('keeps the tenth that a float would lose', () => {
    const tenth = { unscaled: 1n, scale: 1 };
    const sum = addDecimal(addDecimal(tenth, tenth), tenth);
    expect(equalDecimal(sum, { unscaled: 3n, scale: 1 })).toBe(true);
  });
});

describe('minor units', () => {
  it.each([
    ['1234.5', 123450n],
    ['-7.25', -725n],
    ['3', 300n],
    ['1.230', 123n],
    ['0.001', null],
    ['x', null],
  ])('reads %s as %s', (text, minor) => {
    expect(parseMinor(text)).toBe(minor);
  });

  it('refuses what is finer than the currency instead of rounding it', () => {
    expect(toMinor({ unscaled: 1005n, scale: 3 })).toBeNull();
    expect(toMinor({ unscaled: 1000n, scale: 3 })).toBe(100n);
  });

  it('reads back what formatMinor writes', () => {
    const minor = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
    fc.assert(
      fc.property(minor, (value) => {
        expect(parseMinor(formatMinor(value))).toBe(value);
      }),
    );
  });

  it.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [-5n, '-0.05'],
    [-123450n, '-1234.50'],
  ])('writes %s as %s', (minor, text) => {
    expect(formatMinor(minor)).toBe(text);
  });

  it('sums and takes absolute values', () => {
    expect(sumMinor([])).toBe(0n);
    expect(sumMinor([500n, -300n, 250n])).toBe(450n);
    expect([absMinor(-3n), absMinor(0n), absMinor(3n)]).toEqual([3n, 0n, 3n]);
  });
});
