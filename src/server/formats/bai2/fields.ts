import type { Funds } from './model';

const SIGNED_DIGITS = /^[+-]?\d{1,18}$/;

/** Reads a BAI2 amount: digits with an optional sign, no decimal point; `null` for anything else. */
export function amountOf(text: string): bigint | null {
  if (!SIGNED_DIGITS.test(text)) return null;
  return text.startsWith('+') ? BigInt(text.slice(1)) : BigInt(text);
}

/** Distribution days read for one amount under funds type D; the standard's examples have a handful. */
export const DISTRIBUTIONS_MAX = 100;

/**
 * Reads comma-separated fields across a record and its continuations. A continuation starts a new field: the comma that
 * would stand at the break is not written (BAI2, "Continuation Record 88").
 */
export class FieldCursor {
  /** How many fields each finished part held; the last part is not listed. */
  readonly breaks: number[] = [];
  readonly #parts: readonly string[];
  #part = 0;
  #at = 0;
  #count = 0;

  constructor(parts: readonly string[]) {
    this.#parts = parts;
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
    return this.next()?.trim() ?? '';
  }

  /** Everything left, commas included; parts are joined by line breaks. */
  rest(): string {
    if (this.#at < 0 && !this.#enterNextPart()) return '';
    const first = (this.#parts[this.#part] ?? '').slice(this.#at).trimEnd();
    if (this.#part === this.#parts.length - 1) return first;
    const others = this.#parts.slice(this.#part + 1).map((part) => part.trimEnd());
    return [first, ...others].join('\n');
  }

  #enterNextPart(): boolean {
    if (this.#part >= this.#parts.length - 1) return false;
    this.breaks.push(this.#count);
    this.#part += 1;
    this.#at = 0;
    this.#count = 0;
    return true;
  }
}

const PLAIN: Readonly<Record<string, Funds>> = {
  '': { type: '' },
  Z: { type: 'Z' },
  '0': { type: '0' },
  '1': { type: '1' },
  '2': { type: '2' },
};

/** Reads a funds type and the fields it brings: BAI2, "Funds Type". `null` when the type or its count is not valid. */
export function readFunds(cursor: FieldCursor): Funds | null {
  const type = cursor.text().toUpperCase();
  const plain = PLAIN[type];
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
