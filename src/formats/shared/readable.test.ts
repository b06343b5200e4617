// Goal: amounts in messages are read at a glance, and nothing else is touched. Method: texts with and without amounts.
import { expect, it } from 'vitest';
import { withSeparators } from './readable';

it.each([
  ['BPR02 is 1234567.50, not -1000.00.', 'BPR02 is 1,234,567.50, not -1,000.00.'],
  ['It says 999.99 and 1,234.00.', 'It says 999.99 and 1,234.00.'],
  [
    'SE01 states 12345 segments, version 005010X221A1, 2026.01.07.',
    'SE01 states 12345 segments, version 005010X221A1, 2026.01.07.',
  ],
])('%s', (text, expected) => expect(withSeparators(text)).toBe(expected));
