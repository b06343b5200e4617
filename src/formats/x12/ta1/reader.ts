import type { SegmentRecord } from '../loops/model';
import { textOf } from '../loops/segment-record';
import type { InterchangeAcknowledgment } from './model';

/** Reads the TA1 segments a loop reader hands to `interchangeAcknowledgment`. */
export const interchangeAcknowledgmentOf = (segment: SegmentRecord): InterchangeAcknowledgment => ({
  span: segment.span,
  controlNumber: textOf(segment, 1),
  date: textOf(segment, 2),
  time: textOf(segment, 3),
  code: textOf(segment, 4),
  note: textOf(segment, 5),
});
