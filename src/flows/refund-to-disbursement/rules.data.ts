import type { Rules } from './rules';

const OF_PAYER = ['facility', 'payerClass'] as const;

/**
 * The first version of the rules of refunds. Amounts and days marked [K] are practice or law as practitioners tell it: a
 * customer confirms them, and a change is a new version of this value.
 */
export const REFUND_RULES_V1: Rules = {
  version: 1,
  accounts: {
    receivables: { MEDICARE: '1131', COMMERCIAL: '1132', MEDICAID: '1133', BLUE: '1134' },
    receivableDefault: '1139',
    receivablePatient: '1138',
    unapplied: '2110',
    prepaid: '2110',
    liabilityPatient: '2130',
    liabilityPayer: '2130',
    payables: '2010',
    disbursement: '1019',
    cash: '1010',
    unclaimed: '2340',
    recouped: '2120',
    card: '1015',
    creditBalance: '2140',
  },
  disbursementClearing: false,
  dimensions: {
    '1131': OF_PAYER,
    '1132': OF_PAYER,
    '1133': OF_PAYER,
    '1134': OF_PAYER,
    '1138': ['facility'],
    '1139': OF_PAYER,
    '2120': OF_PAYER,
    '2130': OF_PAYER,
  },
  steps: {
    approved: { debit: 'credit', credit: 'liability', by: 'tieout' },
    invoiced: { debit: 'liability', credit: 'payables', by: 'erp' },
    issued: { debit: 'payables', credit: 'disbursement', by: 'erp' },
    cleared: { debit: 'disbursement', credit: 'cash', by: 'erp' },
    returned: { debit: 'cash', credit: 'disbursement', by: 'tieout' },
    unclaimed: { debit: 'payables', credit: 'unclaimed', by: 'erp' },
    escheated: { debit: 'unclaimed', credit: 'cash', by: 'erp' },
    carded: { debit: 'liability', credit: 'card', by: 'tieout' },
    settled: { debit: 'liability', credit: 'recouped', by: 'tieout' },
    review: { debit: 'credit', credit: 'creditBalance', by: 'tieout' },
  },
  approval: {
    policy: 'refund',
    windowDays: 30,
    tiers: [
      { upToMinor: 1_000_000n, needed: 1 },
      { upToMinor: null, needed: 2 },
    ],
  },
  duplicates: { windowDays: 90 },
  clocks: {
    // 42 CFR 401.305: 60 days from identification; for Medicare suspended by a good-faith investigation, at the latest until
    // 180 days after identification. Medicaid stands under the statute alone [K].
    governmentClasses: ['MEDICARE', 'MEDICAID'],
    governmentDays: 60,
    suspensionClasses: ['MEDICARE'],
    suspensionDaysMax: 180,
    patientDays: 30, // [K]
    payerDays: 45, // [K]
    warnDaysBefore: [30, 15, 5],
    approvalDays: 5,
    paymentDays: 10,
    clearedDays: 30,
    staleDays: 180, // UCC 4-404 lets a bank refuse a check after six months [K]
    voidGraceHours: 0,
    unknownDays: 1,
  },
  invoice: {
    patientSupplier: 'PTREF',
    patientSite: null,
    terms: 'IMMEDIATE',
    payGroup: 'REFUND',
    source: 'TIEOUT',
    country: 'US',
  },
  incomeReasons: ['write-off-to-income', 'small-balance-write-off'],
  alreadyVoided: ['ALREADY_VOIDED'],
  bankSide: false,
  ledgers: { refundsPayable: ['2130'] },
};
