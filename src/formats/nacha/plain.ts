import type { RawRecord } from '../shared/fixed-width';
import type { AddendaRecord, EntryRecord } from './entry';
import { NACHA_WIDTH } from './tokenizer';

/**
 * Quick looks at records 6 and 7 as bytes: `true` means that `checkEntry` and `checkAddenda` would find nothing. They
 * let go what nearly every file is made of; whatever they are not sure of is left to the checks, which alone find
 * faults.
 */
const ZERO = 0x30;
const ONE = 0x31;
const NINE = 0x39;
const BLANK = 0x20;

/** Weights of the check digit over the eight digits of a routing number. */
const WEIGHTS = Uint8Array.of(3, 7, 1, 3, 7, 1, 3, 7);

/** Full width and printable ASCII only, so that a column is a byte. */
export const isFull = (raw: RawRecord): boolean => raw.source.isPrintable && raw.size === NACHA_WIDTH;

/** Columns 4-12: eight digits and the digit that follows from them. */
function hasRouting(codes: Uint8Array, start: number): boolean {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) {
    const digit = (codes[start + 3 + i] as number) - ZERO;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (WEIGHTS[i] as number);
  }
  return codes[start + 11] === ZERO + ((10 - (sum % 10)) % 10);
}

/** Columns 55-76 hold a name, and it does not begin with a zero. */
function hasName(codes: Uint8Array, start: number): boolean {
  let at = start + 54;
  while (at < start + 76 && codes[at] === BLANK) at += 1;
  return at < start + 76 && codes[at] !== ZERO;
}

/** `excluded` is the direction the batch's service class forbids. */
export function isPlainEntry(entry: EntryRecord, excluded: string | undefined): boolean {
  const { raw, direction } = entry;
  const { codes } = raw.source;
  if (!isFull(raw) || direction === 'other' || direction === excluded || entry.amountCents === null) return false;
  if (entry.place.layout !== 'common') return false;
  return (
    (codes[raw.start + 78] === ONE) === (entry.held !== null) &&
    hasRouting(codes, raw.start) &&
    hasName(codes, raw.start)
  );
}

/** Payment information that ends in the last seven digits of its entry's trace number. */
export function isPlainAddenda(addenda: AddendaRecord): boolean {
  const { raw, owner } = addenda;
  if (owner === null || !addenda.isPaymentInfo || !isFull(raw) || !isFull(owner.raw)) return false;
  if (owner.place.layout === 'adv') return false;
  const { codes } = raw.source;
  const own = owner.raw.source.codes;
  for (let column = 87; column < NACHA_WIDTH; column += 1) {
    const code = codes[raw.start + column] as number;
    if (code < ZERO || code > NINE || code !== own[owner.raw.start + column]) return false;
  }
  return true;
}
