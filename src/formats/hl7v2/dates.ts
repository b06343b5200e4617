/** Dates and times of a message, judged alike wherever they stand and whatever the type of the message. */
import type { Finding } from '../finding';
import { isHl7Time } from './datetime';
import { SegmentReader } from './fields';
import { hl7Finding } from './findings';
import { type Hl7Message, segmentPath } from './model';

/** Fields of type DTM, TS, DT or DR by segment (HL7 v2 chapters 2, 3, 4, 6 and 10). */
const TIMES: Readonly<Record<string, readonly number[]>> = {
  MSH: [7],
  EVN: [2, 3, 6],
  PID: [7, 29],
  PV1: [44, 45],
  PV2: [8, 9, 33],
  ORC: [9, 15],
  OBR: [6, 7],
  FT1: [4, 5],
  DG1: [5],
  PR1: [5],
  GT1: [8, 13, 14],
  IN1: [12, 13, 18],
  TQ1: [7, 8],
};

/** A finding for every field above that holds text and no date; `known` are the paths a view has named already. */
export function datesOf(message: Hl7Message, known: ReadonlySet<string | undefined>): Finding[] {
  const findings: Finding[] = [];
  for (const segment of message.segments) {
    const fields = TIMES[segment.id];
    if (fields === undefined) continue;
    const reader = new SegmentReader(message, segment);
    for (const field of fields) {
      const text = reader.get(field);
      if (!text || isHl7Time(text)) continue;
      const path = segmentPath(message, segment, field);
      if (known.has(path)) continue;
      const place = { offset: reader.span.offset, line: segment.line, path };
      findings.push(hl7Finding('HL7_TIME_INVALID', place, `${segment.id}-${field}`));
    }
  }
  return findings;
}
