// Goal: clocks count the days on which banks move money. Method: dates of 2026 and 2027 with their weekdays known.
import { describe, expect, it } from 'vitest';
import { addBusinessDays, daysBetween, isBusinessDay } from './business-days';

describe('business days', () => {
  it.each([
    ['2026-11-26', false, 'Thanksgiving, the fourth Thursday'],
    ['2026-11-27', true, 'the Friday after it'],
    ['2026-05-25', false, 'Memorial Day, the last Monday'],
    ['2026-07-03', true, 'the Friday before a holiday on Saturday is no holiday of the banks'],
    ['2027-07-05', false, 'the Monday after a holiday on Sunday is one'],
    ['2026-11-28', false, 'a Saturday'],
    ['2026-12-25', false, 'Christmas'],
  ])('%s is a business day: %s (%s)', (date, is) => {
    expect(isBusinessDay(date)).toBe(is);
  });

  it('counts over weekends and holidays in both directions', () => {
    expect(addBusinessDays('2026-11-25', 3)).toBe('2026-12-01');
    expect(addBusinessDays('2026-12-01', -3)).toBe('2026-11-25');
    expect(addBusinessDays('2026-11-28', 0)).toBe('2026-11-28');
    expect(daysBetween('2026-11-25', '2026-12-01')).toBe(6);
  });

  it('refuses a clock that no rule can mean', () => {
    expect(() => addBusinessDays('2026-11-25', 100_000)).toThrow(RangeError);
  });
});
