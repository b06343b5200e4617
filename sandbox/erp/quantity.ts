/**
 * Quantities are bigint thousandths inside and decimal strings on the wire, for the reason that amounts are: a count of
 * hours or of vials that went through a float would one day differ from the caller's own.
 */
const QUANTITY = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/;

export const ONE = 1_000n;

/** Reads `"2"`, `"0.5"` or `"-3.125"`; null when it is no such number. */
export function parseQuantity(text: string): bigint | null {
  const match = QUANTITY.exec(text);
  if (!match) return null;
  const thousandths = BigInt(`${match[2]}${(match[3] ?? '').padEnd(3, '0')}`);
  return match[1] === '-' ? -thousandths : thousandths;
}

/** The shortest text of a quantity: 2000n becomes `"2"`, -500n becomes `"-0.5"`. */
export function formatQuantity(thousandths: bigint): string {
  const digits = (thousandths < 0n ? -thousandths : thousandths).toString().padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  return `${thousandths < 0n ? '-' : ''}${digits.slice(0, -3)}${fraction === '' ? '' : `.${fraction}`}`;
}
