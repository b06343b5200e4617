import { type Decimal, formatDecimal } from '@/domain/money';
import { dayOf, daysApart } from './days';
import type { FindingLog, FindingRule } from './finding-log';

/** What the header of a payment (835 or 820) says about how its money moves. */
export type PaymentWords = {
  /** BPR01 to BPR04 and BPR16; the amount is 0 when it cannot be read. */
  readonly handling: string;
  readonly amount: Decimal;
  readonly creditDebit: string;
  readonly method: string;
  readonly date: string;
  /** CUR02; empty when no CUR stands. */
  readonly currency: string;
  /** Days that may stand in for BPR16, best first, as written: production date, dates of group and interchange. */
  readonly otherDates: readonly string[];
};

/** Where its BPR and CUR stand. */
export type PaymentPlace = { readonly offset: number; readonly line: number; readonly path: string };

/** The currency that the books of every entity are kept in. */
const BOOKS = 'USD';
const NOTIFICATION = 'H';
const PRENOTE = 'P';
const NO_PAYMENT = 'NON';
/** A payment date further from the date of its own file is a slip of the keyboard more often than a date. */
const DAYS_APART_MAX = 366;

/** The words of one set's header findings; `set` is its number: `835`, `820`. */
export const paymentFindings = (set: string) =>
  ({
    debit: {
      code: `X${set}_DEBIT`,
      severity: 'error',
      message: 'BPR03 says D: the payer takes {0}, it does not pay it.',
      cure: 'Book nothing as received. Compare with the bank account, and ask the payer what it took and why.',
    },
    direction: {
      code: `X${set}_CREDIT_DEBIT_UNKNOWN`,
      severity: 'error',
      message: 'BPR03 is neither C (credit) nor D (debit), so nothing says whether {0} comes or goes.',
      cure: 'Hold the payment and ask the payer for a correct file.',
    },
    noPayment: {
      code: `X${set}_NON_WITH_AMOUNT`,
      severity: 'error',
      message: 'BPR04 says NON (no payment), but BPR02 is {0}.',
      cure: 'Hold the payment and ask the payer whether the method or the amount is wrong.',
    },
    notification: {
      code: `X${set}_NOTIFICATION_WITH_AMOUNT`,
      severity: 'error',
      message: 'BPR01 says H (notification only, no money moves), but BPR02 is {0}.',
      cure: 'Hold the payment and ask the payer whether the handling code or the amount is wrong.',
    },
    prenote: {
      code: `X${set}_PRENOTE_WITH_AMOUNT`,
      severity: 'warning',
      message: 'BPR01 says P (prenote, no money moves), but BPR02 is {0}.',
      cure: 'Nothing is booked. Ask the payer when the bank shows the amount.',
    },
    currency: {
      code: `X${set}_CURRENCY`,
      severity: 'error',
      message: `CUR02 is not ${BOOKS}: the amounts are in another currency, and no rate is in the file.`,
      cure: 'Book nothing at face value. Ask the bank what it credited in US dollars.',
    },
    dateMissing: {
      code: `X${set}_PAYMENT_DATE_MISSING`,
      severity: 'warning',
      message: 'BPR16 is empty: the payment has no date.',
      cure: 'The production date stands in, or the day the file came. Ask the payer when the money moves.',
    },
    dateInvalid: {
      code: `X${set}_PAYMENT_DATE_INVALID`,
      severity: 'warning',
      message: 'BPR16 is no day of the calendar.',
      cure: 'The production date stands in, or the day the file came. Ask the payer when the money moves.',
    },
    dateFar: {
      code: `X${set}_PAYMENT_DATE_FAR`,
      severity: 'warning',
      message: 'BPR16 lies {0} days from the date of the file itself.',
      cure: 'Check the year with the payer before the payment is dated by it.',
    },
  }) as const satisfies Record<string, FindingRule>;

type Rules = ReturnType<typeof paymentFindings>;
type Fault = readonly [rule: keyof Rules, element: string, ...values: string[]];

/** Everything in the header that contradicts itself or cannot be used. */
function* faultsOf(words: PaymentWords): Generator<Fault> {
  const { handling, creditDebit, method, currency, date } = words;
  if (words.amount.unscaled !== 0n) {
    const amount = formatDecimal(words.amount);
    if (creditDebit === 'D') yield ['debit', 'BPR03', amount];
    else if (creditDebit !== 'C' && creditDebit !== '') yield ['direction', 'BPR03', amount];
    if (method === NO_PAYMENT) yield ['noPayment', 'BPR04', amount];
    if (handling === NOTIFICATION) yield ['notification', 'BPR01', amount];
    if (handling === PRENOTE) yield ['prenote', 'BPR01', amount];
  }
  if (currency !== '' && currency.toUpperCase() !== BOOKS) yield ['currency', 'CUR02'];
  if (date === '') yield ['dateMissing', 'BPR16'];
  else if (dayOf(date) === null) yield ['dateInvalid', 'BPR16'];
  else {
    const days = daysFromFile(words);
    if (days > DAYS_APART_MAX) yield ['dateFar', 'BPR16', `${days}`];
  }
}

/** How far BPR16 lies from the nearest other date of its file; 0 when either is unknown. */
export function daysFromFile({ date, otherDates }: Pick<PaymentWords, 'date' | 'otherDates'>): number {
  const day = dayOf(date);
  const others = otherDates.map(dayOf).filter((other) => other !== null);
  if (day === null || others.length === 0) return 0;
  return Math.min(...others.map((other) => daysApart(day, other)));
}

/** Reports what is wrong with the header of one payment. */
export function checkPayment(log: FindingLog | null, rules: Rules, words: PaymentWords, place: PaymentPlace): void {
  if (log === null) return;
  for (const [rule, element, ...values] of faultsOf(words)) {
    log.add(rules[rule], { ...place, path: `${place.path}/${element}` }, ...values);
  }
}
