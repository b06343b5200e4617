/**
 * Days on which banks of the Federal Reserve System move money. Clocks of payments count these: an EFT that is due three
 * business days after a Friday is not late on Monday. Dates are YYYY-MM-DD text; no time zone enters.
 */

/** A holiday of every year: on a day of a month, or on the nth weekday of a month (0 is Sunday; `nth` -1 is the last). */
export type HolidayRule =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly weekday: number; readonly nth: number };

/** Holidays of the Federal Reserve Banks. One on a Sunday is kept on Monday; one on a Saturday is not moved. */
export const BANK_HOLIDAYS: readonly HolidayRule[] = [
  { month: 1, day: 1 },
  { month: 1, weekday: 1, nth: 3 },
  { month: 2, weekday: 1, nth: 3 },
  { month: 5, weekday: 1, nth: -1 },
  { month: 6, day: 19 },
  { month: 7, day: 4 },
  { month: 9, weekday: 1, nth: 1 },
  { month: 10, weekday: 1, nth: 2 },
  { month: 11, day: 11 },
  { month: 11, weekday: 4, nth: 4 },
  { month: 12, day: 25 },
];

const DAY_MS = 86_400_000;
const SUNDAY = 0;
const SATURDAY = 6;
/** Longest clock that is counted; a larger one would be a mistake in data. */
const DAYS_MAX = 400;

const timeOf = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const addDays = (date: string, days: number): string => dateOf(timeOf(date) + days * DAY_MS);

/** Days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((timeOf(to) - timeOf(from)) / DAY_MS);

function isHoliday(date: string, rules: readonly HolidayRule[]): boolean {
  const time = new Date(timeOf(date));
  const [month, day, weekday] = [time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCDay()];
  const daysInMonth = new Date(Date.UTC(time.getUTCFullYear(), month, 0)).getUTCDate();
  return rules.some((rule) => {
    if (rule.month !== month) return false;
    if ('day' in rule) return rule.day === day || (weekday === 1 && rule.day === day - 1);
    if (rule.weekday !== weekday) return false;
    return rule.nth < 0 ? day + 7 > daysInMonth : Math.ceil(day / 7) === rule.nth;
  });
}

export function isBusinessDay(date: string, holidays: readonly HolidayRule[] = BANK_HOLIDAYS): boolean {
  const weekday = new Date(timeOf(date)).getUTCDay();
  return weekday !== SUNDAY && weekday !== SATURDAY && !isHoliday(date, holidays);
}

/** The date that many business days after (or, when negative, before) a date; a date that is none counts from where it is. */
export function addBusinessDays(date: string, days: number, holidays: readonly HolidayRule[] = BANK_HOLIDAYS): string {
  if (Math.abs(days) > DAYS_MAX) throw new RangeError(`${days} business days are more than any clock runs`);
  const step = days < 0 ? -1 : 1;
  let at = date;
  for (let left = Math.abs(days); left > 0; ) {
    at = addDays(at, step);
    if (isBusinessDay(at, holidays)) left -= 1;
  }
  return at;
}
