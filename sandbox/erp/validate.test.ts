// Goal: every validation code is given for its fault and nothing else. Method: one fault at a time on a sound journal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents } from '../cents';
import { reference } from '../reference';
import { type JournalBody, journalSchema, LINES_MAX } from './contracts';
import { type Master, periodKey } from './master';
import { calendarOf } from './periods';
import { validateJournal } from './validate';

const byCode = <T extends { code: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.code, row]));
const master: Master = {
  companies: byCode(reference.companies),
  accounts: new Map(
    reference.accounts.map((account) => [account.number, { ...account, active: account.number !== '1149' }]),
  ),
  costCenters: byCode(reference.costCenters),
  facilities: byCode(reference.facilities.map((each) => ({ ...each, active: each.code !== 'PNW' }))),
  payerClasses: new Map(reference.payerClasses.map((each) => [each.code.toLowerCase(), { ...each, active: true }])),
  periods: new Map(
    reference.companies
      .flatMap((company) => calendarOf(company.code, '2026-11-20'))
      .map((period) => [periodKey(period.company, period.period), period]),
  ),
};

type Line = JournalBody['lines'][number];
const debitLine: Line = {
  line: 1,
  account: '1012',
  costCenter: 'CDR-4410',
  facility: 'CDR',
  payerClass: 'commercial',
  affiliate: null,
  debit: '10.00',
  credit: '0.00',
  reference: '',
};
const creditLine: Line = { ...debitLine, line: 2, account: '1132', debit: '0.00', credit: '10.00' };

function journal(change: Partial<JournalBody> = {}, ...lines: readonly Line[]): JournalBody {
  return journalSchema.parse({
    externalId: 'K',
    postingDate: '2026-11-19',
    period: '2026-11',
    currency: 'USD',
    lines: lines.length > 0 ? lines : [debitLine, creditLine],
    ...change,
  });
}

const codesOf = (body: JournalBody, company = '100'): string[] => {
  const verdict = validateJournal(master, company, body);
  return verdict.ok ? [] : verdict.errors.map((error) => `${error.code}/${error.line}/${error.field}`);
};

describe('validateJournal', () => {
  it('accepts a sound journal and folds the case of payer classes', () => {
    const verdict = validateJournal(master, '100', journal());
    expect(verdict).toMatchObject({ ok: true, debit: 1000n, credit: 1000n });
    expect(verdict.ok && verdict.lines[0]?.payerClass).toBe('Commercial');
  });

  it.each<[string, Partial<Line>]>([
    ['UNKNOWN_ACCOUNT/1/account', { account: '9999' }],
    ['INACTIVE_ACCOUNT/1/account', { account: '1149' }],
    ['UNKNOWN_COST_CENTER/1/costCenter', { costCenter: 'ZZQ-4410' }],
    ['UNKNOWN_COST_CENTER/1/costCenter', { costCenter: 'FMG-4410' }],
    ['INACTIVE_COST_CENTER/1/costCenter', { costCenter: 'LKG-4410' }],
    ['UNKNOWN_DIMENSION/1/facility', { facility: 'FMG' }],
    ['INACTIVE_DIMENSION/1/facility', { facility: 'PNW' }],
    ['UNKNOWN_DIMENSION/1/payerClass', { payerClass: 'Martian' }],
    ['UNKNOWN_DIMENSION/1/affiliate', { affiliate: '999' }],
    ['PRECISION/1/debit', { debit: '10' }],
    ['PRECISION/1/debit', { debit: '10.001' }],
    ['PRECISION/1/debit', { debit: '1,000.00' }],
    ['NEGATIVE_AMOUNT/1/debit', { debit: '-10.00' }],
    ['DUPLICATE_LINE/2/line', { line: 2 }],
  ])('%s', (expected, change) => {
    expect(codesOf(journal({}, { ...debitLine, ...change }, creditLine))).toEqual([expected]);
  });

  it('refuses lines with no side and with two', () => {
    const empty: Line = { ...debitLine, line: 3, debit: '0.00' };
    expect(codesOf(journal({}, debitLine, creditLine, empty))).toEqual(['EMPTY_LINE/3/debit']);
    const both: Line = { ...debitLine, line: 3, debit: '1.00', credit: '1.00' };
    expect(codesOf(journal({}, debitLine, creditLine, both))).toEqual(['BOTH_SIDES/3/credit']);
    expect(codesOf({ ...journal(), lines: [] })).toEqual(['EMPTY_LINE/null/lines']);
  });

  it('judges the period of the company and the date inside it', () => {
    const at = (period: string, postingDate: string, company = '100') =>
      codesOf(journal({ period, postingDate, lines: noDimension }), company);
    expect(at('2026-10', '2026-10-31')).toEqual([]);
    expect(at('2026-10', '2026-10-31', '300')).toEqual(['CLOSED_PERIOD/null/period']);
    expect(at('2026-09', '2026-09-30')).toEqual(['CLOSED_PERIOD/null/period']);
    expect(at('2026-12', '2026-12-01')).toEqual(['FUTURE_PERIOD/null/period']);
    expect(at('2031-01', '2031-01-01')).toEqual(['FUTURE_PERIOD/null/period']);
    expect(at('2019-01', '2019-01-01')).toEqual(['CLOSED_PERIOD/null/period']);
    expect(at('2026-11', '2026-10-31')).toEqual(['PERIOD_MISMATCH/null/postingDate']);
  });

  it('refuses another currency and too many lines', () => {
    expect(codesOf(journal({ currency: 'EUR' }))).toEqual(['UNKNOWN_DIMENSION/null/currency']);
    const lines = Array.from({ length: LINES_MAX + 1 }, (_, index) => ({ ...debitLine, line: index + 1 }));
    expect(codesOf(journal({ lines }))).toEqual(['TOO_MANY_LINES/null/lines']);
  });

  it('accepts exactly the journals whose sides are equal', () => {
    const cents = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(
        fc.array(cents, { minLength: 1, maxLength: 20 }),
        fc.bigInt({ min: -2n, max: 2n }),
        (amounts, off) => {
          const total = amounts.reduce((sum, each) => sum + each, 0n) + off;
          fc.pre(total > 0n);
          const lines = amounts.map((each, index) => ({ ...debitLine, line: index + 1, debit: formatCents(each) }));
          const last = { ...creditLine, line: amounts.length + 1, credit: formatCents(total) };
          expect(codesOf(journal({ lines: [...lines, last] }))).toEqual(off === 0n ? [] : ['UNBALANCED/null/lines']);
        },
      ),
    );
  });
});

const noDimension: Line[] = [debitLine, creditLine].map((line) => ({
  ...line,
  costCenter: null,
  facility: null,
  payerClass: null,
}));
