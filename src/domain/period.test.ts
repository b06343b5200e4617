// Goal: every event gets a period that takes postings, is flagged when it is not its own, and is never back-dated.
// Method: a small calendar with one period of each status.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePeriod, type FiscalPeriod, type PeriodStatus } from './period';

const month = (number: string, days: string, status: PeriodStatus): FiscalPeriod => ({
  period: `2026-${number}`,
  startsOn: `2026-${number}-01`,
  endsOn: `2026-${number}-${days}`,
  status,
});
const calendar = [
  month('07', '31', 'closed'),
  month('08', '31', 'open'),
  month('09', '30', 'soft-closed'),
  month('10', '31', 'open'),
  month('11', '30', 'future'),
];
const ask = (paymentDate: string, today: string, over: { originalDate?: string; calendar?: FiscalPeriod[] } = {}) =>
  choosePeriod({ entity: '300', paymentDate, today, calendar, ...over });
const posted = (period: string, postingDate: string, priorPeriod: string | null = null) => ({
  ok: true,
  period,
  postingDate,
  priorPeriod,
  originalPeriod: null,
});

describe('choosePeriod', () => {
  it('takes the payment date when its period is open, first and last day included', () => {
    expect(ask('2026-10-01', '2026-10-05')).toEqual(posted('2026-10', '2026-10-01'));
    expect(ask('2026-10-31', '2026-10-05')).toEqual(posted('2026-10', '2026-10-31'));
    expect(ask('2026-08-31', '2026-10-05')).toEqual(posted('2026-08', '2026-08-31'));
  });

  it.each(['2026-07-15', '2026-09-15'])('moves %s from its closed period to the current open one', (date) => {
    expect(ask(date, '2026-10-05')).toEqual(posted('2026-10', '2026-10-05', date.slice(0, 7)));
  });

  it('uses the last day of the latest open period when today’s own is not open yet', () => {
    expect(ask('2026-09-15', '2026-11-02')).toEqual(posted('2026-10', '2026-10-31', '2026-09'));
  });

  it('does not go back in time to find an open period', () => {
    const onlyEarlier = [month('08', '31', 'open'), month('09', '30', 'closed')];
    expect(ask('2026-09-15', '2026-09-20', { calendar: onlyEarlier })).toEqual({
      ok: false,
      failure: {
        code: 'PERIOD_CLOSED',
        field: 'period',
        value: '2026-09',
        params: { entity: '300', period: '2026-09' },
      },
    });
  });

  it('does not post into a period that has not begun', () => {
    expect(ask('2026-11-02', '2026-10-30')).toMatchObject({ ok: false, failure: { code: 'PERIOD_CLOSED' } });
    const skipped = [month('10', '31', 'future'), month('11', '30', 'open')];
    expect(ask('2026-10-30', '2026-11-05', { calendar: skipped })).toMatchObject({ ok: false });
    const early = [month('09', '30', 'closed'), month('10', '31', 'open')];
    expect(ask('2026-09-30', '2026-09-30', { calendar: early })).toMatchObject({ ok: false });
  });

  it.each(['2027-01-01', ''])('stops when the calendar does not know the date %j', (date) => {
    expect(ask(date, '2026-10-05')).toMatchObject({ ok: false, failure: { code: 'PERIOD_UNKNOWN' } });
  });

  it('never dates a reversal before its original', () => {
    expect(ask('2026-08-10', '2026-10-05', { originalDate: '2026-10-02' })).toEqual({
      ok: true,
      period: '2026-10',
      postingDate: '2026-10-02',
      priorPeriod: null,
      originalPeriod: '2026-10',
    });
    expect(ask('2026-10-04', '2026-10-05', { originalDate: '2025-01-01' })).toMatchObject({ originalPeriod: null });
  });

  it('only ever answers with an open period that holds the date, never before the payment', () => {
    const statuses = fc.array(fc.constantFrom<PeriodStatus>('open', 'closed', 'soft-closed'), {
      minLength: 5,
      maxLength: 5,
    });
    const date = fc.tuple(fc.integer({ min: 7, max: 11 }), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(statuses, date, date, (list, paid, now) => {
        const [paymentDate, today] = [paid, now].map(
          ([m, d]) => `2026-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`,
        );
        if (!paymentDate || !today) return;
        const random = calendar.map((period, at) => ({ ...period, status: list[at] ?? 'closed' }));
        const answer = ask(paymentDate, today, { calendar: random });
        if (!answer.ok) return;
        const chosen = random.find((period) => period.period === answer.period);
        expect(chosen?.status).toBe('open');
        expect(answer.postingDate >= paymentDate || answer.priorPeriod !== null).toBe(true);
        expect((chosen?.startsOn ?? '') <= answer.postingDate && answer.postingDate <= (chosen?.endsOn ?? '')).toBe(
          true,
        );
        expect(answer.period >= paymentDate.slice(0, 7)).toBe(true);
      }),
    );
  });
});
