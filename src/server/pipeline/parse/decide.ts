import { toMinor } from '@/domain/money';
import type { Finding } from '@/formats/finding';
import type { FileSummary, HeaderParty, TransactionSummary } from '@/formats/x12/835/model';
import type { NewRemit, ParseOutcome } from '../../store/parsing';

/** Findings kept with a remit or an artifact; the count of all is kept beside them. */
export const FINDINGS_KEPT_MAX = 50;

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
  key(trn03) || key(payer.id) || key(reference(payer, '2U')) || key(payer.name) || '(NONE)';

export const payeeKeyOf = (payee: HeaderParty): string =>
  key(payee.id) || key(reference(payee, 'TJ')) || key(payee.name) || '(NONE)';

const key = (text: string): string => text.trim().toUpperCase();
const reference = (party: HeaderParty, qualifier: string): string =>
  party.references.find((r) => r.qualifier === qualifier)?.value ?? '';

/** The remit row of one ST–SE. Sums finer than a cent cannot balance and are cut to whole cents here, as findings say. */
export function remitOf(
  id: string,
  summary: TransactionSummary,
  plbCount: number,
  findings: readonly Finding[],
): NewRemit {
  const { header } = summary;
  const { bpr, payer, payee } = header;
  const minor = (value: Parameters<typeof toMinor>[0]) => toMinor(value) ?? 0n;
  return {
    id,
    ordinal: header.index,
    byteOffset: summary.span.offset,
    byteLength: summary.span.length,
    path: header.path,
    segmentCount: summary.segmentCount,
    delimiters: header.interchange?.delimiters ?? null,
    st02: header.st02,
    trn02: header.trn02,
    trn03: header.trn03,
    handling: bpr.handling,
    method: bpr.method,
    paymentDate: businessDate(bpr.date) ?? businessDate(header.productionDate),
    payerKey: payerKeyOf(header.trn03, payer),
    payerName: payer.name,
    payeeKey: payeeKeyOf(payee),
    payeeName: payee.name,
    payeeNpi: payee.idQualifier === 'XX' ? key(payee.id) : null,
    payeeTin: payee.idQualifier === 'FI' ? key(payee.id) : key(reference(payee, 'TJ')) || null,
    receivedMinor: bpr.amountMinor ?? 0n,
    chargeMinor: minor(summary.chargeSum),
    paidMinor: minor(summary.paidSum),
    plbMinor: minor(summary.plbSum),
    claimCount: summary.claimCount,
    serviceCount: summary.serviceCount,
    plbCount,
    balanced: summary.balanced === true && bpr.amountMinor !== null,
    contentSha256: summary.contentSha256,
    findings: findings.slice(0, FINDINGS_KEPT_MAX),
  };
}

/** Without BPR02 nothing is known about what was received, so there is nothing to keep account of. */
const UNREADABLE_AMOUNT = new Set([
  'X835_AMOUNT_NOT_NUMERIC',
  'X835_AMOUNT_PRECISION',
  'X835_AMOUNT_MISSING',
  'X835_BPR_MISSING',
]);

/**
 * Whether the artifact may go on. Strict on completeness: a missing trailer or a count that disagrees quarantines the whole
 * file, because what is missing cannot be told from what was never sent.
 */
export function judgeArtifact(summary: FileSummary, findings: readonly Finding[], findingCount: number): ParseOutcome {
  const counts = { findingCount, transactionCount: summary.transactions, claimCount: summary.claims };
  const kept = findings.slice(0, FINDINGS_KEPT_MAX);
  const quarantine = (failureCode: string, failureText: string): ParseOutcome => ({
    state: 'quarantined',
    failureCode,
    failureText,
    findings: kept,
    ...counts,
  });
  const issue = summary.envelopeIssues[0];
  if (issue !== undefined) {
    const place = findings.find((f) => f.severity === 'error');
    return quarantine(
      'ENVELOPE_BROKEN',
      place ? `${place.message} Segment ${place.line}, byte ${place.offset}.` : issue,
    );
  }
  if (summary.transactions === 0) return quarantine('FORMAT_UNKNOWN', 'The file holds no 835 payment.');
  const amount = findings.find((f) => UNREADABLE_AMOUNT.has(f.code) && f.path?.includes('BPR02'));
  if (amount) return quarantine('AMOUNT_INVALID', `${amount.message} Segment ${amount.line}, byte ${amount.offset}.`);
  return { state: 'parsed', failureCode: null, failureText: null, findings: kept, ...counts };
}
