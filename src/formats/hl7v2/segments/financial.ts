/** FT1, PR1, DG1 (HL7 v2 chapter 6). */
import { coded, entity, identifier, location, many, one, price, provider, quantity } from '../datatypes';
import { recordReader } from '../record';

/**
 * FT1 (HL7 v2 §6.5.1): one financial transaction. Amounts: FT1-10 quantity, FT1-11 extended, FT1-12 unit, FT1-22 unit
 * cost. FT1-6 says the direction (table 0017); FT1-31 points a reversal at what it reverses. 34 and 35 came with v2.7.
 */
export const readFt1 = recordReader({
  setId: (r) => r.get(1),
  transactionId: (r) => r.get(2),
  batchId: (r) => r.get(3),
  transactionDate: (r) => r.get(4),
  transactionEndDate: (r) => r.get(4, 2),
  postingDate: (r) => r.get(5),
  transactionType: (r) => r.get(6),
  transactionCode: (r) => one(r, 7, coded),
  description: (r) => r.get(8),
  alternateDescription: (r) => r.get(9),
  quantity: (r) => one(r, 10, quantity),
  extendedAmount: (r) => one(r, 11, price),
  unitAmount: (r) => one(r, 12, price),
  department: (r) => one(r, 13, coded),
  plan: (r) => one(r, 14, coded),
  insuranceAmount: (r) => one(r, 15, price),
  location: (r) => one(r, 16, location),
  feeSchedule: (r) => r.get(17),
  patientType: (r) => r.get(18),
  diagnoses: (r) => many(r, 19, coded),
  performedBy: (r) => many(r, 20, provider),
  orderedBy: (r) => many(r, 21, provider),
  unitCost: (r) => one(r, 22, price),
  fillerOrder: (r) => one(r, 23, entity),
  enteredBy: (r) => many(r, 24, provider),
  procedure: (r) => one(r, 25, coded),
  modifiers: (r) => many(r, 26, coded),
  advancedBeneficiaryNotice: (r) => one(r, 27, coded),
  medicallyNecessaryReason: (r) => one(r, 28, coded),
  ndc: (r) => one(r, 29, coded),
  paymentReference: (r) => one(r, 30, identifier),
  referenceKeys: (r) => many(r, 31, (at) => at.r.get(31, 1, 1, at.repetition)),
  performingFacility: (r) => r.get(32),
  orderingFacility: (r) => r.get(33),
  itemNumber: (r) => one(r, 34, coded),
  modelNumber: (r) => r.get(35),
  specialProcessing: (r) => many(r, 36, coded),
  clinicCode: (r) => one(r, 37, coded),
  referralNumber: (r) => one(r, 38, identifier),
  authorizationNumber: (r) => one(r, 39, identifier),
  serviceProviderTaxonomy: (r) => one(r, 40, coded),
  revenueCode: (r) => one(r, 41, coded),
  prescriptionNumber: (r) => r.get(42),
  ndcQuantity: (r) => one(r, 43, quantity),
});
export type Ft1 = ReturnType<typeof readFt1>;

/** PR1 (HL7 v2 §6.5.4): procedure. */
export const readPr1 = recordReader({
  setId: (r) => r.get(1),
  procedure: (r) => one(r, 3, coded),
  description: (r) => r.get(4),
  performedAt: (r) => r.get(5),
  functionalType: (r) => r.get(6),
  minutes: (r) => one(r, 7, quantity),
  surgeons: (r) => many(r, 11, provider),
  practitioners: (r) => many(r, 12, provider),
  priority: (r) => r.get(14),
  diagnosis: (r) => one(r, 15, coded),
  modifiers: (r) => many(r, 16, coded),
});

/** DG1 (HL7 v2 §6.5.2): diagnosis. */
export const readDg1 = recordReader({
  setId: (r) => r.get(1),
  codingMethod: (r) => r.get(2),
  diagnosis: (r) => one(r, 3, coded),
  description: (r) => r.get(4),
  diagnosedAt: (r) => r.get(5),
  type: (r) => r.get(6),
  priority: (r) => r.get(15),
  presentOnAdmission: (r) => r.get(26),
});
