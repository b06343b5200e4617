import type { Leg, Tie } from '../flow';
import { CLEARED_TO_BANK, REQUEST_TO_VOUCHER, VOUCHER_TO_CLEARED } from './parts';
import type { Rules } from './rules';

/**
 * The three-way tie of a refund is two ties, since a sum of zero cannot say that three amounts are equal. No tolerance: a
 * cent more to a payee is a cent too much.
 */
export const ties: Readonly<Record<string, Tie<Rules>>> = {
  [REQUEST_TO_VOUCHER]: { asset: 'USD/2', sides: ['request', 'voucher'], late: 'VOUCHER_UNTIED' },
  [VOUCHER_TO_CLEARED]: { asset: 'USD/2', sides: ['voucher', 'cleared'], late: 'PAYMENT_UNTIED' },
  /** Optional: the same check as the bank paid it, by its number. */
  [CLEARED_TO_BANK]: { asset: 'USD/2', sides: ['erp', 'bank'], late: 'BANK_UNTIED' },
};

/** How the amounts of a refund are followed on the page of reconciliation. */
export const legs: readonly Leg[] = [
  { name: 'requested', word: 'Asked for', of: { measure: 'received' } },
  { name: 'request', word: 'Request', of: { tie: REQUEST_TO_VOUCHER, side: 'request' } },
  { name: 'voucher', word: 'Voucher', of: { tie: REQUEST_TO_VOUCHER, side: 'voucher' } },
  { name: 'cleared', word: 'Cleared', of: { tie: VOUCHER_TO_CLEARED, side: 'cleared' } },
  { name: 'ledger', word: 'Refunds payable', of: { ledger: 'refundsPayable' } },
];
