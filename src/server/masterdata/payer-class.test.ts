// Goal: the guessed class follows CLP06 and is the same whatever order the claims come in. Method: examples and
// shuffles.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessPayerClass } from './payer-class';

describe('guessPayerClass', () => {
  it.each([
    ['MA', 'Medicare'],
    ['mb ', 'Medicare'],
    ['MC', 'Medicaid'],
    ['BL', 'Blue'],
    ['12', 'Commercial'],
  ])('%s is %s', (indicator, expected) => {
    expect(guessPayerClass([{ indicator, count: 1 }])).toBe(expected);
  });

  it('says so when no claim carries an indicator', () => {
    expect(guessPayerClass([])).toBe('Unclassified');
    expect(guessPayerClass([{ indicator: '', count: 9 }])).toBe('Unclassified');
  });

  it('adds up indicators of one class before comparing', () => {
    const counts = [
      { indicator: 'MA', count: 2 },
      { indicator: 'MB', count: 2 },
      { indicator: 'BL', count: 3 },
    ];
    expect(guessPayerClass(counts)).toBe('Medicare');
  });

  it('does not depend on order', () => {
    const count = fc.record({ indicator: fc.constantFrom('MA', 'MB', 'MC', 'BL', '12', ''), count: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(count, { maxLength: 8 }), (counts) => {
        expect(guessPayerClass([...counts].reverse())).toBe(guessPayerClass(counts));
      }),
    );
  });
});
