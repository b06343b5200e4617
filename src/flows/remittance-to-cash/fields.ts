import { formatMinor } from '@/domain/money';
import type { Claim, ProviderAdjustment, ServiceLine } from '@/formats/x12/835/model';
import type { RemitHead } from './facts';

/** The same bytes as fields: where each stands, what it says, and what that means. */
type Field = readonly [name: string, value: string, meaning: string];
type Shown = (identifier: string) => string;

const SERVICES_MAX = 50;
const DATES_MAX = 4;

const STATUSES: Readonly<Record<string, string>> = {
  '1': 'processed as primary',
  '2': 'processed as secondary',
  '3': 'processed as tertiary',
  '4': 'denied',
  '19': 'primary, sent on to another payer',
  '20': 'secondary, sent on to another payer',
  '21': 'tertiary, sent on to another payer',
  '22': 'reversal of an earlier payment',
  '23': 'not this payer’s claim, sent on',
  '25': 'estimate, no payment',
};
const HANDLING: Readonly<Record<string, string>> = {
  I: 'remittance only',
  H: 'notification only',
  C: 'payment with remittance',
  D: 'payment only',
  P: 'prenote',
  U: 'payment and remittance apart',
  X: 'handling option',
};
const METHODS: Readonly<Record<string, string>> = {
  ACH: 'electronic',
  CHK: 'check',
  FWT: 'wire',
  NON: 'no payment',
  BOP: 'payer’s choice',
};

const field = (name: string, meaning: string, value: string | null): Field[] => (value ? [[name, value, meaning]] : []);
const withWords = (code: string, words: string | undefined): string => (words ? `${code}, ${words}` : code);

export const claimFields = (claim: Claim, path: string, shown: Shown): Field[] => [
  ...field('CLP01', 'Account', shown(claim.claimId)),
  ...field('CLP02', 'Status', withWords(claim.status, STATUSES[claim.status])),
  ...field('CLP06', 'Filing', claim.filingIndicator),
  ...field('CLP07', 'Payer’s number', claim.payerClaimControlNumber && shown(claim.payerClaimControlNumber)),
  ...field('CLP08', 'Facility type', claim.facilityType),
  ...field('CLP11', 'DRG', claim.drg),
  ...claim.dates.slice(0, DATES_MAX).flatMap((date) => field('DTM', `Date ${date.qualifier}`, date.value)),
  ...field('LX', 'Group', claim.header.lx),
  ...field('MOA, MIA', 'Remarks', claim.remarkCodes.join(' ')),
  ...serviceFields(claim.services),
  ...field('', 'Path', path),
];

function serviceFields(services: readonly ServiceLine[]): Field[] {
  const more = services.length - SERVICES_MAX;
  return [
    ...services.slice(0, SERVICES_MAX).flatMap((line) => field('SVC', serviceWords(line), serviceText(line))),
    ...(more > 0 ? field('SVC', 'Not listed', `${more} more service lines`) : []),
  ];
}

const serviceWords = ({ date, units }: ServiceLine): string =>
  ['Service', date ?? '', units && `${units} units`].filter(Boolean).join(', ');

function serviceText(line: ServiceLine): string {
  const procedure = [line.procedureQualifier, line.procedure, ...line.modifiers].filter(Boolean).join(' ');
  const reasons = line.adjustments.map((a) => `${a.group} ${a.reason}`).join(', ');
  const amounts = `charged ${formatMinor(line.chargeMinor)}, paid ${formatMinor(line.paidMinor)}`;
  return [procedure, amounts, reasons].filter(Boolean).join('; ');
}

export const plbFields = (plb: ProviderAdjustment, shown: Shown): Field[] => [
  ...field('PLB01', 'Provider', plb.providerId),
  ...field('PLB02', 'Fiscal year end', plb.fiscalYearEnd),
  ...field('PLB03', 'Reason', plb.reason),
  ...field('PLB03', 'Reference', plb.reference && shown(plb.reference)),
  ...field('', 'Pair', String(plb.pair)),
];

export const remitFields = (head: RemitHead, payer: string, payee: string, path: string): Field[] => [
  ...field('BPR01', 'Handling', withWords(head.handling, HANDLING[head.handling])),
  ...field('BPR04', 'Method', withWords(head.method, METHODS[head.method])),
  ...field('BPR16', 'Payment date', head.paymentDate),
  ...field('TRN02', 'Trace', head.trn02),
  ...field('TRN03', 'Payer id', head.trn03),
  ...field('N1 PR', 'Payer', payer),
  ...field('N1 PE', 'Payee', payee),
  ...field('N104', 'Payee NPI', head.payeeNpi),
  ...field('CLP', 'Claims', String(head.claimCount)),
  ...field('SVC', 'Service lines', String(head.serviceCount)),
  ...field('PLB', 'Provider adjustments', String(head.plbCount)),
  ...field('', 'Path', path),
];
