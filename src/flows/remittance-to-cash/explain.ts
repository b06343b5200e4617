import { carcOf } from '@/domain/carc';
import { maskIdentifier } from '@/domain/identifiers';
import { PLB_CODES } from '@/domain/plb-codes.data';
import type { Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import { readClaim, readProviderAdjustments } from '@/formats/x12/835/reread';
import { DEFAULT_DELIMITERS } from '@/formats/x12/delimiters';
import type { Explanation, Figure, Shown } from '../flow';
import { adjustmentsOf, sumByReason } from './events';
import { headOf, type RemitHead } from './facts';
import { claimFields, plbFields, remitFields } from './fields';
import { claimMarks, plbMarks } from './marks';
import type { PostingRules } from './rules';

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

type Line = { readonly rule: string; readonly rules: PostingRules };

/** One plain sentence, the arithmetic behind one amount of an 835, and its elements in words. */
export function explain(item: Shown, masked: boolean, line?: Line): Explanation {
  const head = headOf(item.head);
  const delimiters = head.delimiters ?? DEFAULT_DELIMITERS;
  const shown = (identifier: string): string => (masked ? maskIdentifier(identifier) : identifier);
  const payer = item.parties.payerName || item.parties.payerKey || head.payerKey;
  if (item.type === 'payment.posted/1') {
    const claim = readClaim(item.bytes, delimiters, item.offset);
    return {
      ...explainClaim(claim, payer, shown(claim.claimId)),
      fields: claimFields(claim, item.path, shown),
      marks: claimMarks(claim, line ?? null),
    };
  }
  if (item.type === 'provider.adjusted/1') {
    const plb = readProviderAdjustments(item.bytes, delimiters, item.offset).find(({ pair }) => pair === item.part);
    if (!plb) throw new RangeError(`No PLB pair ${item.part} at offset ${item.offset}: the span is not one of a PLB.`);
    return { ...explainPlb(plb, head), fields: plbFields(plb, shown), marks: plbMarks(plb) };
  }
  const payee = item.parties.payeeName || item.parties.payeeKey || head.payeeKey;
  return { ...explainRemit(head, payer, payee), fields: remitFields(head, payer, payee, item.path) };
}

type Explained = Required<Pick<Explanation, 'sentence' | 'sum'>>;

/** CLP03 charged − CAS = CLP04 paid (005010X221A1 §1.10.2.1). `account` is masked by the caller. */
function explainClaim(claim: Claim, payer: string, account: string): Explained {
  const { status, paidMinor, chargeMinor } = claim;
  const did = status === REVERSAL ? 'took this back' : paidMinor === 0n ? 'paid nothing' : 'paid this';
  const lines = [{ ref: 'CLP03', words: 'Charged', minor: chargeMinor }, ...adjustmentLines(claim)];
  const result = { ref: 'CLP04', words: status === REVERSAL ? 'Taken back' : 'Paid', minor: paidMinor };
  return {
    sentence: `${payer} ${did} for claim ${account}. ${placeOf(claim.paidSpan)}`,
    sum: sumOf({ ...result, words: result.words.toLowerCase() }, lines, result),
  };
}

function adjustmentLines(claim: Claim): Figure[] {
  const all = sumByReason(adjustmentsOf(claim)).map(({ group, reason, amountMinor }) => ({
    ref: `CAS ${group} ${reason}`,
    words: `${carcOf(reason).label}, ${GROUPS[group] ?? group}`,
    minor: -amountMinor,
  }));
  if (all.length <= LINES_MAX) return all;
  const rest = all.slice(LINES_MAX - 1);
  return [...all.slice(0, LINES_MAX - 1), { ref: 'CAS', words: `${rest.length} more reasons`, minor: total(rest) }];
}

/** ΣCLP04 − ΣPLB = BPR02 (005010X221A1 §1.10.2.1). */
function explainRemit(head: RemitHead, payer: string, payee: string): Explained {
  const result = paymentOf(head);
  const adjustments = head.plbCount > 0 ? ` and ${plural(head.plbCount, 'provider adjustment')}` : '';
  return {
    sentence: `${payer} paid ${payee} for ${plural(head.claimCount, 'claim')}${adjustments}.`,
    sum: sumOf({ ...result, words: 'payment' }, remitLines(head, null), result),
  };
}

/** The sign rule of PLB is the one people get wrong: a positive amount takes money away from this payment. */
function explainPlb(plb: ProviderAdjustment, head: RemitHead): Explained {
  const label = PLB_CODES[plb.reason]?.label ?? `Reason ${plb.reason}`;
  const does =
    plb.amountMinor < 0n
      ? 'A negative PLB adds money to this payment'
      : 'A positive PLB takes money away from this payment';
  const of = {
    ref: `PLB${String(2 + plb.pair * 2).padStart(2, '0')}`,
    words: label.toLowerCase(),
    minor: plb.amountMinor,
  };
  return {
    sentence: `${does}: ${of.words}. ${placeOf(plb.amountSpan)}`,
    sum: sumOf(of, remitLines(head, { label, plb }), paymentOf(head)),
  };
}

const paymentOf = (head: RemitHead): Figure => ({ ref: 'BPR02', words: 'Payment', minor: BigInt(head.receivedMinor) });

function remitLines(head: RemitHead, own: { label: string; plb: ProviderAdjustment } | null): Figure[] {
  const others = head.plbCount - (own ? 1 : 0);
  const rest = {
    ref: 'PLB',
    words: plural(others, own ? 'other adjustment' : 'provider adjustment'),
    minor: (own?.plb.amountMinor ?? 0n) - BigInt(head.plbMinor),
  };
  return [
    { ref: 'CLP04', words: `Paid on ${plural(head.claimCount, 'claim')}`, minor: BigInt(head.paidMinor) },
    ...(own ? [{ ref: `PLB ${own.plb.reason}`, words: own.label, minor: -own.plb.amountMinor }] : []),
    ...(others > 0 ? [rest] : []),
  ];
}

const sumOf = (of: Figure, lines: readonly Figure[], result: Figure): Explained['sum'] => ({
  of,
  lines,
  result,
  difference: result.minor - total(lines),
});

const total = (figures: readonly Figure[]): bigint => figures.reduce((sum, figure) => sum + figure.minor, 0n);
const plural = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
const placeOf = ({ offset, length }: { readonly offset: number; readonly length: number }): string =>
  `Bytes ${offset}–${offset + Math.max(length, 1) - 1}.`;
