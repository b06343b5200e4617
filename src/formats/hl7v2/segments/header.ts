/** MSH, EVN, MSA, ERR, NTE and the batch headers and trailers (HL7 v2 §2.14). */
import { coded, designator, entity, many, messageType, one, provider, text } from '../datatypes';
import { recordReader } from '../record';

/** MSH (HL7 v2 §2.14.9). */
export const readMsh = recordReader({
  sendingApplication: (r) => one(r, 3, designator),
  sendingFacility: (r) => one(r, 4, designator),
  receivingApplication: (r) => one(r, 5, designator),
  receivingFacility: (r) => one(r, 6, designator),
  sentAt: (r) => r.get(7),
  security: (r) => r.get(8),
  messageType: (r) => one(r, 9, messageType),
  controlId: (r) => r.get(10),
  processingId: (r) => r.get(11),
  processingMode: (r) => r.get(11, 2),
  version: (r) => r.get(12),
  sequenceNumber: (r) => r.get(13),
  continuationPointer: (r) => r.get(14),
  acceptAcknowledgment: (r) => r.get(15),
  applicationAcknowledgment: (r) => r.get(16),
  countryCode: (r) => r.get(17),
  characterSets: (r) => many(r, 18, text),
  language: (r) => one(r, 19, coded),
  profiles: (r) => many(r, 21, entity),
});

/** EVN (HL7 v2 §3.4.1). EVN-2 orders events of one account. */
export const readEvn = recordReader({
  eventType: (r) => r.get(1),
  recordedAt: (r) => r.get(2),
  plannedAt: (r) => r.get(3),
  reason: (r) => r.get(4),
  operators: (r) => many(r, 5, provider),
  occurredAt: (r) => r.get(6),
  facility: (r) => one(r, 7, designator),
});

/** MSA (HL7 v2 §2.14.8). */
export const readMsa = recordReader({
  code: (r) => r.get(1),
  controlId: (r) => r.get(2),
  text: (r) => r.get(3),
  expectedSequence: (r) => r.get(4),
  errorCondition: (r) => one(r, 6, coded),
});

/** ERR (HL7 v2 §2.14.5): ERR-1 until v2.4, the rest from v2.5. */
export const readErr = recordReader({
  codeAndLocation: (r) =>
    many(r, 1, (at) => ({
      segment: at.r.get(1, 1, 1, at.repetition),
      sequence: at.r.get(1, 2, 1, at.repetition),
      field: at.r.get(1, 3, 1, at.repetition),
      code: at.r.get(1, 4, 1, at.repetition),
    })),
  locations: (r) =>
    many(r, 2, (at) => ({
      segment: at.r.get(2, 1, 1, at.repetition),
      sequence: at.r.get(2, 2, 1, at.repetition),
      field: at.r.get(2, 3, 1, at.repetition),
      repetition: at.r.get(2, 4, 1, at.repetition),
      component: at.r.get(2, 5, 1, at.repetition),
    })),
  code: (r) => one(r, 3, coded),
  severity: (r) => r.get(4),
  applicationCode: (r) => one(r, 5, coded),
  diagnostic: (r) => r.get(7),
  userMessage: (r) => r.get(8),
});

/** NTE (HL7 v2 §2.14.10). */
export const readNte = recordReader({
  setId: (r) => r.get(1),
  source: (r) => r.get(2),
  comments: (r) => many(r, 3, text),
  type: (r) => one(r, 4, coded),
});
