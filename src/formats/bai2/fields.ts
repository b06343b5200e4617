import { AMOUNT_DIGITS_MAX } from '@/domain/money';
import { minorOf } from '../shared/digits';
import type { TextRange } from '../shared/lines';
import type { Funds } from './model';

const COMMA = 0x2c;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** Reads a BAI2 amount: digits with an optional sign, no decimal point; `null` for anything else. */
export function amountOf(text: string): bigint | null {
  const sign = text.charCodeAt(0);
  if (sign !== PLUS && sign !== MINUS) return text.length > AMOUNT_DIGITS_MAX ? null : minorOf(text);
  const value = text.length > AMOUNT_DIGITS_MAX + 1 ? null : minorOf(text.slice(1));
  return value !== null && sign === MINUS ? -value : value;
}

/** Distribution days read for one amount under funds type D; the standard's examples have a handful. */
const DISTRIBUTIONS_MAX = 100;

/** Shared by all records that no continuation cut inside their fields. */
const NO_BREAKS: readonly number[] = Object.freeze([]);
const NOTHING: readonly TextRange[] = Object.freeze([]);

/** Where the field that begins at `from` ends: at the next comma, or with its part. */
export function fieldEnd(codes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && codes[at] !== COMMA) at += 1;
  return at;
}

/**
 * Reads comma-separated fields across a record and its continuations. A continuation starts a new field: the comma that
 * would stand at the break is not written (BAI2, "Continuation Record 88").
 */
export class FieldCursor {
  readonly #parts: readonly TextRange[];
  #breaks: number[] | null = null;
  #part = 0;
  /** Position in the part's source; -1 once the part is read to its end. */
  #at: number;
  #count = 0;

  constructor(parts: readonly TextRange[]) {
    this.#parts = parts;
    this.#at = parts[0]?.start ?? -1;
  }

  /** How many fields each finished part held; the last part is not listed. */
  get breaks(): readonly number[] {
    return this.#breaks ?? NO_BREAKS;
  }

  get done(): boolean {
    return this.#at < 0 && this.#part >= this.#parts.length - 1;
  }

  /** Whether the field read last ended its physical record. */
  get isAtBreak(): boolean {
    return this.#at < 0;
  }

  /** The next field, or `null` when the record is over. */
  next(): string | null {
    if (this.#at < 0 && !this.#enterNextPart()) return null;
    const { source, end } = this.#parts[this.#part] as TextRange;
    const from = this.#at;
    const comma = fieldEnd(source.codes, from, end);
    this.#at = comma < end ? comma + 1 : -1;
    this.#count += 1;
    return source.text.slice(from, comma);
  }

  /** The next field with outer blanks removed; empty when there is none. */
  text(): string {
    const value = this.next();
    return value === null || value === '' ? '' : value.trim();
  }

  /** Everything left, commas included: one range per physical record, none when the record is over. */
  rest(): readonly TextRange[] {
    if (this.#at < 0 && !this.#enterNextPart()) return NOTHING;
    const { source, end } = this.#parts[this.#part] as TextRange;
    return [{ source, start: this.#at, end }, ...this.#parts.slice(this.#part + 1)];
  }

  #enterNextPart(): boolean {
    if (this.#part >= this.#parts.length - 1) return false;
    this.#breaks ??= [];
    this.#breaks.push(this.#count);
    this.#part += 1;
    this.#at = (this.#parts[this.#part] as TextRange).start;
    this.#count = 0;
    return true;
  }
}

const PLAIN: ReadonlyMap<string, Funds> = new Map((['', 'Z', '0', '1', '2'] as const).map((type) => [type, { type }]));

const NO_FUNDS: Funds = { type: '' };
const PLAIN_BY_CODE: readonly (Funds | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  PLAIN.get(String.fromCharCode(code)),
);

/** A funds type that brings no fields of its own, as written in this range; `undefined` for every other. */
export function plainFundsIn(codes: Uint8Array, start: number, end: number): Funds | undefined {
  if (start === end) return NO_FUNDS;
  return end - start === 1 ? PLAIN_BY_CODE[codes[start] as number] : undefined;
}

/** Reads a funds type and the fields it brings: BAI2, "Funds Type". `null` when the type or its count is not valid. */
export function readFunds(cursor: FieldCursor): Funds | null {
  const type = cursor.text().toUpperCase();
  const plain = PLAIN.get(type);
  if (plain !== undefined) return plain;
  if (type === 'S')
    return { type, amounts: [amountOf(cursor.text()), amountOf(cursor.text()), amountOf(cursor.text())] };
  if (type === 'V') return { type, date: cursor.text(), time: cursor.text() };
  if (type !== 'D') return null;
  const count = cursor.text();
  if (!/^\d{1,3}$/.test(count) || Number.parseInt(count, 10) > DISTRIBUTIONS_MAX) return null;
  const parts = Array.from({ length: Number.parseInt(count, 10) }, () => ({
    days: cursor.text(),
    amountMinor: amountOf(cursor.text()),
  }));
  return { type, parts };
}

/** The fields a funds type is written with. */
export function fundsFields(funds: Funds): readonly string[] {
  const amount = (value: bigint | null): string => value?.toString() ?? '';
  switch (funds.type) {
    case 'S':
      return ['S', ...funds.amounts.map(amount)];
    case 'V':
      return ['V', funds.date, funds.time];
    case 'D':
      return ['D', String(funds.parts.length), ...funds.parts.flatMap((part) => [part.days, amount(part.amountMinor)])];
    default:
      return [funds.type];
  }
}
