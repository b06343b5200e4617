import type { Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import type { ParcelPlace } from '../read/trace-source';
import { maskIdentifier } from './identifiers';

/** The same bytes as fields: what each element says, in words. */
type ParsedField = { readonly ref: string; readonly words: string; readonly value: string };
type ParsedService = {
  readonly procedure: string;
  readonly date: string;
  readonly units: string;
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly adjustments: string;
};
export type Parsed = {
  readonly fields: ParsedField[];
  readonly services: ParsedService[];
  readonly servicesMore: number;
};

const SERVICES_MAX = 50;

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

const field = (ref: string, words: string, value: string | null): ParsedField[] =>
  value ? [{ ref, words, value }] : [];
const withWords = (code: string, words: string | undefined): string => (words ? `${code}, ${words}` : code);

export function parsedClaim(claim: Claim, unmasked: boolean): Parsed {
  const shown = (value: string): string => (unmasked ? value : maskIdentifier(value));
  return {
    fields: [
      ...field('CLP01', 'Account', shown(claim.claimId)),
      ...field('CLP02', 'Status', withWords(claim.status, STATUSES[claim.status])),
      ...field('CLP06', 'Filing', claim.filingIndicator),
      ...field('CLP07', 'Payer’s number', claim.payerClaimControlNumber && shown(claim.payerClaimControlNumber)),
      ...field('CLP08', 'Facility type', claim.facilityType),
      ...field('CLP11', 'DRG', claim.drg),
      ...claim.dates.slice(0, 4).flatMap((date) => field('DTM', `Date ${date.qualifier}`, date.value)),
      ...field('LX', 'Group', claim.header.lx),
      ...field('MOA, MIA', 'Remarks', claim.remarkCodes.join(' ')),
      ...field('', 'Path', claim.path),
    ],
    services: claim.services.slice(0, SERVICES_MAX).map((line) => ({
      procedure: [line.procedureQualifier, line.procedure, ...line.modifiers].filter(Boolean).join(' '),
      date: line.date ?? '',
      units: line.units,
      chargeMinor: line.chargeMinor,
      paidMinor: line.paidMinor,
      adjustments: line.adjustments.map((a) => `${a.group} ${a.reason}`).join(', '),
    })),
    servicesMore: Math.max(0, claim.services.length - SERVICES_MAX),
  };
}

export const parsedPlb = (plb: ProviderAdjustment, unmasked: boolean): Parsed => ({
  fields: [
    ...field('PLB01', 'Provider', plb.providerId),
    ...field('PLB02', 'Fiscal year end', plb.fiscalYearEnd),
    ...field('PLB03', 'Reason', plb.reason),
    ...field('PLB03', 'Reference', plb.reference && (unmasked ? plb.reference : maskIdentifier(plb.reference))),
    ...field('', 'Pair', String(plb.pair)),
  ],
  services: [],
  servicesMore: 0,
});

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

export const parsedParcel = (parcel: ParcelPlace): Parsed => ({
  fields: [
    ...field('BPR01', 'Handling', withWords(parcel.handling, HANDLING[parcel.handling])),
    ...field('BPR04', 'Method', withWords(parcel.method, METHODS[parcel.method])),
    ...field('BPR16', 'Payment date', parcel.businessDate),
    ...field('TRN02', 'Trace', parcel.trn02),
    ...field('TRN03', 'Payer id', parcel.trn03),
    ...field('N1 PR', 'Payer', parcel.payer),
    ...field('N1 PE', 'Payee', parcel.payee),
    ...field('N104', 'Payee NPI', parcel.payeeNpi),
    ...field('CLP', 'Claims', String(parcel.claimCount)),
    ...field('SVC', 'Service lines', String(parcel.serviceCount)),
    ...field('PLB', 'Provider adjustments', String(parcel.plbCount)),
    ...field('', 'Path', parcel.path),
  ],
  services: [],
  servicesMore: 0,
});
