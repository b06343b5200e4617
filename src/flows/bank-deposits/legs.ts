import type { Leg } from '../flow';

/** What statements say, what was posted of it, what the ledger holds, and what remits say of the same money. */
export const legs: readonly Leg[] = [
  { name: 'statement', word: 'Statement', of: { measure: 'received' } },
  { name: 'posted', word: 'Posted', of: { measure: 'posted' } },
  { name: 'gl', word: 'GL', of: { ledger: 'bank' } },
  { name: 'deposit', word: 'Deposit', of: { tie: 'deposit', side: 'bank' } },
  { name: 'remit', word: 'Remit', of: { tie: 'deposit', side: 'remit' } },
];
