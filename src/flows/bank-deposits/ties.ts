import type { Tie } from '../flow';
import type { BankRules } from './rules';

/**
 * `deposit`: what the bank received and what remits say was sent meet by trace (CAQH CORE 370). `transfer`: both ends of a
 * movement between own accounts, by day and amount.
 */
export const ties: Readonly<Record<'deposit' | 'transfer', Tie<BankRules>>> = {
  deposit: {
    asset: 'USD/2',
    sides: ['bank', 'remit'],
    late: 'REMIT_MISSING',
    tolerance: (rules) => rules.toleranceMinor,
  },
  transfer: { asset: 'USD/2', sides: ['out', 'in'], late: 'TRANSFER_ONE_SIDED' },
};
