import { formatCents } from '../cents';
import type { Line } from './validate';

/** Sum of well-formed amounts; a malformed one counts as nothing here because its own line reports it. */
export function sumAmounts(amounts: readonly string[]): string {
  const cents = amounts.map((amount) => (/^\d{1,15}\.\d{2}$/.test(amount) ? BigInt(amount.replace('.', '')) : 0n));
  return formatCents(cents.reduce((total, each) => total + each, 0n));
}

/** Takes one cent from the first debit and the first credit: still balanced, no longer what was asked for. */
export function oneCentLess(lines: readonly Line[]): readonly Line[] {
  const firstDebit = lines.findIndex((line) => line.debit > 1n);
  const firstCredit = lines.findIndex((line) => line.credit > 1n);
  if (firstDebit < 0 || firstCredit < 0) return lines;
  return lines.map((line, index) => {
    if (index === firstDebit) return { ...line, debit: line.debit - 1n };
    if (index === firstCredit) return { ...line, credit: line.credit - 1n };
    return line;
  });
}

/** The same lines with their sides changed over, which is what undoes them. */
export const turned = (lines: readonly Line[]): readonly Line[] =>
  lines.map((line) => ({ ...line, debit: line.credit, credit: line.debit }));

/** A debit and a credit of the same sum, as the ERP books of its own accord. */
export function pairOf(debitAccount: string, creditAccount: string, cents: bigint, reference: string): readonly Line[] {
  const bare = { costCenter: null, facility: null, payerClass: null, affiliate: null, reference };
  return [
    { ...bare, line: 1, account: debitAccount, debit: cents, credit: 0n },
    { ...bare, line: 2, account: creditAccount, debit: 0n, credit: cents },
  ];
}
