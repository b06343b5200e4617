/** Date and time values (HL7 v2 §2A.3.22 DTM, and TS before v2.6): `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`. */

/**
 * `date` has the precision of the file: `2026`, `2026-11` or `2026-11-20`. `offset` is `+hh:mm`, absent when not
 * stated.
 */
type Hl7Time = { readonly date: string; readonly time?: string; readonly offset?: string };

const DTM = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?)?)?)?)?([+-])?(\d{4})?$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Calendar parts of a DTM, or `null` when it is not one. No time zone is assumed where none is stated. */
export function parseHl7Time(text: string): Hl7Time | null {
  const match = DTM.exec(text.trim());
  if (!match) return null;
  const [, year = '', month, day, hour, minute, second, fraction, sign, zone] = match;
  if ((sign === undefined) !== (zone === undefined)) return null;
  if (!isCalendar(year, month, day) || !isClock(hour, minute, second)) return null;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  const clock = hour === undefined ? undefined : `${hour}:${minute ?? '00'}:${second ?? '00'}`;
  return {
    date,
    ...(clock === undefined ? {} : { time: fraction === undefined ? clock : `${clock}.${fraction}` }),
    ...(zone === undefined ? {} : { offset: `${sign}${zone.slice(0, 2)}:${zone.slice(2)}` }),
  };
}

function isCalendar(year: string, month: string | undefined, day: string | undefined): boolean {
  if (month === undefined) return true;
  const last = DAYS[Number.parseInt(month, 10) - 1];
  if (last === undefined) return false;
  if (day === undefined) return true;
  const number = Number.parseInt(day, 10);
  const years = Number.parseInt(year, 10);
  const leap = (years % 4 === 0 && years % 100 !== 0) || years % 400 === 0;
  return number >= 1 && number <= (month === '02' && !leap ? 28 : last);
}

function isClock(hour: string | undefined, minute: string | undefined, second: string | undefined): boolean {
  return (hour ?? '00') <= '23' && (minute ?? '00') <= '59' && (second ?? '00') <= '59';
}

/** Whether a text is a DTM. Full dates with or without a time, which nearly all are, are judged without a pattern. */
export const isHl7Time = (text: string): boolean => isPlainTime(text) || parseHl7Time(text) !== null;

/** `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`; `false` for all else, right or wrong. */
function isPlainTime(text: string): boolean {
  const size = text.length;
  if (size !== 8 && size !== 12 && size !== 14) return false;
  for (let at = 0; at < size; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  const day = twoAt(text, 6);
  // The last days of a month depend on it and the year; they are left to the whole reading.
  if (day < 1 || day > 28 || twoAt(text, 4) < 1 || twoAt(text, 4) > 12) return false;
  return size === 8 || (twoAt(text, 8) <= 23 && twoAt(text, 10) <= 59 && (size === 12 || twoAt(text, 12) <= 59));
}

const twoAt = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 0x30 * 11;
