/** What Claim, ClaimResponse and ExplanationOfBenefit share (FHIR R4 §13.2–13.3, §13.7). */
import { bool, date, decimal, element, integer, list, must, placed, text } from '../shapes';
import { address, codeable, identifier, money, period, quantity, reference } from './datatypes';

export const adjudication = placed({
  category: must(codeable),
  reason: codeable,
  amount: money,
  value: decimal,
});

/** `total`: one amount by category, such as submitted or benefit. */
export const categoryTotal = placed({ category: must(codeable), amount: must(money) });

export const payee = element({ type: codeable, party: reference });

export const careTeam = element({
  sequence: must(integer),
  provider: must(reference),
  responsible: bool,
  role: codeable,
  qualification: codeable,
});

export const supportingInfo = element({
  sequence: must(integer),
  category: must(codeable),
  code: codeable,
  timingDate: date,
  timingPeriod: period,
  valueBoolean: bool,
  valueString: text,
  valueQuantity: quantity,
  valueReference: reference,
});

export const diagnosis = element({
  sequence: must(integer),
  diagnosisCodeableConcept: codeable,
  diagnosisReference: reference,
  type: list(codeable),
  onAdmission: codeable,
  packageCode: codeable,
});

export const procedure = element({
  sequence: must(integer),
  type: list(codeable),
  date,
  procedureCodeableConcept: codeable,
  procedureReference: reference,
  udi: list(reference),
});

export const related = element({ claim: reference, relationship: codeable, reference: identifier });

export const accident = element({ date, type: codeable, locationAddress: address, locationReference: reference });

/** Amounts of a line at any level. */
const priced = { quantity, unitPrice: money, factor: decimal, net: money };

/** What was done, billed and paid for, at item, detail and sub-detail level. */
const charged = {
  revenue: codeable,
  category: codeable,
  productOrService: must(codeable),
  modifier: list(codeable),
  programCode: list(codeable),
  ...priced,
  udi: list(reference),
};

const adjudicated = { noteNumber: list(integer), adjudication: list(adjudication) };

const served = {
  servicedDate: date,
  servicedPeriod: period,
  locationCodeableConcept: codeable,
  locationAddress: address,
  locationReference: reference,
};

const itemBase = {
  sequence: must(integer),
  careTeamSequence: list(integer),
  diagnosisSequence: list(integer),
  procedureSequence: list(integer),
  informationSequence: list(integer),
  ...charged,
  ...served,
  bodySite: codeable,
  subSite: list(codeable),
  encounter: list(reference),
};

const subDetail = { sequence: must(integer), ...charged };

/** Claim.item. */
export const claimItem = placed({
  ...itemBase,
  detail: list(placed({ ...subDetail, subDetail: list(placed(subDetail)) })),
});

/** ExplanationOfBenefit.item: a claim item with its adjudication at every level. */
export const benefitItem = placed({
  ...itemBase,
  ...adjudicated,
  detail: list(placed({ ...subDetail, ...adjudicated, subDetail: list(placed({ ...subDetail, ...adjudicated })) })),
});

/** ClaimResponse.item: refers to the claim's item by sequence. */
export const responseItem = placed({
  itemSequence: must(integer),
  ...adjudicated,
  detail: list(
    placed({
      detailSequence: must(integer),
      ...adjudicated,
      subDetail: list(placed({ subDetailSequence: must(integer), ...adjudicated })),
    }),
  ),
});

/** Items the payer added. */
export const addedItem = placed({
  itemSequence: list(integer),
  detailSequence: list(integer),
  subDetailSequence: list(integer),
  provider: list(reference),
  productOrService: must(codeable),
  modifier: list(codeable),
  programCode: list(codeable),
  ...served,
  ...priced,
  bodySite: codeable,
  subSite: list(codeable),
  ...adjudicated,
});

export const processNote = element({ number: integer, type: text, text, language: codeable });
