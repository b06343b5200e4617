import type { FindingRule } from '../finding-log';
import { paymentFindings } from '../payment-checks';

/** What can be wrong with the content of an 820. */
export const PREMIUM_FINDINGS = {
  ...paymentFindings('820'),
  negativePayment: {
    code: 'X820_NEGATIVE_PAYMENT',
    severity: 'error',
    message: 'BPR02 is negative; a payment never is.',
    cure: 'Hold the payment and ask the payer for a correct file.',
  },
  paymentMissing: {
    code: 'X820_BPR_MISSING',
    severity: 'error',
    message: 'The transaction set has no BPR, so its payment amount is unknown.',
    cure: 'Hold the remittance and ask the payer for it again.',
  },
  outOfBalance: {
    code: 'X820_OUT_OF_BALANCE',
    severity: 'warning',
    message: 'BPR02 is {0}, the remittance items (RMR04) come to {1} and with their adjustments (ADX01) to {2}.',
    cure: 'Book the deposit to unapplied cash and ask the payer what the difference is.',
  },
} as const satisfies Record<string, FindingRule>;
