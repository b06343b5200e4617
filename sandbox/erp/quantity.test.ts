// Goal: a quantity is read and written without losing a thousandth. Method: there and back for any of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuantity, parseQuantity } from './quantity';

describe('quantities', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), (thousandths) => {
        expect(parseQuantity(formatQuantity(thousandths))).toBe(thousandths);
      }),
    );
  });

  it('are written as short as they can be, and not read when they are no number', () => {
    expect(['2', '2.50', '-0.125', '0.000'].map((text) => formatQuantity(parseQuantity(text) ?? 1n))).toEqual([
      '2',
      '2.5',
      '-0.125',
      '0',
    ]);
    for (const text of ['', '.5', '1.', '1.2345', '1e3', ' 1', '+1', '1,5']) expect(parseQuantity(text)).toBeNull();
  });
});
