/** Plain dates as `YYYY-MM-DD` text; the time zone of the machine never enters. */
const DAY_MS = 86_400_000;

const toTime = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export function addDays(date: string, days: number): string {
  return new Date(toTime(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-20` as X12 writes it: `20261120`. */
export const compact = (date: string): string => date.replaceAll('-', '');

/**
 * The date `daysBack` before `today`, moved to the Friday before when it falls on a weekend, but never out of the month
 * of `today`: a payment dated into a closed month is an accident and must not happen by chance.
 */
export function paymentDay(today: string, daysBack: number): string {
  const month = today.slice(0, 7);
  const wanted = weekday(addDays(today, -daysBack));
  if (wanted.startsWith(month)) return wanted;
  return `${month}-01`;
}

/** A business day in the month before that of `today`. */
export function lastMonthDay(today: string, daysBeforeItsEnd: number): string {
  const lastDay = addDays(`${today.slice(0, 7)}-01`, -1);
  return weekday(addDays(lastDay, -daysBeforeItsEnd));
}

function weekday(date: string): string {
  const day = new Date(toTime(date)).getUTCDay();
  if (day === 0) return addDays(date, -2);
  if (day === 6) return addDays(date, -1);
  return date;
}
