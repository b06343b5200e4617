/** Longest run of digits read as a count; longer runs could pass the exact range of a number. */
const COUNT_DIGITS_MAX = 15;

/** Reads a text of digits only as minor units; `null` for anything else, the empty text included. */
export function minorOf(text: string): bigint | null {
  if (text === '') return null;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return null;
  }
  return BigInt(text);
}

/** Reads a text of digits only as a count or routing number, never as money; `null` for anything else. */
export function countOf(text: string): number | null {
  if (text === '' || text.length > COUNT_DIGITS_MAX) return null;
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads characters `from` to `to` as `countOf` reads a text, for at most fifteen of them; -1 for anything else. */
export function digitsAt(codes: Uint8Array, from: number, to: number): number {
  if (from >= to) return -1;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (codes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
