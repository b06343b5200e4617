/** ORC and OBR (HL7 v2 chapter 4): what links a charge to its order. */
import { coded, entity, many, one, provider } from '../datatypes';
import type { SegmentReader } from '../fields';

/** ORC (HL7 v2 §4.5.1). ORC-3 is what FT1-23 refers to. */
export const readOrc = (r: SegmentReader) => ({
  control: r.get(1),
  placerOrder: one(r, 2, entity),
  fillerOrder: one(r, 3, entity),
  placerGroup: one(r, 4, entity),
  status: r.get(5),
  transactionAt: r.get(9),
  enteredBy: many(r, 10, provider),
  orderedBy: many(r, 12, provider),
  effectiveAt: r.get(15),
  reason: one(r, 16, coded),
});

/** OBR (HL7 v2 §4.5.3). */
export const readObr = (r: SegmentReader) => ({
  setId: r.get(1),
  placerOrder: one(r, 2, entity),
  fillerOrder: one(r, 3, entity),
  service: one(r, 4, coded),
  requestedAt: r.get(6),
  observedAt: r.get(7),
  orderedBy: many(r, 16, provider),
  resultStatus: r.get(25),
  chargeTo: { dollarAmount: r.get(23), chargeCode: r.get(23, 2) },
  procedure: one(r, 44, coded),
  modifiers: many(r, 45, coded),
});
