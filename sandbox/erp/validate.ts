import { parseCents } from '../cents';
import type { KindErrorCode } from './codes';
import { type JournalBody, LINES_MAX } from './contracts';
import { type Master, type OwnedDimension, periodKey } from './master';

/** Codes of journals; the other kinds add their own in `codes.ts`. */
type JournalErrorCode =
  | 'UNBALANCED'
  | 'UNKNOWN_ACCOUNT'
  | 'INACTIVE_ACCOUNT'
  | 'UNKNOWN_COST_CENTER'
  | 'INACTIVE_COST_CENTER'
  | 'UNKNOWN_DIMENSION'
  | 'INACTIVE_DIMENSION'
  | 'CLOSED_PERIOD'
  | 'FUTURE_PERIOD'
  | 'PERIOD_MISMATCH'
  | 'PRECISION'
  | 'NEGATIVE_AMOUNT'
  | 'EMPTY_LINE'
  | 'BOTH_SIDES'
  | 'DUPLICATE_LINE'
  | 'TOO_MANY_LINES'
  | 'INVALID_FIELD';

export type FieldError = {
  readonly code: JournalErrorCode | KindErrorCode;
  readonly line: number | null;
  readonly field: string;
  readonly value: string | null;
  readonly message: string;
};

/** One line ready to be written: amounts in cents, absent dimensions as null. */
export type Line = {
  readonly line: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly reference: string;
};

type Verdict =
  | { readonly ok: true; readonly lines: readonly Line[]; readonly debit: bigint; readonly credit: bigint }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** No ERP prints an endless report; the count of what was left off is in the last entry's message. */
const ERRORS_MAX = 1_000;

/**
 * Judges a journal against the master data of one company and returns every fault found, not the first: the person
 * who has to fix a journal wants one list. Amounts come back in cents.
 */
export function validateJournal(master: Master, company: string, body: JournalBody): Verdict {
  const errors: FieldError[] = [];
  const currency = master.companies.get(company)?.currency;
  if (body.currency !== currency) {
    errors.push(fault('UNKNOWN_DIMENSION', null, 'currency', body.currency, `company ${company} keeps ${currency}`));
  }
  errors.push(...judgePeriod(master, company, body.period, body.postingDate));
  if (body.lines.length > LINES_MAX) {
    const message = `a journal holds at most ${LINES_MAX} lines; split it`;
    errors.push(fault('TOO_MANY_LINES', null, 'lines', String(body.lines.length), message));
    return { ok: false, errors };
  }
  if (body.lines.length === 0) errors.push(fault('EMPTY_LINE', null, 'lines', '0', 'a journal needs lines'));

  const lines: Line[] = [];
  const seen = new Set<number>();
  let debit = 0n;
  let credit = 0n;
  for (const raw of body.lines) {
    if (seen.has(raw.line)) {
      errors.push(fault('DUPLICATE_LINE', raw.line, 'line', String(raw.line), 'this line number is used twice'));
    }
    seen.add(raw.line);
    const line = judgeLine(master, company, raw, errors);
    if (!line) continue;
    debit += line.debit;
    credit += line.credit;
    lines.push(line);
  }
  // A sum over lines whose amounts could not be read would accuse the caller of a second error he did not make.
  if (lines.length === body.lines.length && debit !== credit) {
    const difference = `debits and credits differ by ${debit - credit} cents`;
    errors.push(fault('UNBALANCED', null, 'lines', String(debit - credit), difference));
  }
  return errors.length > 0 ? { ok: false, errors: capped(errors) } : { ok: true, lines, debit, credit };
}

/** What speaks against booking on a date in a period of a company. */
export function judgePeriod(master: Master, company: string, period: string, postingDate: string): FieldError[] {
  const found = master.periods.get(periodKey(company, period));
  if (!found) {
    const last = [...master.periods.values()].filter((each) => each.company === company).at(-1)?.period ?? '';
    const code = period > last ? 'FUTURE_PERIOD' : 'CLOSED_PERIOD';
    return [fault(code, null, 'period', period, `company ${company} has no period ${period}`)];
  }
  const errors: FieldError[] = [];
  if (found.status === 'closed' || found.status === 'soft-closed') {
    errors.push(fault('CLOSED_PERIOD', null, 'period', period, `period ${period} of ${company} is ${found.status}`));
  }
  if (found.status === 'future') {
    errors.push(fault('FUTURE_PERIOD', null, 'period', period, `period ${period} of ${company} is not open yet`));
  }
  if (postingDate < found.startsOn || postingDate > found.endsOn) {
    const message = `${postingDate} is outside ${found.startsOn} to ${found.endsOn}`;
    errors.push(fault('PERIOD_MISMATCH', null, 'postingDate', postingDate, message));
  }
  return errors;
}

