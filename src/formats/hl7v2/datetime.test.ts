// Goal: a DTM is read with its own precision and impossible ones are refused. Method: examples on both sides of each
// rule.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHl7Time, parseHl7Time } from './datetime';

describe('parseHl7Time', () => {
  it.each([
    ['2026', { date: '2026' }],
    ['202611', { date: '2026-11' }],
    ['20261120', { date: '2026-11-20' }],
    ['2026112009', { date: '2026-11-20', time: '09:00:00' }],
    ['202611200930', { date: '2026-11-20', time: '09:30:00' }],
    ['20261120093015.0250-0500', { date: '2026-11-20', time: '09:30:15.0250', offset: '-05:00' }],
    ['20240229', { date: '2024-02-29' }],
    ['20000229', { date: '2000-02-29' }],
  ])('reads %s', (text, expected) => expect(parseHl7Time(text)).toEqual(expected));

  it.each([
    '',
    '26',
    '20261',
    '20261301',
    '20260230',
    '20250229',
    '19000229',
    '2026112024',
    '202611200960',
    '2026-11-20',
    '20261120-5',
    'x',
  ])('refuses %j', (text) => expect(parseHl7Time(text)).toBeNull());
});

it('isHl7Time agrees with the whole reading', () => {
  const two = fc.constantFrom('00', '01', '02', '11', '12', '13', '20', '23', '24', '28', '29', '31', '59', '60', '9x');
  const parts = fc.array(two, { minLength: 2, maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(parts, fc.constantFrom('', ' ', '.5', '-0500', '1'), (digits, rest) => {
      expect(isHl7Time(digits + rest)).toBe(parseHl7Time(digits + rest) !== null);
    }),
    { numRuns: 2_000 },
  );
});
