// Goal: amounts are exact both ways and nothing else passes. Method: round trip property and hand-picked texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents, parseCents } from './cents';

describe('cents', () => {
  it('come back from their own text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), (cents) => {
        expect(parseCents(formatCents(cents))).toBe(cents);
      }),
    );
    expect([0n, 5n, -725n, 33725n].map(formatCents)).toEqual(['0.00', '0.05', '-7.25', '337.25']);
  });

  it.each(['', '1', '1.0', '1.000', '.50', '1,00', '1e2', ' 1.00', '+1.00', '٣.00'])('refuse %j', (text) => {
    expect(parseCents(text)).toBe('precision');
  });

  it('know a negative amount, and that minus nought is none', () => {
    expect(parseCents('-0.01')).toBe('negative');
    expect(parseCents('-0.00')).toBe(0n);
  });
});
