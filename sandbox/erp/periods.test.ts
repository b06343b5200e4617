// Goal: the calendar stands as the day asks. Method: look at the months around a day, and at the ends of the calendar.
import { describe, expect, it } from 'vitest';
import { calendarOf } from './periods';

const statusOf = (company: string, today: string, period: string) =>
  calendarOf(company, today).find((each) => each.period === period)?.status;

describe('calendarOf', () => {
  it('closes what is older than last month, opens last and current, leaves the rest to come', () => {
    const months = ['2026-09', '2026-10', '2026-11', '2026-12'];
    expect(months.map((month) => statusOf('100', '2026-11-20', month))).toEqual(['closed', 'open', 'open', 'future']);
    expect(months.map((month) => statusOf('300', '2026-11-20', month))).toEqual(['closed', 'closed', 'open', 'future']);
  });

  it('counts over a year end', () => {
    const months = ['2025-11', '2025-12', '2026-01', '2026-02'];
    expect(months.map((month) => statusOf('200', '2026-01-02', month))).toEqual(['closed', 'open', 'open', 'future']);
  });

  it('runs from January 2024 to December 2027 without a gap, leap day included', () => {
    const calendar = calendarOf('100', '2026-11-20');
    expect([calendar.length, calendar[0]?.startsOn, calendar.at(-1)?.endsOn]).toEqual([48, '2024-01-01', '2027-12-31']);
    expect(calendar.find((each) => each.period === '2024-02')?.endsOn).toBe('2024-02-29');
    for (const [index, each] of calendar.entries()) {
      const next = calendar[index + 1];
      if (next) expect(Date.parse(next.startsOn) - Date.parse(each.endsOn)).toBe(86_400_000);
    }
  });
});
