/**
 * Goal: a header that says no money comes, or other money, is never read as money that came. Method: one remittance whose
 * header is changed in one way at a time, and what is said of it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read835 } from '../../../test/fixtures/x12/read-835';
import { type SmallRemit, smallRemit } from '../../../test/fixtures/x12/small-835';
import { dayOf } from './days';

const PAID = { amount: '80', body: ['CLP*A1*1*80*80**12*ICN1*11*1'] };
const NOTHING = { amount: '0', body: ['CLP*A1*1*80*0**12*ICN1*11*1', 'CAS*PR*1*80'] };
const found = (facts: SmallRemit): string[] =>
  read835(smallRemit(facts)).findings.map(
    ({ code, severity, path }) => `${severity} ${code} ${path?.split('/').at(-1)}`,
  );

describe('the header of a payment', () => {
  it('has nothing to say about an ordinary one, nor about US dollars, nor about one that pays nothing', () => {
    expect(found(PAID)).toEqual([]);
    expect(found({ ...PAID, currency: 'CUR*PR*USD' })).toEqual([]);
    expect(found({ ...NOTHING, handling: 'H', method: 'NON' })).toEqual([]);
    expect(found({ ...NOTHING, creditDebit: 'D' })).toEqual([]);
  });

  it.each([
    [{ creditDebit: 'D' }, 'error X835_DEBIT BPR03'],
    [{ creditDebit: 'X' }, 'error X835_CREDIT_DEBIT_UNKNOWN BPR03'],
    [{ method: 'NON' }, 'error X835_NON_WITH_AMOUNT BPR04'],
    [{ handling: 'H' }, 'error X835_NOTIFICATION_WITH_AMOUNT BPR01'],
    [{ handling: 'P' }, 'warning X835_PRENOTE_WITH_AMOUNT BPR01'],
    [{ currency: 'CUR*PR*CAD' }, 'error X835_CURRENCY CUR02'],
    [{ date: '' }, 'warning X835_PAYMENT_DATE_MISSING BPR16'],
    [{ date: '20261345' }, 'warning X835_PAYMENT_DATE_INVALID BPR16'],
    [{ date: '19260107' }, 'warning X835_PAYMENT_DATE_FAR BPR16'],
    [{ date: '20290107' }, 'warning X835_PAYMENT_DATE_FAR BPR16'],
  ])('%j is %s', (change, expected) => {
    expect(found({ ...PAID, ...change })).toEqual([expected]);
  });

  it('takes a date for far only when no other date of the file is near it', () => {
    expect(found({ ...PAID, date: '20240103', production: '20240102' })).toEqual([]);
    expect(found({ ...PAID, date: '20260401' })).toEqual([]);
  });
});

it('knows every day of the calendar and no other', () => {
  expect(['20240229', '20230229', '20261345', '260105', '2026', ''].map(dayOf)).toEqual([
    '2024-02-29',
    null,
    null,
    '2026-01-05',
    null,
    null,
  ]);
  const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (day) => {
      const text = day.toISOString().slice(0, 10);
      expect(dayOf(text.replaceAll('-', ''))).toBe(text);
    }),
  );
});
