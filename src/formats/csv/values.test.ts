// Goal: a field is of its declared type exactly or not at all.
// Method: examples on both sides of each rule.
import { describe, expect, it } from 'vitest';
import type { CsvColumn } from './model';
import { readValue } from './values';

const column = (type: CsvColumn['type'], dateOrder?: CsvColumn['dateOrder']): CsvColumn => ({
  name: 'x',
  header: 'X',
  type,
  isRequired: false,
  ...(dateOrder === undefined ? {} : { dateOrder }),
});

describe('readValue', () => {
  it.each([
    [' a ', column('text'), ' a '],
    [' +12 ', column('integer'), 12n],
    ['-7', column('integer'), -7n],
    ['-0.07', column('amount'), { unscaled: -7n, scale: 2 }],
    ['2026-01-07', column('date'), '2026-01-07'],
    ['20240229', column('date', 'YYYYMMDD'), '2024-02-29'],
    ['1/8/2026', column('date', 'MM/DD/YYYY'), '2026-01-08'],
    ['31.12.2026', column('date', 'DD.MM.YYYY'), '2026-12-31'],
  ])('reads %j', (text, declared, expected) => expect(readValue(text, declared)).toEqual(expected));

  it.each([
    ['1.0', column('integer')],
    ['9'.repeat(19), column('integer')],
    ['1,000.00', column('amount')],
    ['1e3', column('amount')],
    ['20250229', column('date', 'YYYYMMDD')],
    ['13/01/2026', column('date', 'MM/DD/YYYY')],
    ['2026-01-07', column('date', 'DD.MM.YYYY')],
  ])('refuses %j', (text, declared) => expect(readValue(text, declared)).toBeUndefined());
});
