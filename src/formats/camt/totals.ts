import { addDecimal, type Decimal, equalDecimal, formatDecimal, subtractDecimal, ZERO } from '@/domain/money';
import { readableAmount } from '../inspection';
import type { FindingCollector, Place } from '../shared/finding-collector';
import { raise } from './findings';
import type { Balance, Entry, StatedSummary, StatementTotals } from './model';

/** Statuses of `EntryStatus1Code` and its successors. */
const STATUSES: ReadonlySet<string> = new Set(['BOOK', 'PDNG', 'INFO', 'FUTR']);

/** Adds up the entries of one statement and compares them with what the statement says. */
export class StatementSums {
  #entries = 0;
  #credits = 0;
  #debits = 0;
  #credit = ZERO;
  #debit = ZERO;
  #bookedCredit = ZERO;
  #bookedDebit = ZERO;
  #reversals = 0;
  #transactions = 0;
  #currency: string | null = null;
  #mixed = 0;

  add(entry: Entry): void {
    this.#entries += 1;
    this.#transactions += entry.transactions.length;
    if (entry.isReversal) this.#reversals += 1;
    if (entry.amount === null) return;
    this.#currency ??= entry.amount.currency;
    if (entry.amount.currency !== this.#currency) this.#mixed += 1;
    const { decimal } = entry.amount;
    const isBooked = entry.status === 'BOOK';
    if (entry.indicator === 'CRDT') {
      this.#credits += 1;
      this.#credit = addDecimal(this.#credit, decimal);
      if (isBooked) this.#bookedCredit = addDecimal(this.#bookedCredit, decimal);
    } else if (entry.indicator === 'DBIT') {
      this.#debits += 1;
      this.#debit = addDecimal(this.#debit, decimal);
      if (isBooked) this.#bookedDebit = addDecimal(this.#bookedDebit, decimal);
    }
  }

  totals(): StatementTotals {
    return {
      entries: this.#entries,
      credits: this.#credits,
      debits: this.#debits,
      credit: this.#credit,
      debit: this.#debit,
      bookedCredit: this.#bookedCredit,
      bookedDebit: this.#bookedDebit,
      reversals: this.#reversals,
      transactions: this.#transactions,
    };
  }

  /** Balances and summary of a finished statement against its entries. */
  check(balances: readonly Balance[], summary: StatedSummary | null, place: Place, findings: FindingCollector): void {
    const totals = this.totals();
    if (this.#mixed > 0) raise(findings, 'CAMT_CURRENCY', place, `${this.#mixed} entries differ from the first.`);
    else if (openingGivesClosing(balances, totals.bookedCredit, totals.bookedDebit) === false) {
      raise(findings, 'CAMT_BALANCE', place, balanceWords(balances, totals));
    }
    if (summary !== null) checkSummary(summary, totals, place, findings);
  }
}

/** The balance of booked entries, figure by figure. */
function balanceWords(balances: readonly Balance[], { bookedCredit, bookedDebit }: StatementTotals): string {
  const { opening, closing } = openingAndClosing(balances);
  const expected = subtractDecimal(addDecimal(opening ?? ZERO, bookedCredit), bookedDebit);
  const [from, plus, less, gives, states, off] = [
    opening ?? ZERO,
    bookedCredit,
    bookedDebit,
    expected,
    closing ?? ZERO,
    subtractDecimal(closing ?? ZERO, expected),
  ].map((amount) => readableAmount(formatDecimal(amount)));
  return `Opening ${from} plus booked credits ${plus} less debits ${less} gives ${gives}; closing is ${states} (difference ${off}).`;
}

function checkSummary(summary: StatedSummary, totals: StatementTotals, place: Place, findings: FindingCollector): void {
  const counts: readonly (readonly [number | null, number])[] = [
    [summary.entries, totals.entries],
    [summary.credits, totals.credits],
    [summary.debits, totals.debits],
  ];
  for (const [stated, own] of counts) {
    if (stated !== null && stated !== own)
      raise(findings, 'CAMT_SUMMARY_COUNT', place, `It says ${stated}, there are ${own}.`);
  }
  const sums: readonly (readonly [Decimal | null, Decimal])[] = [
    [summary.sum, addDecimal(totals.credit, totals.debit)],
    [summary.creditSum, totals.credit],
    [summary.debitSum, totals.debit],
  ];
  for (const [stated, own] of sums) {
    if (stated !== null && !equalDecimal(stated, own)) {
      raise(
        findings,
        'CAMT_SUMMARY_SUM',
        place,
        `It says ${formatDecimal(stated)}, the entries give ${formatDecimal(own)}.`,
      );
    }
  }
}

/** `OPBD` and `CLBD` of a statement, debit balances negative; `null` for one it has not. */
export function openingAndClosing(balances: readonly Balance[]) {
  const signed = (type: string): Decimal | null => {
    const balance = balances.find((item) => item.type === type);
    if (balance === undefined) return null;
    return balance.indicator === 'DBIT' ? subtractDecimal(ZERO, balance.amount.decimal) : balance.amount.decimal;
  };
  return { opening: signed('OPBD'), closing: signed('CLBD') };
}

/** Whether `OPBD` plus credits less debits is `CLBD`; `null` unless the statement has both. */
export function openingGivesClosing(balances: readonly Balance[], credit: Decimal, debit: Decimal): boolean | null {
  const { opening, closing } = openingAndClosing(balances);
  if (opening === null || closing === null) return null;
  return equalDecimal(subtractDecimal(addDecimal(opening, credit), debit), closing);
}

/** Faults inside one entry: amount, direction, status, and its transactions against what it says about them. */
export function checkEntry(entry: Entry, findings: FindingCollector): void {
  const place = { offset: entry.span.offset, line: entry.line, path: entry.path };
  if (entry.amount === null) raise(findings, 'CAMT_AMOUNT', place, 'In an entry.');
  if (entry.indicator === '') raise(findings, 'CAMT_DIRECTION', place);
  if (!STATUSES.has(entry.status)) raise(findings, 'CAMT_STATUS', place);
  const listed = entry.transactions.length;
  if (listed === 0) return;
  const stated = entry.batches.reduce<number | null>(
    (sum, { count }) => (count === null ? sum : (sum ?? 0) + count),
    null,
  );
  if (stated !== null && stated !== listed)
    raise(findings, 'CAMT_BATCH_COUNT', place, `It says ${stated}, it lists ${listed}.`);
  if (listed > 1 && !transactionsAddUp(entry)) raise(findings, 'CAMT_BATCH_SUM', place);
}

/** Only judged when every transaction has an amount in the entry's currency. */
function transactionsAddUp(entry: Entry): boolean {
  if (entry.amount === null) return true;
  let sum = ZERO;
  for (const { amount, indicator } of entry.transactions) {
    if (amount === null || amount.currency !== entry.amount.currency) return true;
    const isOpposite = indicator !== '' && indicator !== entry.indicator;
    sum = isOpposite ? subtractDecimal(sum, amount.decimal) : addDecimal(sum, amount.decimal);
  }
  return equalDecimal(sum, entry.amount.decimal);
}
