// Goal: an amount is found as people write it, and an id is never taken for one. Method: examples.
import { describe, expect, it } from 'vitest';
import { amountOf } from './search';

describe('amountOf', () => {
  it.each([
    ['$1,234.50', 123_450n],
    ['1234.5', 123_450n],
    ['−$12.00', -1_200n],
    ['-12', -1_200n],
    ['70024', 7_002_400n],
  ])('reads %s', (text, minor) => expect(amountOf(text)).toBe(minor));

  it.each([['EFT70024'], [''], ['12.345'], ['1e5'], ['$'], ['9'.repeat(30)]])('leaves %s alone', (text) =>
    expect(amountOf(text)).toBeNull(),
  );
});
