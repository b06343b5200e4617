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
import { recordReader } from '../record';

/** PID (HL7 v2 §3.4.2). PID-3 identifies the patient, PID-18 the account. */
export const readPid = recordReader({
  setId: (r) => r.get(1),
  externalId: (r) => one(r, 2, identifier),
  identifiers: (r) => many(r, 3, identifier),
  alternateIds: (r) => many(r, 4, identifier),
  names: (r) => many(r, 5, person),
  birthDate: (r) => r.get(7),
  sex: (r) => r.get(8),
  aliases: (r) => many(r, 9, person),
  addresses: (r) => many(r, 11, address),
  homePhones: (r) => many(r, 13, contact),
  workPhones: (r) => many(r, 14, contact),
  language: (r) => one(r, 15, coded),
  maritalStatus: (r) => one(r, 16, coded),
  account: (r) => one(r, 18, identifier),
  deathAt: (r) => r.get(29),
  deathIndicator: (r) => r.get(30),
});

/** MRG (HL7 v2 §3.4.9): the retired identifiers of a merge; PID holds the surviving ones. */
export const readMrg = recordReader({
  priorIdentifiers: (r) => many(r, 1, identifier),
  priorAlternateIds: (r) => many(r, 2, identifier),
  priorAccount: (r) => one(r, 3, identifier),
  priorPatientId: (r) => one(r, 4, identifier),
  priorVisit: (r) => one(r, 5, identifier),
  priorAlternateVisit: (r) => one(r, 6, identifier),
  priorNames: (r) => many(r, 7, person),
});

/** PV1 (HL7 v2 §3.4.3). PV1-19 identifies the visit. */
export const readPv1 = recordReader({
  setId: (r) => r.get(1),
  patientClass: (r) => r.get(2),
  location: (r) => one(r, 3, location),
  admissionType: (r) => r.get(4),
  preadmitNumber: (r) => one(r, 5, identifier),
  priorLocation: (r) => one(r, 6, location),
  attending: (r) => many(r, 7, provider),
  referring: (r) => many(r, 8, provider),
  consulting: (r) => many(r, 9, provider),
  hospitalService: (r) => r.get(10),
  admitSource: (r) => r.get(14),
  admitting: (r) => many(r, 17, provider),
  patientType: (r) => r.get(18),
  visitNumber: (r) => one(r, 19, identifier),
  financialClasses: (r) => many(r, 20, coded),
  dischargeDisposition: (r) => r.get(36),
  servicingFacility: (r) => r.get(39),
  accountStatus: (r) => r.get(41),
  admittedAt: (r) => r.get(44),
  dischargedAt: (r) => r.get(45),
  balance: (r) => one(r, 46, quantity),
  totalCharges: (r) => one(r, 47, quantity),
  totalAdjustments: (r) => one(r, 48, quantity),
  totalPayments: (r) => one(r, 49, quantity),
  alternateVisitId: (r) => one(r, 50, identifier),
});

/** PV2 (HL7 v2 §3.4.4), as far as revenue needs it. */
export const readPv2 = recordReader({
  priorPendingLocation: (r) => one(r, 1, location),
  accommodation: (r) => one(r, 2, coded),
  admitReason: (r) => one(r, 3, coded),
  expectedAdmitAt: (r) => r.get(8),
  expectedDischargeAt: (r) => r.get(9),
  estimatedStay: (r) => one(r, 10, quantity),
  visitDescription: (r) => r.get(12),
  clinicOrganizations: (r) => many(r, 23, organization),
  expectedSurgeryAt: (r) => r.get(33),
});

/** GT1 (HL7 v2 §6.5.5): guarantor. */
export const readGt1 = recordReader({
  setId: (r) => r.get(1),
  numbers: (r) => many(r, 2, identifier),
  names: (r) => many(r, 3, person),
  addresses: (r) => many(r, 5, address),
  homePhones: (r) => many(r, 6, contact),
  birthDate: (r) => r.get(8),
  type: (r) => r.get(10),
  relationship: (r) => one(r, 11, coded),
  beginDate: (r) => r.get(13),
  endDate: (r) => r.get(14),
});

/** IN1 (HL7 v2 §6.5.6): coverage. */
export const readIn1 = recordReader({
  setId: (r) => r.get(1),
  plan: (r) => one(r, 2, coded),
  companyIds: (r) => many(r, 3, identifier),
  companies: (r) => many(r, 4, organization),
  companyAddresses: (r) => many(r, 5, address),
  groupNumber: (r) => r.get(8),
  groupNames: (r) => many(r, 9, organization),
  effectiveDate: (r) => r.get(12),
  expirationDate: (r) => r.get(13),
  authorization: (r) => r.get(14),
  planType: (r) => r.get(15),
  insuredNames: (r) => many(r, 16, person),
  relationship: (r) => one(r, 17, coded),
  insuredBirthDate: (r) => r.get(18),
  coordinationPriority: (r) => r.get(22),
  deductible: (r) => one(r, 40, price),
  policyNumber: (r) => r.get(36),
  policyLimit: (r) => one(r, 41, price),
  insuredIds: (r) => many(r, 49, identifier),
});

/** IN2 (HL7 v2 §6.5.7), the parts that identify the member. */
export const readIn2 = recordReader({
  insuredEmployeeIds: (r) => many(r, 1, identifier),
  payorIds: (r) => many(r, 25, identifier),
  memberNumbers: (r) => many(r, 61, identifier),
  relationship: (r) => one(r, 72, coded),
});
