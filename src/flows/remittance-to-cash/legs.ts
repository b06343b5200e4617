import type { Leg } from '../flow';

/** What the bank says, what remits say, what was posted, what the ledger holds: all four must agree. */
export const legs: readonly Leg[] = [
  { name: 'bank', word: 'Bank', of: { tie: 'deposit', side: 'bank' } },
  { name: 'remit', word: 'Remit', of: { measure: 'received' } },
  { name: 'posted', word: 'Posted', of: { measure: 'posted' } },
  { name: 'gl', word: 'GL', of: { ledger: 'cash' } },
];
