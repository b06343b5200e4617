import type { SegmentElement } from '../loops/model';
import type { WrittenInterchangeAcknowledgment } from './model';

/** A TA1 as the writer of interchanges takes it, to stand before the first group. */
export const ta1Segment = (
  ta1: WrittenInterchangeAcknowledgment,
): { readonly id: string; readonly elements: readonly SegmentElement[] } => ({
  id: 'TA1',
  elements: [ta1.controlNumber, ta1.date, ta1.time, ta1.code, ta1.note],
});
