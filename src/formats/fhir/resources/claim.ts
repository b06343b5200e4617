/** Claim (FHIR R4 §13.2), ClaimResponse (§13.3), ExplanationOfBenefit (§13.7). */
import { bool, date, element, integer, list, must, placed, text } from '../shapes';
import {
  accident,
  addedItem,
  adjudication,
  benefitItem,
  careTeam,
  categoryTotal,
  claimItem,
  diagnosis,
  payee,
  procedure,
  processNote,
  related,
  responseItem,
  supportingInfo,
} from './claim-parts';
import { base, claimUse, codeable, financialStatus, identifier, money, outcome, period, reference } from './datatypes';

/** Elements the three have alike. */
const shared = {
  ...base,
  identifier: list(identifier),
  status: must(financialStatus),
  type: must(codeable),
  subType: codeable,
  use: must(claimUse),
  patient: must(reference),
  created: must(date),
  enterer: reference,
  fundsReserve: codeable,
};

/** Elements that describe what was claimed. */
const claimed = {
  billablePeriod: period,
  provider: must(reference),
  priority: codeable,
  related: list(related),
  prescription: reference,
  originalPrescription: reference,
  payee,
  referral: reference,
  facility: reference,
  careTeam: list(careTeam),
  supportingInfo: list(supportingInfo),
  diagnosis: list(diagnosis),
  procedure: list(procedure),
  accident,
};

export const claim = placed({
  ...shared,
  ...claimed,
  priority: must(codeable),
  insurer: reference,
  insurance: must(
    list(
      element({
        sequence: must(integer),
        focal: must(bool),
        identifier,
        coverage: must(reference),
        businessArrangement: text,
        preAuthRef: list(text),
        claimResponse: reference,
      }),
    ),
  ),
  item: list(claimItem),
  total: money,
});

export const claimResponse = placed({
  ...shared,
  insurer: must(reference),
  requestor: reference,
  request: reference,
  outcome: must(outcome),
  disposition: text,
  preAuthRef: text,
  preAuthPeriod: period,
  payeeType: codeable,
  item: list(responseItem),
  addItem: list(addedItem),
  adjudication: list(adjudication),
  total: list(categoryTotal),
  payment: placed({
    type: must(codeable),
    adjustment: money,
    adjustmentReason: codeable,
    date,
    amount: must(money),
    identifier,
  }),
  processNote: list(processNote),
  insurance: list(
    element({ sequence: must(integer), focal: must(bool), coverage: must(reference), claimResponse: reference }),
  ),
  error: list(
    element({ itemSequence: integer, detailSequence: integer, subDetailSequence: integer, code: must(codeable) }),
  ),
});

/** A limit and what was used of it. */
const benefit = element({
  type: must(codeable),
  allowedUnsignedInt: integer,
  allowedString: text,
  allowedMoney: money,
  usedUnsignedInt: integer,
  usedMoney: money,
});

export const explanationOfBenefit = placed({
  ...shared,
  ...claimed,
  insurer: must(reference),
  fundsReserveRequested: codeable,
  claim: reference,
  claimResponse: reference,
  outcome: must(outcome),
  disposition: text,
  preAuthRef: list(text),
  preAuthRefPeriod: list(period),
  precedence: integer,
  insurance: must(list(element({ focal: must(bool), coverage: must(reference), preAuthRef: list(text) }))),
  item: list(benefitItem),
  addItem: list(addedItem),
  adjudication: list(adjudication),
  total: list(categoryTotal),
  payment: placed({
    type: codeable,
    adjustment: money,
    adjustmentReason: codeable,
    date,
    amount: money,
    identifier,
  }),
  processNote: list(processNote),
  benefitPeriod: period,
  benefitBalance: list(
    element({
      category: must(codeable),
      excluded: bool,
      name: text,
      description: text,
      network: codeable,
      unit: codeable,
      term: codeable,
      financial: list(benefit),
    }),
  ),
});
