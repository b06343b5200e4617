import { countOf, digitsAt } from '../shared/digits';
import type { TextRange } from '../shared/lines';
import type { MinorSum } from '../shared/minor-sum';
import type { Trace } from '../shared/trace';
import { findTracesIn } from '../shared/trn';
import { amountOf, FieldCursor, fieldEnd, plainFundsIn } from './fields';
import type { Detail, Funds } from './model';
import { baseOf, type Complain, fundsOf, type LogicalRecord } from './records';

const NO_TRACES: readonly Trace[] = Object.freeze([]);
const NO_BREAKS: readonly number[] = Object.freeze([]);

/** Digits of an amount that is read as a number; a longer one is read as a bigint. */
const SMALL_DIGITS_MAX = 15;

const PLUS = 0x2b;
const MINUS = 0x2d;

const outer = (text: string): string => (text === '' ? text : text.trim());

const textOf = ({ source, start, end }: TextRange): string => source.text.slice(start, end);

/** One text per physical record, blanks at its end left out. */
function joined(texts: readonly TextRange[]): string {
  let text = '';
  for (let i = 0; i < texts.length; i += 1) {
    text += (i === 0 ? '' : '\n') + textOf(texts[i] as TextRange).trimEnd();
  }
  return text;
}

/** Three digits as the one text there is of them: codes repeat endlessly, and every cut would be a new text. */
const TYPE_CODES: readonly string[] = Array.from({ length: 1000 }, (_, code) => String(code).padStart(3, '0'));

/** An amount of up to fifteen digits as a number; `null` for every other, the empty one included. */
function unitsIn(codes: Uint8Array, start: number, end: number): number | null {
  const sign = codes[start];
  const from = sign === PLUS || sign === MINUS ? start + 1 : start;
  if (end - from > SMALL_DIGITS_MAX) return null;
  const units = digitsAt(codes, from, end);
  if (units < 0) return null;
  return sign === MINUS ? 0 - units : units;
}

/** Where the first five commas of the record looked at last stand: one list for all, since each is read at once. */
const commas = new Int32Array(5);

/** Finds five commas and a funds type that brings no fields; `undefined` when a record has another shape. */
function plainFundsOf({ source, start, end }: TextRange): Funds | undefined {
  const { codes } = source;
  let at = start;
  for (let i = 0; i < 5; i += 1) {
    const comma = fieldEnd(codes, at, end);
    if (comma === end) return undefined;
    commas[i] = comma;
    at = comma + 1;
  }
  return plainFundsIn(codes, (commas[1] as number) + 1, commas[2] as number);
}

/**
 * A 16 record of the shape nearly all have: five commas before its first continuation, and a funds type that brings no
 * fields. Its fields are cut out when they are asked for, since nobody reads most of them.
 */
class PlainDetail implements Detail {
  readonly #record: LogicalRecord;
  readonly #parent: string;
  readonly #number: number;
  readonly #amountAt: number;
  readonly #fundsAt: number;
  readonly #bankAt: number;
  readonly #customerAt: number;
  readonly #textAt: number;
  readonly funds: Funds;
  readonly typeCode: string;
  readonly amountUnits: number | null;

  /** Reads `commas` as `plainFundsOf` left them. */
  constructor(record: LogicalRecord, parent: string, number: number, funds: Funds) {
    const { source, start } = record.parts[0] as TextRange;
    const typeEnd = commas[0] as number;
    const type = typeEnd - start === 3 ? digitsAt(source.codes, start, typeEnd) : -1;
    this.#record = record;
    this.#parent = parent;
    this.#number = number;
    this.#amountAt = typeEnd + 1;
    this.#fundsAt = (commas[1] as number) + 1;
    this.#bankAt = (commas[2] as number) + 1;
    this.#customerAt = (commas[3] as number) + 1;
    this.#textAt = (commas[4] as number) + 1;
    this.funds = funds;
    this.typeCode = type < 0 ? outer(source.text.slice(start, typeEnd)) : (TYPE_CODES[type] as string);
    this.amountUnits = unitsIn(source.codes, this.#amountAt, this.#fundsAt - 1);
  }

  get kind(): 'detail' {
    return 'detail';
  }

  get span() {
    return { offset: this.#record.offset, length: this.#record.length };
  }

  get line(): number {
    return this.#record.line;
  }

  get path(): string {
    return detailPath(this.#parent, this.#number);
  }

  get breaks(): readonly number[] {
    return NO_BREAKS;
  }

  get amountText(): string {
    return outer(this.#cut(this.#amountAt, this.#fundsAt - 1));
  }

  get amountMinor(): bigint | null {
    return this.amountUnits === null ? amountOf(this.amountText) : BigInt(this.amountUnits);
  }

  get bankReference(): string {
    return outer(this.#cut(this.#bankAt, this.#customerAt - 1));
  }

  get customerReference(): string {
    return outer(this.#cut(this.#customerAt, this.#textAt - 1));
  }

  get text(): string {
    return joined(this.#texts());
  }

  get traces(): readonly Trace[] {
    return findTracesIn(this.#texts());
  }

  #cut(from: number, to: number): string {
    return (this.#record.parts[0] as TextRange).source.text.slice(from, to);
  }

  #texts(): readonly TextRange[] {
    const { parts } = this.#record;
    const { source, end } = parts[0] as TextRange;
    const texts: TextRange[] = [{ source, start: this.#textAt, end }];
    for (let i = 1; i < parts.length; i += 1) texts.push(parts[i] as TextRange);
    return texts;
  }
}

export const detailPath = (parent: string, number: number): string => `${parent}/DETAIL[${number}]`;

/** A 16 record of any shape: fields cut by continuations, funds types with fields of their own, fields that lack. */
function readAnyDetail(record: LogicalRecord, path: string, complain: Complain): Detail {
  const cursor = new FieldCursor(record.parts);
  const typeCode = cursor.text();
  const amountText = cursor.text();
  const amountMinor = amountOf(amountText);
  const funds = fundsOf(cursor, complain);
  const bankReference = cursor.text();
  const customerReference = cursor.text();
  const texts = cursor.rest();
  return {
    kind: 'detail',
    ...baseOf(record, path, cursor),
    typeCode,
    amountText,
    amountMinor,
    amountUnits: null,
    funds,
    bankReference,
    customerReference,
    text: joined(texts),
    traces: texts.length === 0 ? NO_TRACES : findTracesIn(texts),
  };
}

/** 16: BAI2 "Transaction Detail", the `number`th of the account at `parent`. */
export function readDetail(record: LogicalRecord, parent: string, number: number, complain: Complain): Detail {
  const funds = plainFundsOf(record.parts[0] as TextRange);
  const detail =
    funds === undefined
      ? readAnyDetail(record, detailPath(parent, number), complain)
      : new PlainDetail(record, parent, number, funds);
  const { typeCode } = detail;
  if (typeCode.length !== 3 || countOf(typeCode) === null) complain('BAI2_TYPE_CODE');
  if (detail.amountUnits === null && detail.amountText !== '' && detail.amountMinor === null) {
    complain('BAI2_AMOUNT', `Type ${typeCode.slice(0, 3)}.`);
  }
  return detail;
}

/** Adds a detail's amount to a sum; one that is no number adds nothing. */
export function addAmount(sum: MinorSum, detail: Detail): void {
  if (detail.amountUnits !== null) sum.add(detail.amountUnits);
  else sum.addLarge(detail.amountMinor ?? 0n);
}
