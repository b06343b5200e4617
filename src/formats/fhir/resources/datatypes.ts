/** The data types the resources share (FHIR R4 §2.24). */
import { bool, codeOf, date, decimal, element, integer, list, must, placed, text } from '../shapes';

export const period = element({ start: date, end: date });

export const coding = element({ system: text, version: text, code: text, display: text, userSelected: bool });

export const codeable = element({ coding: list(coding), text });

/** Identifier (FHIR R4 §2.24.0.11) without its assigner, which would refer back to a reference. */
export const identifier = element({
  use: codeOf('usual', 'official', 'temp', 'secondary', 'old'),
  type: codeable,
  system: text,
  value: text,
  period,
});

/** Reference (FHIR R4 §2.3). */
export const reference = element({ reference: text, type: text, identifier, display: text });

/** Money (FHIR R4 §2.24.0.8): the amount as written and exactly, its currency as ISO 4217. */
export const money = placed({ value: decimal, currency: text });

/** Quantity (FHIR R4 §2.24.0.6). */
export const quantity = element({
  value: decimal,
  comparator: codeOf('<', '<=', '>=', '>'),
  unit: text,
  system: text,
  code: text,
});

export const humanName = element({
  use: codeOf('usual', 'official', 'temp', 'nickname', 'anonymous', 'old', 'maiden'),
  text,
  family: text,
  given: list(text),
  prefix: list(text),
  suffix: list(text),
  period,
});

export const contactPoint = element({
  system: codeOf('phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'),
  value: text,
  use: codeOf('home', 'work', 'temp', 'old', 'mobile'),
  rank: integer,
  period,
});

export const address = element({
  use: codeOf('home', 'work', 'temp', 'old', 'billing'),
  type: codeOf('postal', 'physical', 'both'),
  text,
  line: list(text),
  city: text,
  district: text,
  state: text,
  postalCode: text,
  country: text,
  period,
});

export const annotation = element({ authorString: text, authorReference: reference, time: date, text: must(text) });

export const meta = element({
  versionId: text,
  lastUpdated: date,
  source: text,
  profile: list(text),
  tag: list(coding),
});

/** Elements every resource has. */
export const base = { id: text, meta, implicitRules: text, language: text };

/** Financial Resource Status, bound to the claim family (FHIR R4 value set fm-status). */
export const financialStatus = codeOf('active', 'cancelled', 'draft', 'entered-in-error');

/** What a claim is used for (FHIR R4 value set claim-use). */
export const claimUse = codeOf('claim', 'preauthorization', 'predetermination');

/** Outcome of processing (FHIR R4 value set remittance-outcome). */
export const outcome = codeOf('queued', 'complete', 'error', 'partial');
