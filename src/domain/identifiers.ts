/** Identifiers of people and claims: what makes two of them equal, and how much of one may be read without a reveal. */

/** Upper case, letters and digits only: banks and payers drop punctuation and change case (domain §2.2). */
export const normalise = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]/g, '');

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
