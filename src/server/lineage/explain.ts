import { carcOf } from '@/domain/carc';
import { PLB_CODES } from '@/domain/plb-codes.data';
import type { Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import { adjustmentsOf } from './marks';

/** One plain sentence and the arithmetic behind one amount of an 835. Amounts carry the sign with which they add up. */
type ExplainLine = { readonly ref: string; readonly words: string; readonly amountMinor: bigint };
export type Explanation = {
  readonly ref: string;
  readonly words: string;
  readonly amountMinor: bigint;
  readonly sentence: string;
  readonly lines: ExplainLine[];
  readonly result: ExplainLine;
  /** What the lines leave unexplained; zero when they sum. */
  readonly differenceMinor: bigint;
};

/** Adjustment lines shown one by one; further ones are summed in one line that says how many. */
const LINES_MAX = 6;

const GROUPS: Readonly<Record<string, string>> = {
  CO: 'contract',
  PR: 'patient owes',
  OA: 'other',
  PI: 'payer decided',
  CR: 'correction',
};
const REVERSAL = '22';

const plural = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;

/** CLP03 charged − CAS = CLP04 paid (005010X221A1 §1.10.2.1). `account` is masked by the caller. */
export function explainClaim(claim: Claim, payer: string, account: string): Explanation {
  const { offset, length } = claim.paidSpan;
  const did = claim.status === REVERSAL ? 'took this back' : claim.paidMinor === 0n ? 'paid nothing' : 'paid this';
  const lines = [{ ref: 'CLP03', words: 'Charged', amountMinor: claim.chargeMinor }, ...adjustmentLines(claim)];
  const result = {
    ref: 'CLP04',
    words: claim.status === REVERSAL ? 'Taken back' : 'Paid',
    amountMinor: claim.paidMinor,
  };
  return {
    ref: 'CLP04',
    words: result.words.toLowerCase(),
    amountMinor: claim.paidMinor,
    sentence: `${payer} ${did} for claim ${account}. Bytes ${offset}–${offset + Math.max(length, 1) - 1}.`,
    lines,
    result,
    differenceMinor: result.amountMinor - sum(lines),
  };
}

function adjustmentLines(claim: Claim): ExplainLine[] {
  const sums = new Map<string, { group: string; reason: string; amountMinor: bigint }>();
  for (const { group, reason, amountMinor } of adjustmentsOf(claim)) {
    const key = `${group}|${reason}`;
    sums.set(key, { group, reason, amountMinor: (sums.get(key)?.amountMinor ?? 0n) + amountMinor });
  }
  const all = [...sums.values()].map(({ group, reason, amountMinor }) => ({
    ref: `CAS ${group} ${reason}`,
    words: `${carcOf(reason).label}, ${GROUPS[group] ?? group}`,
    amountMinor: -amountMinor,
  }));
  if (all.length <= LINES_MAX) return all;
  const rest = all.slice(LINES_MAX - 1);
  return [...all.slice(0, LINES_MAX - 1), { ref: 'CAS', words: `${rest.length} more reasons`, amountMinor: sum(rest) }];
}

type ParcelSums = {
  readonly payer: string;
  readonly payee: string;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  /** False: amounts and counts are the reader's part of it. */
  readonly whole: boolean;
};

/** ΣCLP04 − ΣPLB = BPR02 (005010X221A1 §1.10.2.1). */
export function explainParcel(parcel: ParcelSums): Explanation {
  const lines = parcelLines(parcel, null);
  return {
    ref: parcel.whole ? 'BPR02' : 'CLP04',
    words: parcel.whole ? 'payment' : 'your part of the payment',
    amountMinor: parcel.receivedMinor,
    sentence: `${parcel.payer} paid ${parcel.payee} for ${plural(parcel.claimCount, 'claim')}${
      parcel.plbCount > 0 ? ` and ${plural(parcel.plbCount, 'provider adjustment')}` : ''
    }.`,
    lines,
    result: resultOf(parcel),
    differenceMinor: parcel.receivedMinor - sum(lines),
  };
}

/** The sign rule of PLB is the one people get wrong: a positive amount takes money away from this payment. */
export function explainPlb(plb: ProviderAdjustment, parcel: ParcelSums): Explanation {
  const label = PLB_CODES[plb.reason]?.label ?? `Reason ${plb.reason}`;
  const { offset, length } = plb.amountSpan;
  const lines = parcelLines(parcel, { label, plb });
  return {
    ref: `PLB${String(2 + plb.pair * 2).padStart(2, '0')}`,
    words: label.toLowerCase(),
    amountMinor: plb.amountMinor,
    sentence: `${
      plb.amountMinor < 0n
        ? 'A negative PLB adds money to this payment'
        : 'A positive PLB takes money away from this payment'
    }: ${label.toLowerCase()}. Bytes ${offset}–${offset + Math.max(length, 1) - 1}.`,
    lines,
    result: resultOf(parcel),
    differenceMinor: parcel.receivedMinor - sum(lines),
  };
}

/** What the payment as a whole says of itself, or what of it is the reader's. */
const resultOf = ({ whole, receivedMinor }: ParcelSums): ExplainLine =>
  whole
    ? { ref: 'BPR02', words: 'Payment', amountMinor: receivedMinor }
    : { ref: '', words: 'Your part of the payment', amountMinor: receivedMinor };

function parcelLines(parcel: ParcelSums, own: { label: string; plb: ProviderAdjustment } | null): ExplainLine[] {
  const claims = {
    ref: 'CLP04',
    words: `Paid on ${plural(parcel.claimCount, 'claim')}`,
    amountMinor: parcel.paidMinor,
  };
  const others = parcel.plbCount - (own ? 1 : 0);
  const othersMinor = parcel.plbMinor - (own?.plb.amountMinor ?? 0n);
  const rest = {
    ref: 'PLB',
    words: own ? plural(others, 'other adjustment') : plural(others, 'provider adjustment'),
    amountMinor: -othersMinor,
  };
  return [
    claims,
    ...(own ? [{ ref: `PLB ${own.plb.reason}`, words: own.label, amountMinor: -own.plb.amountMinor }] : []),
    ...(others > 0 ? [rest] : []),
  ];
}

const sum = (lines: readonly ExplainLine[]): bigint => lines.reduce((total, line) => total + line.amountMinor, 0n);
