// Goal: masking never gives an identifier away, and equal identifiers compare equal. Method: examples and a property.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptOf, maskIdentifier, normalise } from './identifiers';

it('keeps prefix letters and the last four', () => {
  expect(maskIdentifier('LKG2026104418')).toBe('LKG····4418');
  expect(maskIdentifier('')).toBe('····');
});

it('never shows more than half of what follows the prefix', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const { head, tail } = keptOf(value);
      expect(tail * 2).toBeLessThanOrEqual(Math.max(0, value.length - head));
    }),
  );
});

it('compares letters and digits only', () => {
  expect(normalise('lkg-26/104 418')).toBe('LKG26104418');
});
