import { BOUNDS } from '@/domain/matching/entry';
import { RULES_V1 as REMIT_RULES } from '@/domain/posting-rules.data';
import type { BankRow, BankRules } from './rules';

const { cashAccounts, unappliedAccount, dueFromAccount, dueToAccount } = REMIT_RULES;

/** A remit's cash account by BPR04; the deposit of that method must credit the same one, or clearing never comes to zero. */
const clearingOf = (method: string): string => {
  const account = cashAccounts[method];
  if (account === undefined) throw new RangeError(`no clearing account for method ${method}`);
  return account;
};

const OPERATING: Omit<BankRow, 'name' | 'entity' | 'account'> = {
  books: { ach: 'statement', lockbox: 'statement' },
  payments: 'erp',
  sweepsTo: 'CONC',
  costCenter: null,
  codes: {},
};

/** The first version: one operating account per legal entity and the account they are swept to. */
export const RULES_V1: BankRules = {
  version: 1,
  banks: {
    OP100: { ...OPERATING, name: 'Operating, entity 100', entity: '100', account: '1001' },
    OP200: { ...OPERATING, name: 'Operating, entity 200', entity: '200', account: '1002' },
    OP300: { ...OPERATING, name: 'Operating, entity 300', entity: '300', account: '1003' },
    CONC: { ...OPERATING, name: 'Concentration', entity: '100', account: '1009', sweepsTo: null },
  },
  tailIsEnough: true,
  clearing: {
    ach: clearingOf('ACH'),
    wire: clearingOf('FWT'),
    lockbox: clearingOf('CHK'),
    check: clearingOf('CHK'),
    // A remit paid by card carries NON or ACH (BPR04), which debit the same account.
    card: clearingOf('NON'),
    'other-credit': clearingOf('ACH'),
    'ach-returned': clearingOf('ACH'),
    'check-returned': clearingOf('CHK'),
  },
  accounts: {
    bankFees: '6410',
    cardFees: '6420',
    transfers: '1019',
    dueFrom: dueFromAccount,
    dueTo: dueToAccount,
    unapplied: unappliedAccount,
    unidentified: '2115',
    payments: '1090',
  },
  codes: {},
  traceOrder: ['trn', 'trn-damaged', 'structured', 'check', 'end-to-end', 'customer-reference', 'text'],
  originators: [],
  // Of CAQH CORE 370: the remit is released within three business days of the effective date, and is missing after four. To
  // be checked against the licensed rule, so data and not code.
  clocks: { remitDays: 3, escalateDays: 4, returnDays: 3, transferDays: 1, at: '23:00:00' },
  // A remainder within a tolerance would stay in clearing, so nothing is tolerated until a rule says where it goes.
  toleranceMinor: 0n,
  matching: {
    sideMax: BOUNDS.sideMax,
    candidatesMax: BOUNDS.candidatesMax,
    nodesMax: BOUNDS.nodesMax,
    totalNodesMax: BOUNDS.totalNodesMax,
    windowDays: BOUNDS.windowDays,
    optionsMax: BOUNDS.optionsMax,
  },
  ledgers: { bank: ['1001', '1002', '1003', '1009'], clearing: ['1012', '1015'], unapplied: ['2110', '2115'] },
};
