/** Patient, Organization, Location, Practitioner, Device, Basic (FHIR R4 chapter 8). */
import { bool, codeOf, date, element, list, must, placed, text } from '../shapes';
import {
  address,
  annotation,
  base,
  codeable,
  contactPoint,
  humanName,
  identifier,
  period,
  quantity,
  reference,
} from './datatypes';

const gender = codeOf('male', 'female', 'other', 'unknown');

export const patient = placed({
  ...base,
  identifier: list(identifier),
  active: bool,
  name: list(humanName),
  telecom: list(contactPoint),
  gender,
  birthDate: date,
  deceasedBoolean: bool,
  deceasedDateTime: date,
  address: list(address),
  maritalStatus: codeable,
  generalPractitioner: list(reference),
  managingOrganization: reference,
  communication: list(element({ language: must(codeable), preferred: bool })),
  link: list(element({ other: must(reference), type: must(codeOf('replaced-by', 'replaces', 'refer', 'seealso')) })),
});

export const organization = placed({
  ...base,
  identifier: list(identifier),
  active: bool,
  type: list(codeable),
  name: text,
  alias: list(text),
  telecom: list(contactPoint),
  address: list(address),
  partOf: reference,
});

export const location = placed({
  ...base,
  identifier: list(identifier),
  status: codeOf('active', 'suspended', 'inactive'),
  name: text,
  alias: list(text),
  description: text,
  mode: codeOf('instance', 'kind'),
  type: list(codeable),
  telecom: list(contactPoint),
  address,
  physicalType: codeable,
  managingOrganization: reference,
  partOf: reference,
});

export const practitioner = placed({
  ...base,
  identifier: list(identifier),
  active: bool,
  name: list(humanName),
  telecom: list(contactPoint),
  address: list(address),
  gender,
  birthDate: date,
  qualification: list(element({ identifier: list(identifier), code: must(codeable), period, issuer: reference })),
});

/** Device (FHIR R4 §8.11): UDI, lot, serial and expiry of an implant. */
export const device = placed({
  ...base,
  identifier: list(identifier),
  udiCarrier: list(
    element({ deviceIdentifier: text, issuer: text, jurisdiction: text, carrierHRF: text, entryType: text }),
  ),
  status: codeOf('active', 'inactive', 'entered-in-error', 'unknown'),
  distinctIdentifier: text,
  manufacturer: text,
  manufactureDate: date,
  expirationDate: date,
  lotNumber: text,
  serialNumber: text,
  deviceName: list(element({ name: must(text), type: must(text) })),
  modelNumber: text,
  partNumber: text,
  type: codeable,
  patient: reference,
  owner: reference,
  location: reference,
});

/** DeviceUseStatement (FHIR R4 §8.13). */
export const deviceUseStatement = placed({
  ...base,
  identifier: list(identifier),
  basedOn: list(reference),
  status: must(codeOf('active', 'completed', 'entered-in-error', 'intended', 'stopped', 'on-hold')),
  subject: must(reference),
  derivedFrom: list(reference),
  timingPeriod: period,
  timingDateTime: date,
  recordedOn: date,
  source: reference,
  device: must(reference),
  reasonCode: list(codeable),
  reasonReference: list(reference),
  bodySite: codeable,
  note: list(annotation),
});

/** SupplyDelivery (FHIR R4 §12.23). */
export const supplyDelivery = placed({
  ...base,
  identifier: list(identifier),
  basedOn: list(reference),
  partOf: list(reference),
  status: codeOf('in-progress', 'completed', 'abandoned', 'entered-in-error'),
  patient: reference,
  type: codeable,
  suppliedItem: element({ quantity, itemCodeableConcept: codeable, itemReference: reference }),
  occurrenceDateTime: date,
  occurrencePeriod: period,
  supplier: reference,
  destination: reference,
  receiver: list(reference),
});

/** Basic (FHIR R4 §2.28): a resource for what has no type of its own. */
export const basic = placed({
  ...base,
  identifier: list(identifier),
  code: must(codeable),
  subject: reference,
  created: date,
  author: reference,
});
