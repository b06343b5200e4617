// Goal: no amount is ever shown with a wrong cent, sign or group. Method: examples of look's copy rules, and a property that
// the text read back by characters is the amount again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatAsset,
  formatBytes,
  formatChange,
  formatItems,
  formatMoney,
  formatPeriod,
  percentOf,
} from './format';

const readBack = (text: string): bigint => {
  const digits = BigInt(text.replace(/[^0-9]/g, ''));
  return text.startsWith('−') ? -digits : digits;
};

describe('formatAsset', () => {
  it.each([
    [-123_450n, 'USD/2', '−$1,234.50'],
    [1_234n, 'EA/0', '1,234 EA'],
    [-150n, 'HR/2', '−1.50 HR'],
    [5n, null, '$0.05'],
  ])('writes %s of %s as %s', (minor, asset, text) => expect(formatAsset(minor, asset)).toBe(text));
});

describe('formatMoney', () => {
  it.each([
    [0n, '$0.00'],
    [5n, '$0.05'],
    [-100n, '−$1.00'],
    [-5n, '−$0.05'],
    [123_450n, '$1,234.50'],
    [8_639_712_284n, '$86,397,122.84'],
  ])('writes %s as %s', (minor, text) => expect(formatMoney(minor)).toBe(text));

  it('loses nothing, however large', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (minor) => {
        expect(readBack(formatMoney(minor))).toBe(minor);
      }),
    );
  });

  it('puts a plus before a gain only', () => {
    expect([formatChange(25_155n), formatChange(-1n), formatChange(0n)]).toEqual(['+$251.55', '−$0.01', '$0.00']);
  });
});

describe('the rest of the words', () => {
  it('says one item and two items', () => {
    expect([formatItems(1), formatItems(1204, 'claim'), formatItems(0)]).toEqual(['1 item', '1,204 claims', '0 items']);
  });

  it.each([
    [34_000, '34 s'],
    [4 * 60_000, '4 m'],
    [(2 * 60 + 18) * 60_000, '2 h 18 m'],
    [22 * 3_600_000, '22 h'],
    [(12 * 24 + 5) * 3_600_000, '12 d 5 h'],
    [-5, '0 s'],
  ])('says an age of %s ms as %s', (ms, text) => expect(formatAge(ms)).toBe(text));

  it('says sizes in the unit a person would', () => {
    expect([formatBytes(842n), formatBytes(1_234_567n), formatBytes(2_147_483_648n)]).toEqual([
      '842 B',
      '1.2 MB',
      '2.1 GB',
    ]);
  });

  it('does not move a period by a time zone', () => expect(formatPeriod('2026-10')).toBe('Oct 2026'));
});

describe('percentOf', () => {
  it('gives a place that is net negative, or of nothing, no width', () => {
    expect([percentOf(-5n, 100n), percentOf(5n, 0n), percentOf(1n, 3n)]).toEqual([0, 0, 33.333]);
  });
});