/** Adds what is wrong with one line; returns the line when its amounts could be read. */
function judgeLine(
  master: Master,
  company: string,
  raw: JournalBody['lines'][number],
  errors: FieldError[],
): Line | null {
  const account = master.accounts.get(raw.account);
  if (!account) {
    errors.push(fault('UNKNOWN_ACCOUNT', raw.line, 'account', raw.account, 'no such account in the chart'));
  } else if (!account.active) {
    errors.push(fault('INACTIVE_ACCOUNT', raw.line, 'account', raw.account, 'the account is inactive'));
  }
  judgeCostCenter(master, company, raw.line, raw.costCenter ?? null, errors);
  judgeFacility(master, company, raw.line, raw.facility ?? null, errors);
  const payerClass = raw.payerClass ? master.payerClasses.get(raw.payerClass.toLowerCase()) : undefined;
  if (raw.payerClass && !payerClass?.active) errors.push(badDimension(raw.line, 'payerClass', raw.payerClass));
  if (raw.affiliate && !master.companies.has(raw.affiliate)) {
    errors.push(fault('UNKNOWN_DIMENSION', raw.line, 'affiliate', raw.affiliate, 'no such company'));
  }
  const debit = judgeAmount(raw.line, 'debit', raw.debit, errors);
  const credit = judgeAmount(raw.line, 'credit', raw.credit, errors);
  if (debit === null || credit === null) return null;
  if (debit === 0n && credit === 0n) {
    errors.push(fault('EMPTY_LINE', raw.line, 'debit', '0.00', 'a line needs a debit or a credit'));
  }
  if (debit > 0n && credit > 0n) {
    errors.push(fault('BOTH_SIDES', raw.line, 'credit', raw.credit, 'a line is a debit or a credit, not both'));
  }
  return {
    line: raw.line,
    account: raw.account,
    costCenter: raw.costCenter || null,
    facility: raw.facility || null,
    payerClass: payerClass?.code ?? null,
    affiliate: raw.affiliate || null,
    debit,
    credit,
    reference: raw.reference,
  };
}

export function judgeCostCenter(
  master: Master,
  company: string,
  line: number,
  code: string | null,
  errors: FieldError[],
) {
  if (!code) return;
  const found = master.costCenters.get(code);
  if (!ownedBy(found, company)) {
    const message = `company ${company} has no such cost centre`;
    errors.push(fault('UNKNOWN_COST_CENTER', line, 'costCenter', code, message));
  } else if (!found.active) {
    errors.push(fault('INACTIVE_COST_CENTER', line, 'costCenter', code, 'the cost centre is inactive'));
  }
}

export function judgeFacility(
  master: Master,
  company: string,
  line: number,
  code: string | null,
  errors: FieldError[],
) {
  if (!code) return;
  const found = master.facilities.get(code);
  if (!ownedBy(found, company)) {
    errors.push(fault('UNKNOWN_DIMENSION', line, 'facility', code, `company ${company} has no such facility`));
  } else if (!found.active) {
    errors.push(fault('INACTIVE_DIMENSION', line, 'facility', code, 'the facility is inactive'));
  }
}

const ownedBy = (found: OwnedDimension | undefined, company: string): found is OwnedDimension =>
  found?.company === company;

export function judgeAmount(line: number | null, field: string, value: string, errors: FieldError[]): bigint | null {
  const cents = parseCents(value);
  if (cents === 'precision') {
    errors.push(fault('PRECISION', line, field, value, 'write the amount as digits, a point and two digits'));
    return null;
  }
  if (cents === 'negative') {
    errors.push(fault('NEGATIVE_AMOUNT', line, field, value, 'use the other side instead of a minus sign'));
    return null;
  }
  return cents;
}

const badDimension = (line: number, field: string, value: string): FieldError =>
  fault('UNKNOWN_DIMENSION', line, field, value, 'no such active dimension value');

/** One entry of a report of errors. */
export const fault = (
  code: FieldError['code'],
  line: number | null,
  field: string,
  value: string | null,
  message: string,
): FieldError => ({ code, line, field, value, message });

function capped(errors: readonly FieldError[]): readonly FieldError[] {
  if (errors.length <= ERRORS_MAX) return errors;
  const more = errors.length - ERRORS_MAX;
  return [
    ...errors.slice(0, ERRORS_MAX),
    fault('INVALID_FIELD', null, 'lines', null, `${more} more errors were left off this report`),
  ];
}
