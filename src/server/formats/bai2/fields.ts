import { AMOUNT_DIGITS_MAX } from '@/domain/money';
import { minorOf } from '../shared/digits';
import type { Funds } from './model';

const PLUS = 0x2b;
const MINUS = 0x2d;

/** Reads a BAI2 amount: digits with an optional sign, no decimal point; `null` for anything else. */
export function amountOf(text: string): bigint | null {
  const sign = text.charCodeAt(0);
  if (sign !== PLUS && sign !== MINUS) return text.length > AMOUNT_DIGITS_MAX ? null : minorOf(text);
  const value = text.length > AMOUNT_DIGITS_MAX + 1 ? null : minorOf(text.slice(1));
  return value !== null && sign === MINUS ? -value : value;
}

const NOTHING: readonly string[] = Object.freeze([]);
/** Shared by all records that no continuation cut inside their fields. */
export const NO_BREAKS: readonly number[] = Object.freeze([]);

/** Distribution days read for one amount under funds type D; the standard's examples have a handful. */
const DISTRIBUTIONS_MAX = 100;

/**
 * Reads comma-separated fields across a record and its continuations. A continuation starts a new field: the comma that
 * would stand at the break is not written (BAI2, "Continuation Record 88").
 */
export class FieldCursor {
  readonly #parts: readonly string[];
  #breaks: number[] | null = null;
  #part = 0;
  #at = 0;
  #count = 0;

  constructor(parts: readonly string[]) {
    this.#parts = parts;
  }

  /** How many fields each finished part held; the last part is not listed. */
  get breaks(): readonly number[] {
    return this.#breaks ?? NO_BREAKS;
  }

  get done(): boolean {
    return this.#at < 0 && this.#part >= this.#parts.length - 1;
  }

  /** The next field, or `null` when the record is over. */
  next(): string | null {
    if (this.#at < 0 && !this.#enterNextPart()) return null;
    const part = this.#parts[this.#part] ?? '';
    const comma = part.indexOf(',', this.#at);
    const value = comma < 0 ? part.slice(this.#at) : part.slice(this.#at, comma);
    this.#at = comma < 0 ? -1 : comma + 1;
    this.#count += 1;
    return value;
  }

  /** The next field with outer blanks removed; empty when there is none. */
  text(): string {
    const value = this.next();
    return value === null || value === '' ? '' : value.trim();
  }

  /** Everything left, commas included: one text per physical record, empty when the record is over. */
  rest(): readonly string[] {
    if (this.#at < 0 && !this.#enterNextPart()) return NOTHING;
    const texts = [(this.#parts[this.#part] ?? '').slice(this.#at).trimEnd()];
    for (let part = this.#part + 1; part < this.#parts.length; part += 1)
      texts.push((this.#parts[part] ?? '').trimEnd());
    return texts;
  }

  #enterNextPart(): boolean {
    if (this.#part >= this.#parts.length - 1) return false;
    this.#breaks ??= [];
    this.#breaks.push(this.#count);
    this.#part += 1;
    this.#at = 0;
    this.#count = 0;
    return true;
  }
}

const PLAIN: ReadonlyMap<string, Funds> = new Map((['', 'Z', '0', '1', '2'] as const).map((type) => [type, { type }]));

/** A funds type that brings no fields of its own; `undefined` for every other. */
export const plainFunds = (type: string): Funds | undefined => PLAIN.get(type);

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
