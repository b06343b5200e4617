import type { Failure } from '@/domain/failure';
import type { Cause } from '../flow';

type Owner = Cause['owner'];
type Text = (f: Failure) => string;

const cause = (
  owner: Owner,
  slaHours: number,
  title: Text,
  cure: string,
  cures: readonly string[],
  disposition?: Cause['disposition'],
): Cause => ({
  owner,
  slaHours,
  title,
  cure: () => cure,
  cures,
  ...(disposition === undefined ? {} : { disposition }),
});

/** A further word of a failure, or what stands in for it. */
function say(f: Failure, name: string, other: string): string {
  return Object.hasOwn(f.params, name) ? `${f.params[name]}` : other;
}

const STOP = ['release', 'reject'];
/** A concern stops nothing: it ends by itself when what it names is no longer so. */
const CONCERN: readonly string[] = [];

/** Every way in which a refund stops or worries, who acts and how. Titles name a request, never a person. */
export const failures: Readonly<Record<string, Cause>> = {
  REQUEST_INVALID: cause(
    'support',
    8,
    (f) => `Refund request ${f.value} has no usable ${f.field.replace(/^request\./, '')}`,
    'Ask the revenue cycle system for a corrected request.',
    ['reject'],
  ),
  REFUND_ADDRESS_INCOMPLETE: cause(
    'finance-ops',
    8,
    (f) => `Refund ${f.value} has no ${f.field.replace(/^request\.payee\./, '')} of its payee`,
    'Ask the revenue cycle system for a corrected request.',
    ['release', 'reject'],
  ),
  BATCH_INCOMPLETE: cause(
    'support',
    4,
    (f) =>
      `A batch of refund requests says ${f.field.replace('batch.', '')} ${f.value} and holds ${say(f, 'found', 'something else')}`,
    'Ask the sender for the batch again.',
    ['accept-parcel', 'reject'],
  ),
  BATCH_CONFLICT: cause(
    'support',
    4,
    (f) => `Refund batch ${f.value} arrived again with other content`,
    'Ask the sender which batch is right.',
    ['accept-parcel', 'reject'],
  ),
  STATUS_INVALID: cause(
    'support',
    8,
    (f) => `Payment status of ${f.value} has no usable ${f.field.replace(/^payment\./, '')}`,
    'Correct the feed of payment statuses.',
    ['reject'],
  ),
  REFUND_FACILITY_UNKNOWN: cause(
    'finance-ops',
    8,
    (f) => `Facility ${f.value} of refund requests is not in master data`,
    'Map the facility.',
    STOP,
  ),
  REFUND_DUP_SUSPECT: cause(
    'finance-ops',
    8,
    (f) => `Refund ${f.value} asks for the same as ${say(f, 'other', 'another')}`,
    'Compare the two; reject one, or say that both are owed.',
    ['not-duplicate', 'reject'],
  ),
  CREDIT_EXCEEDED: cause(
    'finance-ops',
    8,
    (f) => `Refund ${f.value} asks for ${say(f, 'asked', 'more')}, the credit is ${say(f, 'credit', 'less')}`,
    'Correct the request, or check the credit and let it pass.',
    ['credit-checked', 'reject'],
  ),
  REFUND_VERSION_CONFLICT: cause(
    'support',
    8,
    (f) => `Version ${say(f, 'version', '')} of refund ${f.value} says something else than before`,
    'Ask the revenue cycle system which one is right; a change needs a new version.',
    ['reject'],
  ),
  REFUND_UPDATE_TOO_LATE: cause(
    'finance-ops',
    24,
    (f) => `Refund ${f.value} was changed after it was ${say(f, 'state', 'booked')}`,
    'Cancel the refund and ask for it anew under another id.',
    ['reject'],
  ),
  UNCLAIMED_TO_INCOME_BLOCKED: cause(
    'controller',
    24,
    (f) => `A credit was to go into income: ${f.value}`,
    'Refund it or report it to the state; a credit is never income.',
    ['reject'],
  ),
  VOID_AFTER_CLEAR: cause(
    'controller',
    4,
    (f) => `Refund ${f.value} was to be taken back after its payment was ${say(f, 'state', 'cleared')}`,
    'Nothing can be voided; ask the payee or the bank for the money.',
    ['reject'],
  ),
  STOP_TOO_LATE: cause(
    'controller',
    4,
    (f) => `Refund ${f.value} was paid although it is ${say(f, 'state', 'being taken back')}`,
    'Settle with the bank and the payee, then reject this.',
    STOP,
  ),
  PAYMENT_UNKNOWN: cause(
    'finance-ops',
    8,
    (f) => `The ERP pays refund ${f.value}, which nobody asked for`,
    'Find its request, or take the invoice out of the feed.',
    STOP,
    'security',
  ),
  PAYMENT_UNEXPECTED: cause(
    'finance-ops',
    8,
    (f) => `Refund ${f.value} is ${say(f, 'state', 'not booked')}, and the ERP says ${say(f, 'status', 'paid')}`,
    'Look at the voucher in the ERP.',
    STOP,
  ),
  PAID_AFTER_END: cause(
    'security',
    1,
    (f) => `Refund ${f.value} is ${say(f, 'state', 'over')}, and the ERP pays it`,
    'Stop the payment: the credit stands again, so this money would leave twice.',
    STOP,
    'security',
  ),
  NOTICE_TOO_EARLY: cause(
    'finance-ops',
    24,
    (f) => `A notice came while refund ${f.value} is ${say(f, 'state', 'not paid')}`,
    'Release it when the payment has cleared.',
    STOP,
  ),
  PAYEE_MISMATCH: cause(
    'security',
    1,
    (f) => `Refund ${f.value} goes to another payee than was asked for`,
    'Stop the payment, call the asker back on a known number, void the voucher.',
    CONCERN,
    'security',
  ),
  PAYEE_BANK_CHANGE: cause(
    'security',
    8,
    (f) => `The bank reports another account for the payee of refund ${f.value} (${say(f, 'code', '')})`,
    'Call the payee back before the new account is used.',
    CONCERN,
    'security',
  ),
  REFUND_AMOUNT_BREAK: cause(
    'finance-ops',
    8,
    (f) => `Refund ${f.value} breaks between ${say(f, 'leg', 'its legs')}`,
    'Find the leg that is wrong; nothing is adjusted by itself.',
    CONCERN,
  ),
  DOUBLE_RECOVERY: cause(
    'finance-ops',
    4,
    (f) => `The payer took back what refund ${f.value} also returns`,
    'Stop the payment, or claim the money back from the payer.',
    CONCERN,
  ),
  STOP_ASKED: cause(
    'controller',
    4,
    (f) => `Refund ${f.value} is to be cancelled and its payment is out`,
    'Stop the payment in the ERP; everything else follows by itself.',
    CONCERN,
  ),
  CANCEL_REFUSED: cause(
    'controller',
    8,
    (f) => `The ERP does not take back the voucher of refund ${f.value}`,
    'See in the ERP what stands on the voucher; void or stop its payment first.',
    CONCERN,
  ),
  CLOCK_60_DAY: cause(
    'controller',
    24,
    (f) => `Refund ${f.value} has to be with a government payer by ${say(f, 'due', '')}`,
    'Pay it, or document a suspension.',
    CONCERN,
  ),
  REFUND_LATE: cause(
    'finance-ops',
    24,
    (f) => `Refund ${f.value} has to be paid by ${say(f, 'due', '')}`,
    'See what it waits for.',
    CONCERN,
  ),
  APPROVAL_LATE: cause(
    'finance-ops',
    24,
    (f) => `Refund ${f.value} waits for approval`,
    'Approve or decline it.',
    CONCERN,
  ),
  PAYMENT_LATE: cause(
    'finance-ops',
    24,
    (f) => `The voucher of refund ${f.value} is not paid`,
    'See in the ERP what holds the voucher.',
    CONCERN,
  ),
  UNCASHED: cause(
    'finance-ops',
    72,
    (f) => `The payment of refund ${f.value} has not cleared`,
    'Ask the bank, then the payee.',
    CONCERN,
  ),
  CHECK_STALE: cause(
    'finance-ops',
    72,
    (f) => `The check of refund ${f.value} is stale`,
    'Write to the payee; reissue it or report it to the state.',
    CONCERN,
  ),
  PAYMENT_RETURNED: cause(
    'finance-ops',
    8,
    (f) => `Payments of refunds came back: ${f.value}`,
    'Pay by check; do not try the same account again.',
    CONCERN,
  ),
  RCM_REFUSED: cause(
    'support',
    8,
    (f) => `The revenue cycle system refuses a status: ${f.value}`,
    'See its answer, then send the status again.',
    CONCERN,
  ),
  VOUCHER_UNTIED: cause(
    'finance-ops',
    8,
    (f) => `Request and voucher of ${f.value} do not tie`,
    'Compare amount and payee.',
    CONCERN,
  ),
  PAYMENT_UNTIED: cause(
    'finance-ops',
    8,
    (f) => `Voucher and payment of ${f.value} do not tie`,
    'Compare amount and payee.',
    CONCERN,
  ),
  BANK_UNTIED: cause(
    'finance-ops',
    24,
    (f) => `Payment ${f.value} is not among the paid items of the bank`,
    'Ask the bank for its paid items.',
    CONCERN,
  ),
};
