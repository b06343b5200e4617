/**
 * Amounts inside the sandbox are bigint cents; on the wire they are decimal strings. The sandbox has its own few lines
 * for this because a partner that shared code with the product would also share its mistakes.
 */
type CentsProblem = 'precision' | 'negative';

const AMOUNT = /^(-?)(\d{1,15})\.(\d{2})$/;

/** Reads `"337.25"` as 33725n. Anything but digits, a point and two digits is `precision`; below zero is `negative`. */
export function parseCents(text: string): bigint | CentsProblem {
  const match = AMOUNT.exec(text);
  if (!match) return 'precision';
  const cents = BigInt(`${match[2]}${match[3]}`);
  if (match[1] === '-' && cents > 0n) return 'negative';
  return cents;
}

/** 33725n becomes `"337.25"`; -725n becomes `"-7.25"`. */
export function formatCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
