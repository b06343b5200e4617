import { addDecimal, type Decimal, formatDecimal, parseDecimal, ZERO } from '@/domain/money';
import type { FindingCollector, Place } from '../shared/finding-collector';
import { type DecimalMark, isScientific, readSpelledAmount } from './amount-spelling';
import { raise } from './findings';
import { COLUMNS_MAX } from './reader';

/** What is known of one column whose type nobody declared. */
type Column = {
  sum: Decimal;
  amounts: number;
  /** Fields that are neither empty nor an amount, with the place of the first. */
  others: number;
  firstOther: Place | null;
  /** Amounts as people spell them, and decimals by their mark. */
  spelled: number;
  readonly marks: Record<DecimalMark, number>;
  scientific: number;
  firstScientific: Place | null;
  /** Whole numbers as `1001`, which name something more often than they count it. */
  hasFraction: boolean;
  /** Every `1.080` read with a point that a comma in another row would make 1080. */
  readonly ambiguous: string[];
};

const AMBIGUOUS = /^[+-]?\d{1,3}(?:\.\d{3})+$/;
/** Texts kept until the marks of their column are known; a column with more of them is read with a point. */
const AMBIGUOUS_MAX = 10_000;
/** First fields of a row that states what the rows above it come to. */
const TOTAL_ROW = /^(grand |sub)?total\b|^sum\b/i;
/** Names of columns that hold money. */
const MONEY_NAME = /amount|amt|paid|payment|charge|total|balance|adjust|allowed|price|betrag/i;
/** Ends of names that say something about money, not how much: `Payment Date`, `paymentId`. */
const ABOUT_MONEY = /(?:^|[^A-Za-z])(?:no|num|nr|number|#|id|date|code|type|status|method|reason)\.?$/i;
/** Names of columns whose numbers name something: their digits matter, not their value. */
const NUMBER_NAME = /check|cheque|trace|eft|account|acct|claim|invoice|number|id$|no$|npi|tin/i;

const newColumn = (): Column => ({
  sum: ZERO,
  amounts: 0,
  others: 0,
  firstOther: null,
  spelled: 0,
  marks: { point: 0, comma: 0, none: 0 },
  scientific: 0,
  firstScientific: null,
  hasFraction: false,
  ambiguous: [],
});

/** Adds up the columns of amounts of a file whose columns nobody declared, and says what of them could not be read. */
export class ColumnSums {
  readonly #columns: Column[] = [];
  readonly #findings: FindingCollector;
  #total: { readonly fields: readonly string[]; readonly at: Place } | null = null;

  constructor(findings: FindingCollector) {
    this.#findings = findings;
  }

  /** Takes a row; one that states a total is compared with the rows above it, and never added to them. */
  add(fields: readonly string[], at: Place): void {
    if (this.#total !== null) {
      // It was no last row: what it holds is a row like any other.
      this.#take(this.#total.fields, this.#total.at);
      this.#total = null;
    }
    const isTotal = fields.some((field, index) => index < COLUMNS_MAX && TOTAL_ROW.test(field.trim()));
    if (isTotal) this.#total = { fields, at };
    else this.#take(fields, at);
  }

  /** Sums of the columns that hold amounts, by name. Reports what was left out of them. */
  finish(names: readonly string[], end: Place): { column: string; sum: string }[] {
    const sums: { column: string; sum: string }[] = [];
    this.#columns.forEach((column, index) => {
      if (column === undefined) return;
      const name = names[index] ?? `field ${index + 1}`;
      this.#reportNumbers(column, name);
      if (!isMoney(column, name)) return;
      const sum = settled(column);
      sums.push({ column: name, sum: formatDecimal(sum) });
      this.#report(column, name, end);
      this.#compare(index, name, sum);
    });
    return sums;
  }

  #take(fields: readonly string[], at: Place): void {
    fields.slice(0, COLUMNS_MAX).forEach((field, index) => {
      const text = field.trim();
      if (text === '') return;
      this.#columns[index] ??= newColumn();
      const column = this.#columns[index];
      if (column !== undefined) addTo(column, text, { ...at, path: `${at.path ?? ''}/FIELD[${index + 1}]` });
    });
  }

  #reportNumbers(column: Column, name: string): void {
    if (column.firstScientific === null) return;
    raise(this.#findings, 'CSV_SCIENTIFIC', column.firstScientific, `Column ${name}, ${countOf(column.scientific)}.`);
  }

  #report(column: Column, name: string, end: Place): void {
    if (column.firstOther !== null) {
      raise(this.#findings, 'CSV_AMOUNT_NOT_READ', column.firstOther, `Column ${name}, ${countOf(column.others)}.`);
    }
    if (column.marks.comma > 0 && column.marks.point > 0) {
      raise(this.#findings, 'CSV_DECIMAL_MARKS', end, `Column ${name}.`);
    }
    if (column.spelled > 0)
      raise(this.#findings, 'CSV_AMOUNT_SPELLING', end, `Column ${name}, ${countOf(column.spelled)}.`);
  }

  #compare(index: number, name: string, sum: Decimal): void {
    if (this.#total === null) return;
    const { fields, at } = this.#total;
    const stated = readSpelledAmount(fields[index] ?? '');
    if (stated === null || formatDecimal(stated.value) === formatDecimal(sum)) return;
    raise(this.#findings, 'CSV_TOTAL_ROW', at, `Column ${name}: the rows give ${formatDecimal(sum)}.`);
  }
}

const countOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);

function addTo(column: Column, text: string, at: Place): void {
  if (isScientific(text)) {
    column.scientific += 1;
    column.firstScientific ??= at;
    column.others += 1;
    column.firstOther ??= at;
    return;
  }
  const amount = readSpelledAmount(text);
  if (amount === null) {
    column.others += 1;
    column.firstOther ??= at;
    return;
  }
  column.amounts += 1;
  if (!amount.isPlain) column.spelled += 1;
  if (amount.value.scale > 0) column.hasFraction = true;
  if (AMBIGUOUS.test(text) && column.ambiguous.length < AMBIGUOUS_MAX) column.ambiguous.push(text);
  else {
    column.marks[amount.mark] += 1;
    column.sum = addDecimal(column.sum, amount.value);
  }
}

/** The sum, with what only the decimal mark of the other rows can tell. */
function settled({ sum, marks, ambiguous }: Column): Decimal {
  const isComma = marks.comma > 0 && marks.point === 0;
  return ambiguous.reduce((all, text) => {
    const value = parseDecimal(isComma ? text.replaceAll('.', '') : text);
    return value === null ? all : addDecimal(all, value);
  }, sum);
}

/** Money by its name, or by its decimals where nothing else stands in the column. Names of numbers are never money. */
function isMoney(column: Column, name: string): boolean {
  if (column.amounts === 0) return false;
  const isNamed = MONEY_NAME.test(name) && !ABOUT_MONEY.test(name.trim());
  if (NUMBER_NAME.test(name) && !isNamed) return false;
  return isNamed ? column.amounts >= column.others : column.hasFraction && column.others === 0;
}
