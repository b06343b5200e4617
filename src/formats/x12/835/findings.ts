import type { FindingRule } from '../finding-log';
import { paymentFindings } from '../payment-checks';

/** What can be wrong with the content of an 835. */
export const REMIT_FINDINGS = {
  ...paymentFindings('835'),
  bprMissing: {
    code: 'X835_BPR_MISSING',
    severity: 'error',
    message: 'The transaction set has no BPR, so its payment amount is unknown.',
    cure: 'Hold the remittance and ask the payer for it again.',
  },
  trnMissing: {
    code: 'X835_TRN_MISSING',
    severity: 'error',
    message: 'The transaction set has no trace number (TRN02), so no deposit can be matched to it by trace.',
    cure: 'Match by amount, date and payer, and tell the payer that TRN02 is required.',
  },
  payerMissing: {
    code: 'X835_PAYER_MISSING',
    severity: 'warning',
    message: 'The transaction set names no payer (N1*PR).',
    cure: 'The payer is taken from TRN03; check it.',
  },
  payeeMissing: {
    code: 'X835_PAYEE_MISSING',
    severity: 'warning',
    message: 'The transaction set names no payee (N1*PE).',
    cure: 'The payee is taken from the bank account in BPR15; check it.',
  },
  negativePayment: {
    code: 'X835_NEGATIVE_PAYMENT',
    severity: 'error',
    message: 'BPR02 is negative; a payment never is.',
    cure: 'Hold the remittance: a debt belongs into PLB as a forwarding balance. Ask the payer for a correct file.',
  },
  outOfBalance: {
    code: 'X835_OUT_OF_BALANCE',
    severity: 'error',
    message: 'BPR02 is {0}, but claims minus provider adjustments come to {1} (difference {2}).',
    cure: 'Hold the remittance, book the deposit to unapplied cash, and ask the payer for a correct file.',
  },
  claimOutOfBalance: {
    code: 'X835_CLAIM_OUT_OF_BALANCE',
    severity: 'warning',
    message: 'Charge {0} minus paid {1} is not explained by the adjustments: claim level {2}, service level {3}.',
    cure: 'Post the cash, hold the adjustments of this claim, and ask the payer for the missing reason.',
  },
  lineOutOfBalance: {
    code: 'X835_LINE_OUT_OF_BALANCE',
    severity: 'warning',
    message: '{0} service lines of this claim do not balance: charge minus adjustments is not what was paid.',
    cure: 'Check the lines before working denials by line; the claim as a whole balances.',
  },
  linesNotClaim: {
    code: 'X835_LINES_NOT_CLAIM',
    severity: 'warning',
    message: 'The service lines do not add up to the claim: SVC02 {0} and CLP03 {1}, SVC03 {2} and CLP04 {3}.',
    cure: 'The claim as a whole is used. Ask the payer for the missing line before denials are worked by line.',
  },
  levelsContradict: {
    code: 'X835_CAS_LEVELS_CONTRADICT',
    severity: 'warning',
    message: 'Claim level {0} and service level {1} are adjusted by other groups or reasons than each other.',
    cure: 'Post the cash, hold the adjustments of this claim, and ask the payer which of the two levels is meant.',
  },
  repeatedAdjustments: {
    code: 'X835_CAS_AT_BOTH_LEVELS',
    severity: 'warning',
    message: 'The same adjustments stand at claim and at service level; only the {0} level is counted.',
    cure: 'Nothing to do for this claim. Tell the payer that an adjustment belongs to one level only.',
  },
  amountNotNumeric: {
    code: 'X835_AMOUNT_NOT_NUMERIC',
    severity: 'error',
    message: '{0} is not a number; it counts as 0.',
    cure: 'Hold the remittance and ask the payer for a correct file; the amount cannot be guessed.',
  },
  amountPrecision: {
    code: 'X835_AMOUNT_PRECISION',
    severity: 'error',
    message: '{0} is finer than a cent; the exact amount is used in totals and 0 for the item.',
    cure: 'Hold the remittance and ask the payer for amounts in whole cents.',
  },
  amountMissing: {
    code: 'X835_AMOUNT_MISSING',
    severity: 'error',
    message: '{0} is empty; it counts as 0.',
    cure: 'Look at the segment: an element may have been dropped. Ask the payer for a correct file.',
  },
  informationAmount: {
    code: 'X835_INFORMATION_AMOUNT',
    severity: 'warning',
    message: '{0} is not an amount in cents; it counts as 0. It takes no part in balancing.',
    cure: 'Nothing to do unless the amount is needed (interest, coverage).',
  },
  adjustmentIncomplete: {
    code: 'X835_ADJUSTMENT_INCOMPLETE',
    severity: 'warning',
    message: '{0} has an amount without a reason code.',
    cure: 'The amount is counted; its posting needs a reason from the payer.',
  },
  reasonMalformed: {
    code: 'X835_PLB_REASON_MALFORMED',
    severity: 'warning',
    message: '{0} holds no reason code of two characters: its component separator may differ from ISA16.',
    cure: 'Look at the segment, and ask the payer for a file whose separators are those its ISA states.',
  },
  groupUnknown: {
    code: 'X835_CAS_GROUP_UNKNOWN',
    severity: 'warning',
    message: '{0} is no group code: none of CO, PR, OA, PI (or CR in version 4010).',
    cure: 'Map the group code for this payer before its adjustments are posted.',
  },
  interestMismatch: {
    code: 'X835_INTEREST_MISMATCH',
    severity: 'warning',
    message: 'Interest by claim (AMT*I) is {0}, interest paid by PLB L6 is {1}.',
    cure: 'Post what PLB says, and ask the payer which claim the difference belongs to.',
  },
  stray: {
    code: 'X835_SEGMENT_STRAY',
    severity: 'info',
    message: 'A segment stands where no loop of the 835 has a place for it; it is kept but not used.',
    cure: 'Look at the bytes if totals or claims seem to be missing.',
  },
  loopTooLong: {
    code: 'X835_LOOP_TOO_LONG',
    severity: 'error',
    message: 'A loop has more than 50000 segments; those from here on were not read.',
    cure: 'A header, claim or trailer segment may be missing: hold the remittance and ask the payer for it again.',
  },
  serviceWithoutClaim: {
    code: 'X835_LOOP_WITHOUT_CLAIM',
    severity: 'error',
    message: 'A service line or adjustment stands before any claim and cannot be used.',
    cure: 'A CLP segment may be missing: hold the remittance and ask the payer for it again.',
  },
} as const satisfies Record<string, FindingRule>;
