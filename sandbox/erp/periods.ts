export type PeriodStatus = 'open' | 'soft-closed' | 'closed' | 'future';
export type Period = {
  readonly company: string;
  readonly period: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: PeriodStatus;
};

const FIRST_YEAR = 2024;
const LAST_YEAR = 2027;

/** The company whose last month closes early, so that a closed period is always at hand to run into. */
const EARLY_CLOSER = '300';

/**
 * The calendar of one company as it stands on `today` (YYYY-MM-DD): months before the last one closed, the last one
 * open (closed for the early closer), the current one open, later ones future.
 */
export function calendarOf(company: string, today: string): Period[] {
  const current = monthNumber(today.slice(0, 7));
  const periods: Period[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const period = `${year}-${String(month).padStart(2, '0')}`;
      const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
      periods.push({
        company,
        period,
        startsOn: `${period}-01`,
        endsOn: `${period}-${String(lastDay).padStart(2, '0')}`,
        status: statusAt(company, monthNumber(period) - current),
      });
    }
  }
  return periods;
}

function statusAt(company: string, monthsFromNow: number): PeriodStatus {
  if (monthsFromNow > 0) return 'future';
  if (monthsFromNow === 0) return 'open';
  if (monthsFromNow === -1 && company !== EARLY_CLOSER) return 'open';
  return 'closed';
}

function monthNumber(period: string): number {
  const [year, month] = period.split('-');
  return Number.parseInt(year ?? '', 10) * 12 + Number.parseInt(month ?? '', 10);
}
