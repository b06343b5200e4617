import { type Payer, reference } from '../reference';

/** The bank is invented; routing numbers begin with 99, which no Federal Reserve district has. */
export const BANK = {
  name: 'Cobalt Harbor Bank',
  shortName: 'COBALTHRBR',
  customer: 'FERNHOLLOW',
  customerName: 'Fernhollow Health',
  bic: 'COBHUS00XXX',
  routing: withCheckDigit('99000012'),
  /** The payers' bank, from which their ACH credits come. */
  payersRouting: withCheckDigit('99000034'),
} as const;

type Account = {
  readonly number: string;
  readonly entity: string | null;
  readonly holder: string;
  /** Tax number of the holder: what payers put into the identification of an entry. */
  readonly tin: string;
  /** How the bank reports this account. */
  readonly statement: 'bai2' | 'camt';
  /** Where a BAI2 line of this account carries the trace: the customer reference field, or the text behind it. */
  readonly traceIn: 'field' | 'text';
  /** BAI2 type of an ACH credit: banks differ, and one bank differs between accounts. */
  readonly achType: '142' | '165';
  readonly lockbox: string | null;
};

/** Where sweeps go: the concentration account of the whole system. */
export const CONCENTRATION = '4400900';

export const ACCOUNTS: readonly Account[] = [
  { ...own('100'), statement: 'bai2', traceIn: 'field', achType: '142', lockbox: '0044100' },
  { ...own('200'), statement: 'camt', traceIn: 'text', achType: '142', lockbox: '0044200' },
  { ...own('300'), statement: 'bai2', traceIn: 'text', achType: '165', lockbox: '0044300' },
  {
    number: CONCENTRATION,
    entity: null,
    holder: 'Fernhollow Health',
    tin: '891000100',
    statement: 'bai2',
    traceIn: 'field',
    achType: '142',
    lockbox: null,
  },
];

function own(entity: string): Pick<Account, 'number' | 'entity' | 'holder' | 'tin'> {
  const company = reference.companies.find((each) => each.code === entity);
  if (!company) throw new RangeError(`there is no company ${entity}`);
  return { number: company.bankAccount, entity, holder: company.name, tin: company.tin };
}

export function accountOf(entity: string): Account {
  const found = ACCOUNTS.find((each) => each.entity === entity);
  if (!found) throw new RangeError(`entity ${entity} has no account`);
  return found;
}

export function accountNumbered(number: string): Account {
  const found = ACCOUNTS.find((each) => each.number === number);
  if (!found) throw new RangeError(`there is no account ${number}`);
  return found;
}

export function payerOf(code: string): Payer {
  const found = [...reference.payers, reference.unknowns.payer].find((each) => each.code === code);
  if (!found) throw new RangeError(`there is no payer ${code}`);
  return found;
}

/** The ninth digit of a routing number: weights 3, 7, 1 make the sum a multiple of ten (ABA). */
function withCheckDigit(eight: string): string {
  const sum = [...eight].reduce((total, digit, at) => total + Number.parseInt(digit, 10) * ([3, 7, 1][at % 3] ?? 0), 0);
  return `${eight}${(10 - (sum % 10)) % 10}`;
}
