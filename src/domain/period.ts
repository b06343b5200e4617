import { type Failure, failure } from './failure';

export type PeriodStatus = 'open' | 'soft-closed' | 'closed' | 'future';

/** One standard fiscal period of one legal entity, as the ERP last said. Dates are YYYY-MM-DD, both ends included. */
export type FiscalPeriod = {
  readonly period: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: PeriodStatus;
};

export type PeriodQuestion = {
  readonly entity: string;
  /** BPR16: when the money moves. */
  readonly paymentDate: string;
  readonly today: string;
  readonly calendar: readonly FiscalPeriod[];
  /** For a reversal: the posting date of what it reverses. */
  readonly originalDate?: string | null;
};

export type PeriodAnswer =
  | {
      readonly ok: true;
      readonly period: string;
      readonly postingDate: string;
      /** The period it belongs to by its date, when that one no longer takes postings. */
      readonly priorPeriod: string | null;
      /** The period of what a reversal reverses: a link, never the place where it is posted. */
      readonly originalPeriod: string | null;
    }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The period and date to post to. An open period takes its own dates. A closed or soft-closed one sends the event to
 * the current open period, flagged with the period it came from. A reversal is dated by the remit that carries it and
 * never before its original. A period that has not begun waits: its failure is cured by the ERP opening it.
 */
export function choosePeriod(question: PeriodQuestion): PeriodAnswer {
  const { entity, paymentDate, today, calendar } = question;
  const originalDate = question.originalDate ?? null;
  const date = originalDate !== null && originalDate > paymentDate ? originalDate : paymentDate;
  const own = periodOf(date, calendar);
  if (!own) return { ok: false, failure: failure('PERIOD_UNKNOWN', 'period', date.slice(0, 7), { entity }) };
  const originalPeriod = originalDate === null ? null : (periodOf(originalDate, calendar)?.period ?? null);
  if (own.status === 'open') {
    return { ok: true, period: own.period, postingDate: date, priorPeriod: null, originalPeriod };
  }
  const current = own.status === 'future' ? null : currentOpen(own, today, calendar);
  if (!current) {
    return { ok: false, failure: failure('PERIOD_CLOSED', 'period', own.period, { entity, period: own.period }) };
  }
  const postingDate = today < current.endsOn ? today : current.endsOn;
  return { ok: true, period: current.period, postingDate, priorPeriod: own.period, originalPeriod };
}

const periodOf = (date: string, calendar: readonly FiscalPeriod[]): FiscalPeriod | undefined =>
  calendar.find((period) => period.startsOn <= date && date <= period.endsOn);

/** The latest open period that has begun and lies after the closed one; today's own period when that is open. */
function currentOpen(closed: FiscalPeriod, today: string, calendar: readonly FiscalPeriod[]): FiscalPeriod | null {
  let latest: FiscalPeriod | null = null;
  for (const period of calendar) {
    if (period.status !== 'open' || period.startsOn > today || period.startsOn <= closed.endsOn) continue;
    if (latest === null || period.startsOn > latest.startsOn) latest = period;
  }
  return latest;
}
