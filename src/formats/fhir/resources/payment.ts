/** PaymentReconciliation (FHIR R4 §13.6) and PaymentNotice (FHIR R4 §13.5). */
import { codeOf, date, element, list, must, placed, text } from '../shapes';
import { base, codeable, financialStatus, identifier, money, outcome, period, reference } from './datatypes';

/** A bulk payment and what it is made of; `detail.amount` may be negative (an advance taken back). */
export const paymentReconciliation = placed({
  ...base,
  identifier: list(identifier),
  status: must(financialStatus),
  period,
  created: must(date),
  paymentIssuer: reference,
  request: reference,
  requestor: reference,
  outcome,
  disposition: text,
  paymentDate: must(date),
  paymentAmount: must(money),
  paymentIdentifier: identifier,
  detail: list(
    placed({
      identifier,
      predecessor: identifier,
      type: must(codeable),
      request: reference,
      submitter: reference,
      response: reference,
      date,
      responsible: reference,
      payee: reference,
      amount: money,
    }),
  ),
  formCode: codeable,
  processNote: list(element({ type: codeOf('display', 'print', 'printoper'), text })),
});

export const paymentNotice = placed({
  ...base,
  identifier: list(identifier),
  status: must(financialStatus),
  request: reference,
  response: reference,
  created: must(date),
  provider: reference,
  payment: must(reference),
  paymentDate: date,
  payee: reference,
  recipient: must(reference),
  amount: must(money),
  paymentStatus: codeable,
});
