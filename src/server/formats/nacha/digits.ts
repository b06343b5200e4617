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

/** Check digit of a routing number: weights 3 7 1 over its eight digits, to the next multiple of ten. */
export function checkDigitOf(rdfi: string): number | null {
  if (rdfi.length !== 8 || countOf(rdfi) === null) return null;
  let sum = 0;
  for (let i = 0; i < 8; i += 1) sum += (rdfi.charCodeAt(i) - 0x30) * (i % 3 === 0 ? 3 : i % 3 === 1 ? 7 : 1);
  return (10 - (sum % 10)) % 10;
}
