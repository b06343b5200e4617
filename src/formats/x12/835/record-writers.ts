import { formatMinor } from '@/domain/money';
import type { SegmentWriter } from '../segment-writer';
import type { Adjustment, RawSegment, Reference } from './model';

/** Most triples one CAS holds. */
const CAS_TRIPLES_MAX = 6;

export function writeRaw(writer: SegmentWriter, segments: readonly RawSegment[]): void {
  for (const segment of segments) writer.write(segment.id, segment.elements);
}

export const amountText = (amountMinor: bigint): string => shortAmount(formatMinor(amountMinor));

/** X12 R elements drop a fraction of zeros: `100`, `7.5`, `-0.25`. */
export const shortAmount = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

export function writeReferences(writer: SegmentWriter, references: readonly Reference[]): void {
  for (const { qualifier, value, description } of references) writer.write('REF', [qualifier, value, description]);
}

/** Triples of one group that follow each other share a CAS, six at most. */
export function writeAdjustments(writer: SegmentWriter, adjustments: readonly Adjustment[]): void {
  for (let from = 0; from < adjustments.length; ) {
    const { group } = adjustments[from]!;
    let to = from + 1;
    while (to < adjustments.length && to - from < CAS_TRIPLES_MAX && adjustments[to]!.group === group) to++;
    const triples = adjustments.slice(from, to);
    const elements = triples.flatMap((triple) => [
      triple.reason,
      amountText(triple.amountMinor),
      triple.quantity ?? '',
    ]);
    writer.write('CAS', [group, ...elements]);
    from = to;
  }
}
