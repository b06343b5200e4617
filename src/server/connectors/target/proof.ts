import { KIND, type Kind } from '@/domain/kinds';
import type { TargetDocument } from './port';

/** What was asked, as far as a document can prove it. */
export type AskedFor = {
  readonly kind: Kind;
  readonly key: string;
  readonly debitMinor: bigint;
  readonly lineCount: number;
};

/** Whether a document is what was asked for, by the proof of its kind. Keys are compared without case: some targets fold it. */
export function isAsAsked(asked: AskedFor, document: TargetDocument): boolean {
  if (document.key.toUpperCase() !== asked.key.toUpperCase()) return false;
  const { proof } = KIND[asked.kind];
  if (proof === 'number') return document.number !== '';
  const totals = document.debitMinor === asked.debitMinor && document.creditMinor === asked.debitMinor;
  return proof === 'amount' ? totals : totals && document.lineCount === asked.lineCount;
}
