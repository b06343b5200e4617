import { parseDecimal } from '@/domain/money';
import type { CsvColumn, CsvValue, DateOrder } from './model';

const DATES: Readonly<Record<DateOrder, readonly [RegExp, year: number, month: number, day: number]>> = {
  'YYYY-MM-DD': [/^(\d{4})-(\d{2})-(\d{2})$/, 1, 2, 3],
  YYYYMMDD: [/^(\d{4})(\d{2})(\d{2})$/, 1, 2, 3],
  'MM/DD/YYYY': [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, 3, 1, 2],
  'DD.MM.YYYY': [/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, 3, 2, 1],
};

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** A date text in its declared order as YYYY-MM-DD; `null` when it is no day of the calendar. */
function dateOf(text: string, order: DateOrder): string | null {
  const [pattern, y, m, d] = DATES[order];
  const match = pattern.exec(text);
  if (match === null) return null;
  const year = match[y] ?? '';
  const month = (match[m] ?? '').padStart(2, '0');
  const day = (match[d] ?? '').padStart(2, '0');
  const inYear = Number.parseInt(year, 10);
  const inMonth = Number.parseInt(month, 10);
  const isLeap = (inYear % 4 === 0 && inYear % 100 !== 0) || inYear % 400 === 0;
  const days = inMonth === 2 && isLeap ? 29 : (DAYS[inMonth - 1] ?? 0);
  const inDay = Number.parseInt(day, 10);
  return inDay >= 1 && inDay <= days ? `${year}-${month}-${day}` : null;
}

/** Reads one non-empty field by its declared type; `undefined` when it is not of that type. */
export function readValue(text: string, column: CsvColumn): CsvValue | undefined {
  const trimmed = text.trim();
  switch (column.type) {
    case 'text':
      return text;
    case 'amount':
      return parseDecimal(trimmed) ?? undefined;
    case 'integer':
      return /^[+-]?\d{1,18}$/.test(trimmed) ? BigInt(trimmed.replace('+', '')) : undefined;
    case 'date':
      return dateOf(trimmed, column.dateOrder ?? 'YYYY-MM-DD') ?? undefined;
  }
}
