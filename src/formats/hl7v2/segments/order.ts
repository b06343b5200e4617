/** ORC and OBR (HL7 v2 chapter 4): what links a charge to its order. */
import { coded, entity, many, one, provider } from '../datatypes';
import { recordReader } from '../record';

/** ORC (HL7 v2 §4.5.1). ORC-3 is what FT1-23 refers to. */
export const readOrc = recordReader({
  control: (r) => r.get(1),
  placerOrder: (r) => one(r, 2, entity),
  fillerOrder: (r) => one(r, 3, entity),
  placerGroup: (r) => one(r, 4, entity),
  status: (r) => r.get(5),
  transactionAt: (r) => r.get(9),
  enteredBy: (r) => many(r, 10, provider),
  orderedBy: (r) => many(r, 12, provider),
  effectiveAt: (r) => r.get(15),
  reason: (r) => one(r, 16, coded),
});

/** OBR (HL7 v2 §4.5.3). */
export const readObr = recordReader({
  setId: (r) => r.get(1),
  placerOrder: (r) => one(r, 2, entity),
  fillerOrder: (r) => one(r, 3, entity),
  service: (r) => one(r, 4, coded),
  requestedAt: (r) => r.get(6),
  observedAt: (r) => r.get(7),
  orderedBy: (r) => many(r, 16, provider),
  resultStatus: (r) => r.get(25),
  chargeTo: (r) => ({ dollarAmount: r.get(23), chargeCode: r.get(23, 2) }),
  procedure: (r) => one(r, 44, coded),
  modifiers: (r) => many(r, 45, coded),
});
