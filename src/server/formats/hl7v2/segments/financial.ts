/** FT1, PR1, DG1 (HL7 v2 chapter 6). */
import { coded, entity, identifier, location, many, one, price, provider, quantity } from '../datatypes';
import type { SegmentReader } from '../fields';

/**
 * FT1 (HL7 v2 §6.5.1): one financial transaction. Amounts: FT1-10 quantity, FT1-11 extended, FT1-12 unit, FT1-22 unit
 * cost. FT1-6 says the direction (table 0017); FT1-31 points a reversal at what it reverses. 34 and 35 came with v2.7.
 */
export const readFt1 = (r: SegmentReader) => ({
  setId: r.get(1),
  transactionId: r.get(2),
  batchId: r.get(3),
  transactionDate: r.get(4),
  transactionEndDate: r.get(4, 2),
  postingDate: r.get(5),
  transactionType: r.get(6),
  transactionCode: one(r, 7, coded),
  description: r.get(8),
  alternateDescription: r.get(9),
  quantity: one(r, 10, quantity),
  extendedAmount: one(r, 11, price),
  unitAmount: one(r, 12, price),
  department: one(r, 13, coded),
  plan: one(r, 14, coded),
  insuranceAmount: one(r, 15, price),
  location: one(r, 16, location),
  feeSchedule: r.get(17),
  patientType: r.get(18),
  diagnoses: many(r, 19, coded),
  performedBy: many(r, 20, provider),
  orderedBy: many(r, 21, provider),
  unitCost: one(r, 22, price),
  fillerOrder: one(r, 23, entity),
  enteredBy: many(r, 24, provider),
  procedure: one(r, 25, coded),
  modifiers: many(r, 26, coded),
  advancedBeneficiaryNotice: one(r, 27, coded),
  medicallyNecessaryReason: one(r, 28, coded),
  ndc: one(r, 29, coded),
  paymentReference: one(r, 30, identifier),
  referenceKeys: many(r, 31, (at) => at.r.get(31, 1, 1, at.repetition)),
  performingFacility: r.get(32),
  orderingFacility: r.get(33),
  itemNumber: one(r, 34, coded),
  modelNumber: r.get(35),
  specialProcessing: many(r, 36, coded),
  clinicCode: one(r, 37, coded),
  referralNumber: one(r, 38, identifier),
  authorizationNumber: one(r, 39, identifier),
  serviceProviderTaxonomy: one(r, 40, coded),
  revenueCode: one(r, 41, coded),
  prescriptionNumber: r.get(42),
  ndcQuantity: one(r, 43, quantity),
});
export type Ft1 = ReturnType<typeof readFt1>;

/** PR1 (HL7 v2 §6.5.4): procedure. */
export const readPr1 = (r: SegmentReader) => ({
  setId: r.get(1),
  procedure: one(r, 3, coded),
  description: r.get(4),
  performedAt: r.get(5),
  functionalType: r.get(6),
  minutes: one(r, 7, quantity),
  surgeons: many(r, 11, provider),
  practitioners: many(r, 12, provider),
  priority: r.get(14),
  diagnosis: one(r, 15, coded),
  modifiers: many(r, 16, coded),
});

/** DG1 (HL7 v2 §6.5.2): diagnosis. */
export const readDg1 = (r: SegmentReader) => ({
  setId: r.get(1),
  codingMethod: r.get(2),
  diagnosis: one(r, 3, coded),
  description: r.get(4),
  diagnosedAt: r.get(5),
  type: r.get(6),
  priority: r.get(15),
  presentOnAdmission: r.get(26),
});
