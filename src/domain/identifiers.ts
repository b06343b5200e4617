/** Identifiers of people and claims: what makes two of them equal, and how much of one may be read without a reveal. */

/** Upper case, letters and digits only: banks and payers drop punctuation and change case (domain §2.2). */
export const normalise = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** What payers and hospitals write where no number was given. */
const FILLERS: ReadonlySet<string> = new Set([
  'NONE',
  'UNKNOWN',
  'UNK',
  'NA',
  'NULL',
  'NIL',
  'TBD',
  'BLANK',
  'MISSING',
  'NOTAVAILABLE',
  'NOTPROVIDED',
  'NOACCOUNT',
  'NOTONFILE',
]);

/** Whether a number names nothing: empty, one digit or letter over and over, or a word for “none”. Equal fillers are not the same. */
export function isFiller(value: string): boolean {
  const text = normalise(value);
  return /^(0*|9{2,}|X+)$/.test(text) || FILLERS.has(text);
}

/**
 * The payer's own id as every relay writes it: a company id of ten digits is an id of nine behind the digit that says which kind it
 * is (1 EIN, 3 DUNS, 9 assigned), and that digit gets lost.
 */
export function payerForm(id: string): string {
  const text = normalise(id);
  return /^[139]\d{9}$/.test(text) ? text.slice(1) : text;
}

/** A check or trace number: leading zeros do not make another one. All zeros are a filler. */
export const traceForm = (text: string): string => normalise(text).replace(/^0+/, '');

/** How much of an identifier may be read without a reveal: its prefix letters and its last four. */
export type Kept = { readonly head: number; readonly tail: number };

const PREFIX = /^[A-Za-z]{0,4}/;
const LONG = 8;
const TAIL = 4;

/** Short values lose all but their prefix and a third, so that masking never shows nearly everything. */
export function keptOf(value: string): Kept {
  const head = PREFIX.exec(value)?.[0].length ?? 0;
  const rest = value.length - head;
  return { head, tail: rest >= LONG ? TAIL : Math.floor(rest / 3) };
}

/** `LKG2026104418` → `LKG····4418`. */
export function maskIdentifier(value: string): string {
  const { head, tail } = keptOf(value);
  return `${value.slice(0, head)}····${tail > 0 ? value.slice(-tail) : ''}`;
}
