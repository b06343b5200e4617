import { BOUNDS } from '@/domain/matching/entry';
import type { Tie } from '../flow';
import { events, lineFacts } from './facts';
import { openEntries } from './open-entries';
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
    lateAs: ['REMIT_MISSING', 'DEPOSIT_MISSING', 'DEPOSIT_DIFFERS'],
    days: (rules) => rules.clocks.remitDays,
    tolerance: (rules) => rules.toleranceMinor,
    open: ({ type, facts, date, payer }, rules) =>
      Object.hasOwn(events, type) ? openEntries(lineFacts.parse(facts), { date, payer, rules }) : [],
    bounds: (rules) => ({ ...BOUNDS, ...rules.matching }),
  },
  transfer: { asset: 'USD/2', sides: ['out', 'in'], late: 'TRANSFER_ONE_SIDED' },
};
