import { createHash } from 'node:crypto';
import type { FacilityHints } from '@/domain/facts';
import { isFiller } from '@/domain/identifiers';
import { toMinor } from '@/domain/money';
import { otherDatesOf } from '@/formats/x12/835/header-builder';
import type { HeaderParty, Payment, TransactionHeader, TransactionSummary } from '@/formats/x12/835/model';
import { daysFromFile } from '@/formats/x12/payment-checks';
import type { RemitHead } from './facts';

/** `20261104` becomes `2026-11-04`; anything that is no calendar date becomes `null`. */
export function businessDate(text: string | null): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? '');
  if (!match) return null;
  const [year, month, day] = [match[1], match[2], match[3]].map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

/**
 * How the outside names the payer: TRN03 (the payer's own id), else N104, else the payer id of REF*2U, else the name.
 * Clearinghouses put one N104 on many payers, so TRN03 comes first (domain notes on payer ids).
 */
export const payerKeyOf = (trn03: string, payer: HeaderParty): string =>
  key(trn03) || key(payer.id) || key(reference(payer, '2U')) || key(payer.name);

/** Without an id or a name the payee is whoever owns the bank account that was paid, and without one nobody: it is never shared. */
export const payeeKeyOf = (payee: HeaderParty, bpr: Pick<Payment, 'receiverBank' | 'receiverAccount'>): string =>
  key(payee.id) || key(reference(payee, 'TJ')) || key(payee.name) || accountKey(bpr);

/** Tells accounts apart and does not tell what they are: keys of parties are read by everybody. */
function accountKey({ receiverBank, receiverAccount }: Pick<Payment, 'receiverBank' | 'receiverAccount'>): string {
  if (isFiller(receiverAccount)) return '';
  const digest = createHash('sha256')
    .update(`${key(receiverBank)}|${key(receiverAccount)}`)
    .digest('hex');
  return `ACCOUNT-${digest.slice(0, 12).toUpperCase()}`;
}

const key = (text: string): string => text.trim().toUpperCase();
const reference = (party: HeaderParty, qualifier: string): string =>
  party.references.find((r) => r.qualifier === qualifier)?.value ?? '';

/** Who a remit is from and for. */
export type RemitParties = Pick<
  RemitHead,
  'payerKey' | 'planKey' | 'payerName' | 'payeeKey' | 'payeeName' | 'payeeNpi' | 'payeeTin'
>;

export const partiesOf = ({ trn03, payer, payee, bpr }: TransactionHeader): RemitParties => ({
  payerKey: payerKeyOf(trn03, payer),
  planKey: key(payer.id) || key(reference(payer, '2U')),
  payerName: payer.name,
  payeeKey: payeeKeyOf(payee, bpr),
  payeeName: payee.name,
  payeeNpi: payee.idQualifier === 'XX' ? key(payee.id) : null,
  payeeTin: payee.idQualifier === 'FI' ? key(payee.id) : key(reference(payee, 'TJ')) || null,
});

/** What the payee of a remit tells about its facility. */
export type PayeeHints = Pick<FacilityHints, 'payeeNpi' | 'payeeTin'>;

/** A payee without NPI or TIN is still known by whatever id or name it was paid under. */
export const payeeHintsOf = ({ payeeNpi, payeeTin, payeeKey }: RemitParties): PayeeHints => ({
  payeeNpi,
  payeeTin: payeeTin ?? (payeeNpi ? null : payeeKey || null),
});

/** The head of one ST–SE. Sums finer than a cent cannot balance and are cut to whole cents here, as findings say. */
export function remitHeadOf(
  summary: TransactionSummary,
  parties: RemitParties,
  plbCount: number,
  paidDigest: string,
): RemitHead {
  const { header } = summary;
  const { bpr } = header;
  const minor = (value: Parameters<typeof toMinor>[0]) => (toMinor(value) ?? 0n).toString();
  return {
    ordinal: header.index,
    st02: header.st02,
    trn02: header.trn02,
    trn03: header.trn03,
    handling: bpr.handling,
    creditDebit: bpr.creditDebit,
    currency: header.currency?.[1] ?? '',
    daysOff: daysFromFile({ date: bpr.date, otherDates: otherDatesOf(header) }),
    method: bpr.method,
    paymentDate: businessDate(bpr.date) ?? businessDate(header.productionDate),
    delimiters: header.interchange?.delimiters ?? null,
    ...parties,
    receivedMinor: (bpr.amountMinor ?? 0n).toString(),
    chargeMinor: minor(summary.chargeSum),
    paidMinor: minor(summary.paidSum),
    plbMinor: minor(summary.plbSum),
    paidDigest,
    claimCount: summary.claimCount,
    serviceCount: summary.serviceCount,
    plbCount,
    segmentCount: summary.segmentCount,
    balanced: summary.balanced === true && bpr.amountMinor !== null,
  };
}
