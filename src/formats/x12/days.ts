import { daysBetween } from '@/domain/business-days';

const DAY = /^(\d{4})(\d{2})(\d{2})$/;
const SHORT_DAY = /^\d{6}$/;

/** CCYYMMDD, or YYMMDD of an ISA, as YYYY-MM-DD; `null` when it is no day of the calendar. */
export function dayOf(text: string): string | null {
  const match = DAY.exec(SHORT_DAY.test(text) ? `20${text}` : text);
  if (match === null) return null;
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  // The 31st of a short month is taken for the first of the next one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : null;
}

/** Days two days lie apart, whichever comes first. */
export const daysApart = (a: string, b: string): number => Math.abs(daysBetween(a, b));
