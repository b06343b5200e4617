// Goal: masking keeps enough to compare and never the whole value. Method: examples and one property.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskIdentifier } from './exceptions-mask';

describe('maskIdentifier', () => {
  it.each([
    ['LKG202610094418', 'LKG····4418'],
    ['26300988120', '····8120'],
    ['ABC123', 'ABC····3'],
    ['X', 'X····'],
  ])('%s becomes %s', (value, masked) => {
    expect(maskIdentifier(value)).toBe(masked);
  });
  it('hides at least four characters of anything long enough to be an account', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{8,20}$/), (value) => {
        expect(maskIdentifier(value).replace('····', '').length).toBeLessThanOrEqual(value.length - 2);
      }),
    );
  });
});
