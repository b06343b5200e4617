/** MSH, EVN, MSA, ERR, NTE and the batch headers and trailers (HL7 v2 §2.14). */
import { coded, designator, entity, many, messageType, one, provider, text } from '../datatypes';
import type { SegmentReader } from '../fields';

/** MSH (HL7 v2 §2.14.9). */
export const readMsh = (r: SegmentReader) => ({
  sendingApplication: one(r, 3, designator),
  sendingFacility: one(r, 4, designator),
  receivingApplication: one(r, 5, designator),
  receivingFacility: one(r, 6, designator),
  sentAt: r.get(7),
  security: r.get(8),
  messageType: one(r, 9, messageType),
  controlId: r.get(10),
  processingId: r.get(11),
  processingMode: r.get(11, 2),
  version: r.get(12),
  sequenceNumber: r.get(13),
  continuationPointer: r.get(14),
  acceptAcknowledgment: r.get(15),
  applicationAcknowledgment: r.get(16),
  countryCode: r.get(17),
  characterSets: many(r, 18, text),
  language: one(r, 19, coded),
  profiles: many(r, 21, entity),
});

/** EVN (HL7 v2 §3.4.1). EVN-2 orders events of one account. */
export const readEvn = (r: SegmentReader) => ({
  eventType: r.get(1),
  recordedAt: r.get(2),
  plannedAt: r.get(3),
  reason: r.get(4),
  operators: many(r, 5, provider),
  occurredAt: r.get(6),
  facility: one(r, 7, designator),
});

/** MSA (HL7 v2 §2.14.8). */
export const readMsa = (r: SegmentReader) => ({
  code: r.get(1),
  controlId: r.get(2),
  text: r.get(3),
  expectedSequence: r.get(4),
  errorCondition: one(r, 6, coded),
});

/** ERR (HL7 v2 §2.14.5): ERR-1 until v2.4, the rest from v2.5. */
export const readErr = (r: SegmentReader) => ({
  codeAndLocation: many(r, 1, (at) => ({
    segment: at.r.get(1, 1, 1, at.repetition),
    sequence: at.r.get(1, 2, 1, at.repetition),
    field: at.r.get(1, 3, 1, at.repetition),
    code: at.r.get(1, 4, 1, at.repetition),
  })),
  locations: many(r, 2, (at) => ({
    segment: at.r.get(2, 1, 1, at.repetition),
    sequence: at.r.get(2, 2, 1, at.repetition),
    field: at.r.get(2, 3, 1, at.repetition),
    repetition: at.r.get(2, 4, 1, at.repetition),
    component: at.r.get(2, 5, 1, at.repetition),
  })),
  code: one(r, 3, coded),
  severity: r.get(4),
  applicationCode: one(r, 5, coded),
  diagnostic: r.get(7),
  userMessage: r.get(8),
});

/** NTE (HL7 v2 §2.14.10). */
export const readNte = (r: SegmentReader) => ({
  setId: r.get(1),
  source: r.get(2),
  comments: many(r, 3, text),
  type: one(r, 4, coded),
});
