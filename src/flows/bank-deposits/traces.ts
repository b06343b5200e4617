import { depositKey } from '@/domain/ties';
import type { Trace } from '@/formats/shared/trace';
import { findTraces } from '@/formats/shared/trn';
import type { TraceFound } from './facts';
import { NO_REFERENCE } from './type-codes.data';

/**
 * Finds what may be the trace number of a payment in what a bank says about it. Nothing is decided here: every candidate is
 * kept with the place it was found in, and the rules say which places are trusted.
 */

/** Candidates kept per payment: a text with more is noise. */
const TRACES_MAX = 50;
const REFERENCE_MAX = 50;
const REFERENCE_LEAST = 4;

/** Some systems escape the asterisks of a segment on its way through their own formats. */
const unescaped = (text: string): string =>
  text
    .replace(/\\(?=[*|^])/g, '')
    .replaceAll('%2A', '*')
    .replaceAll('&#42;', '*');

/** TRN segments of X12 005010X221A1 as CAQH CORE 370 puts them into addenda, whole or damaged. */
export function trnTraces(parts: readonly string[], known: readonly Trace[]): readonly Trace[] {
  if (known.length > 0) return known;
  const plain = parts.map(unescaped);
  return plain.some((text, at) => text !== parts[at]) ? findTraces(plain) : known;
}

export const foundTraces = (traces: readonly Trace[]): readonly TraceFound[] =>
  traces.map(({ traceNumber, form }) => ({ text: traceNumber, how: form === 'standard' ? 'trn' : 'trn-damaged' }));

/** TRN03 of the traces, when they agree. */
export function originatorIn(traces: readonly Trace[]): string | null {
  const ids = new Set(traces.map(({ payerId }) => payerId.trim()).filter((id) => id !== ''));
  return ids.size === 1 ? ([...ids][0] as string) : null;
}

/** A reference as a candidate; none when it is a filler, too short to tell anything, or holds no digit. */
export function reference(text: string, how: TraceFound['how']): readonly TraceFound[] {
  const key = depositKey(text);
  if (key.length < REFERENCE_LEAST || text.length > REFERENCE_MAX || !/\d/.test(key) || NO_REFERENCE.has(key))
    return [];
  return [{ text: text.trim(), how }];
}

const CHECK = /\b(?:CHECK|CHK|CHEQUE)\s*(?:NO|NUM|NUMBER|#)?\.?\s*[:#]?\s*(\d{3,15})\b/gi;
const END_TO_END = /\b(?:EREF|E2E|ENDTOENDID)\s*[:/+]\s*([A-Za-z0-9-]{4,35})/gi;
const LABELLED = /\b(?:PAYMENT (?:ID|NO)|PMT ID|EFT NO|EFT#|REASSOC(?:IATION)? TRACE)\s*[:#]?\s*([A-Za-z0-9-]{4,50})/gi;

const matches = (text: string, pattern: RegExp, how: TraceFound['how']): TraceFound[] =>
  [...text.matchAll(pattern)].flatMap((match) => [...reference(match[1] ?? '', how)]);

/** Labelled references in free text. The ACH trace number (`TRACE#`) is none of them: it names the entry, not the payment. */
export const textTraces = (text: string): readonly TraceFound[] => [
  ...[...text.matchAll(CHECK)].flatMap((match): TraceFound[] =>
    depositKey(match[1] ?? '') === '' ? [] : [{ text: match[1] ?? '', how: 'check' }],
  ),
  ...matches(text, END_TO_END, 'end-to-end'),
  ...matches(text, LABELLED, 'text'),
];

/** Each candidate once, in the order found. */
export function distinct(traces: readonly TraceFound[]): TraceFound[] {
  const seen = new Set<string>();
  return traces
    .filter(({ text, how }) => {
      const mark = `${how}|${depositKey(text)}`;
      if (depositKey(text) === '' || seen.has(mark)) return false;
      seen.add(mark);
      return true;
    })
    .slice(0, TRACES_MAX);
}

const MONEY = '\\$?(\\d{1,3}(?:,\\d{3})*\\.\\d\\d|\\d{1,12}\\.\\d\\d)';
const GROSS = new RegExp(`\\bGROSS\\s*(?:AMT|AMOUNT)?\\s*[:=]?\\s*${MONEY}`, 'i');
const FEE = new RegExp(`\\b(?:FEE|DISC(?:OUNT)?)\\s*(?:AMT|AMOUNT)?\\s*[:=]?\\s*${MONEY}`, 'i');

const cents = (text: string): bigint => BigInt(text.replace(/[,.]/g, ''));

/** Gross and fee of a card settlement where its text names both and they give the net amount; null otherwise. */
export function cardIn(text: string, netMinor: bigint): { grossMinor: bigint; feeMinor: bigint } | null {
  const gross = GROSS.exec(text)?.[1];
  const fee = FEE.exec(text)?.[1];
  if (gross === undefined || fee === undefined) return null;
  const [grossMinor, feeMinor] = [cents(gross), cents(fee)];
  return grossMinor - feeMinor === netMinor ? { grossMinor, feeMinor } : null;
}

const COMPANY_ID = /\b(?:CO(?:MPANY)?|ORIG(?:INATOR)?)\s*ID\s*[:#]?\s*([A-Z0-9]{9,10})\b/i;

/** The ACH company id where a bank prints it, as TRN03 writes it. */
export const companyIn = (text: string): string | null => COMPANY_ID.exec(text)?.[1]?.toUpperCase() ?? null;

export const isClaimPayment = (text: string): boolean => /HCCLAIMPMT/i.test(text);

const OTHER_ACCOUNT = /\b(?:FROM|TO|ACCT|ACCOUNT|SUB)\b[^0-9X*]{0,20}[X*]*(\d{4,17})\b/i;
/** Last four digits of the other account of a transfer, where its text names one. */
export const counterpartIn = (text: string): string | null => OTHER_ACCOUNT.exec(text)?.[1]?.slice(-4) ?? null;
