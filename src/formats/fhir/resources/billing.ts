/** Coverage, Account, ChargeItem, Invoice (FHIR R4 chapter 13). */
import { bool, codeOf, date, decimal, element, integer, list, must, placed, text } from '../shapes';
import {
  annotation,
  base,
  codeable,
  financialStatus,
  identifier,
  money,
  period,
  quantity,
  reference,
} from './datatypes';

/** Coverage (FHIR R4 §13.1). */
export const coverage = placed({
  ...base,
  identifier: list(identifier),
  status: must(financialStatus),
  type: codeable,
  policyHolder: reference,
  subscriber: reference,
  subscriberId: text,
  beneficiary: must(reference),
  dependent: text,
  relationship: codeable,
  period,
  payor: must(list(reference)),
  class: list(element({ type: must(codeable), value: must(text), name: text })),
  order: integer,
  network: text,
  costToBeneficiary: list(placed({ type: codeable, valueQuantity: quantity, valueMoney: money })),
  subrogation: bool,
  contract: list(reference),
});

/** Account (FHIR R4 §13.9). */
export const account = placed({
  ...base,
  identifier: list(identifier),
  status: must(codeOf('active', 'inactive', 'entered-in-error', 'on-hold', 'unknown')),
  type: codeable,
  name: text,
  subject: list(reference),
  servicePeriod: period,
  coverage: list(element({ coverage: must(reference), priority: integer })),
  owner: reference,
  description: text,
  guarantor: list(element({ party: must(reference), onHold: bool, period })),
  partOf: reference,
});

const chargeStatus = codeOf('planned', 'billable', 'not-billable', 'aborted', 'billed', 'entered-in-error', 'unknown');

/** ChargeItem (FHIR R4 §13.10). R4 has no amount of its own: `priceOverride`, or the price list applies. */
export const chargeItem = placed({
  ...base,
  identifier: list(identifier),
  definitionUri: list(text),
  definitionCanonical: list(text),
  status: must(chargeStatus),
  partOf: list(reference),
  code: must(codeable),
  subject: must(reference),
  context: reference,
  occurrenceDateTime: date,
  occurrencePeriod: period,
  performer: list(element({ function: codeable, actor: must(reference) })),
  performingOrganization: reference,
  requestingOrganization: reference,
  costCenter: reference,
  quantity,
  bodysite: list(codeable),
  factorOverride: decimal,
  priceOverride: money,
  overrideReason: text,
  enterer: reference,
  enteredDate: date,
  reason: list(codeable),
  service: list(reference),
  productReference: reference,
  productCodeableConcept: codeable,
  account: list(reference),
  note: list(annotation),
});

const priceComponent = placed({
  type: must(codeOf('base', 'surcharge', 'deduction', 'discount', 'tax', 'informational')),
  code: codeable,
  factor: decimal,
  amount: money,
});

/** Invoice (FHIR R4 §13.11). */
export const invoice = placed({
  ...base,
  identifier: list(identifier),
  status: must(codeOf('draft', 'issued', 'balanced', 'cancelled', 'entered-in-error')),
  cancelledReason: text,
  type: codeable,
  subject: reference,
  recipient: reference,
  date,
  participant: list(element({ role: codeable, actor: must(reference) })),
  issuer: reference,
  account: reference,
  lineItem: list(
    placed({
      sequence: integer,
      chargeItemReference: reference,
      chargeItemCodeableConcept: codeable,
      priceComponent: list(priceComponent),
    }),
  ),
  totalPriceComponent: list(priceComponent),
  totalNet: money,
  totalGross: money,
  paymentTerms: text,
  note: list(annotation),
});
