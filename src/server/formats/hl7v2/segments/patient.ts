/** PID, PD1, MRG, PV1, PV2 (HL7 v2 §3.4). */
import {
  address,
  coded,
  contact,
  identifier,
  location,
  many,
  one,
  organization,
  person,
  price,
  provider,
  quantity,
} from '../datatypes';
import type { SegmentReader } from '../fields';

/** PID (HL7 v2 §3.4.2). PID-3 identifies the patient, PID-18 the account. */
export const readPid = (r: SegmentReader) => ({
  setId: r.get(1),
  externalId: one(r, 2, identifier),
  identifiers: many(r, 3, identifier),
  alternateIds: many(r, 4, identifier),
  names: many(r, 5, person),
  birthDate: r.get(7),
  sex: r.get(8),
  aliases: many(r, 9, person),
  addresses: many(r, 11, address),
  homePhones: many(r, 13, contact),
  workPhones: many(r, 14, contact),
  language: one(r, 15, coded),
  maritalStatus: one(r, 16, coded),
  account: one(r, 18, identifier),
  deathAt: r.get(29),
  deathIndicator: r.get(30),
});

/** MRG (HL7 v2 §3.4.9): the retired identifiers of a merge; PID holds the surviving ones. */
export const readMrg = (r: SegmentReader) => ({
  priorIdentifiers: many(r, 1, identifier),
  priorAlternateIds: many(r, 2, identifier),
  priorAccount: one(r, 3, identifier),
  priorPatientId: one(r, 4, identifier),
  priorVisit: one(r, 5, identifier),
  priorAlternateVisit: one(r, 6, identifier),
  priorNames: many(r, 7, person),
});

/** PV1 (HL7 v2 §3.4.3). PV1-19 identifies the visit. */
export const readPv1 = (r: SegmentReader) => ({
  setId: r.get(1),
  patientClass: r.get(2),
  location: one(r, 3, location),
  admissionType: r.get(4),
  preadmitNumber: one(r, 5, identifier),
  priorLocation: one(r, 6, location),
  attending: many(r, 7, provider),
  referring: many(r, 8, provider),
  consulting: many(r, 9, provider),
  hospitalService: r.get(10),
  admitSource: r.get(14),
  admitting: many(r, 17, provider),
  patientType: r.get(18),
  visitNumber: one(r, 19, identifier),
  financialClasses: many(r, 20, coded),
  dischargeDisposition: r.get(36),
  servicingFacility: r.get(39),
  accountStatus: r.get(41),
  admittedAt: r.get(44),
  dischargedAt: r.get(45),
  balance: one(r, 46, quantity),
  totalCharges: one(r, 47, quantity),
  totalAdjustments: one(r, 48, quantity),
  totalPayments: one(r, 49, quantity),
  alternateVisitId: one(r, 50, identifier),
});

/** PV2 (HL7 v2 §3.4.4), as far as revenue needs it. */
export const readPv2 = (r: SegmentReader) => ({
  priorPendingLocation: one(r, 1, location),
  accommodation: one(r, 2, coded),
  admitReason: one(r, 3, coded),
  expectedAdmitAt: r.get(8),
  expectedDischargeAt: r.get(9),
  estimatedStay: one(r, 10, quantity),
  visitDescription: r.get(12),
  clinicOrganizations: many(r, 23, organization),
  expectedSurgeryAt: r.get(33),
});

/** GT1 (HL7 v2 §6.5.5): guarantor. */
export const readGt1 = (r: SegmentReader) => ({
  setId: r.get(1),
  numbers: many(r, 2, identifier),
  names: many(r, 3, person),
  addresses: many(r, 5, address),
  homePhones: many(r, 6, contact),
  birthDate: r.get(8),
  type: r.get(10),
  relationship: one(r, 11, coded),
  beginDate: r.get(13),
  endDate: r.get(14),
});

/** IN1 (HL7 v2 §6.5.6): coverage. */
export const readIn1 = (r: SegmentReader) => ({
  setId: r.get(1),
  plan: one(r, 2, coded),
  companyIds: many(r, 3, identifier),
  companies: many(r, 4, organization),
  companyAddresses: many(r, 5, address),
  groupNumber: r.get(8),
  groupNames: many(r, 9, organization),
  effectiveDate: r.get(12),
  expirationDate: r.get(13),
  authorization: r.get(14),
  planType: r.get(15),
  insuredNames: many(r, 16, person),
  relationship: one(r, 17, coded),
  insuredBirthDate: r.get(18),
  coordinationPriority: r.get(22),
  deductible: one(r, 40, price),
  policyNumber: r.get(36),
  policyLimit: one(r, 41, price),
  insuredIds: many(r, 49, identifier),
});

/** IN2 (HL7 v2 §6.5.7), the parts that identify the member. */
export const readIn2 = (r: SegmentReader) => ({
  insuredEmployeeIds: many(r, 1, identifier),
  payorIds: many(r, 25, identifier),
  memberNumbers: many(r, 61, identifier),
  relationship: one(r, 72, coded),
});
