import { CARC_CODES } from './carc.data';
import { PLB_CODES } from './plb-codes.data';
import type { PostingRules } from './posting-rules';

/** As these were booked at first: B2 by its name, forward balances and advances whole whatever was open of them. */
const PLB_V1: PostingRules['plb'] = {
  B2: { label: 'Rebate', family: 'incentive', debit: '6320', credit: '6320' },
  FB: { label: 'Forward balance', family: 'forward-balance', debit: '2320', credit: '2320' },
  AP: { label: 'Advance payment', family: 'advance', debit: '2330', credit: '2330' },
};

type AccountRow = PostingRules['accounts'][string];

// Accounts of the profit and loss statement are asked for by cost center; clearing accounts belong to the whole entity.
const CLEARING: AccountRow['dimensions'] = [];
const OF_FACILITY: AccountRow['dimensions'] = ['facility'];
const OF_PAYER: AccountRow['dimensions'] = ['facility', 'payerClass'];
const RESULT: AccountRow['dimensions'] = ['costCenter', 'facility', 'payerClass'];

/**
 * The first version of the posting rules: the whole decision from a remit's facts to accounts, as a JSON-able value. It
 * pins the code tables it depends on, so that an old journal can be explained by the rules of its day.
 */
export const RULES_V1: PostingRules = {
  version: 1,
  cashAccounts: { ACH: '1012', FWT: '1012', BOP: '1012', NON: '1012', CHK: '1015' },
  receivables: { MEDICARE: '1131', COMMERCIAL: '1132', MEDICAID: '1133', BLUE: '1134' },
  receivableDefault: '1139',
  orphanReversalAccount: '2120',
  unappliedAccount: '2110',
  dueFromAccount: '1310',
  dueToAccount: '2410',
  reversalStatuses: ['22'],
  statusesWithoutAdjustments: ['23', '25'],
  // First match wins; what matches nothing moves no money between accounts. Denials match nothing on purpose: a denied
  // amount stays in A/R until a person writes it off.
  adjustments: [
    { id: 'claim.withhold', groups: null, reasons: ['104'], categories: null, account: '1210' },
    { id: 'claim.withheld-tax', groups: null, reasons: ['105'], categories: null, account: '1220' },
    { id: 'claim.patient', groups: ['PR'], reasons: null, categories: null, account: '1138' },
    { id: 'claim.no-effect', groups: ['OA', 'PI'], reasons: null, categories: null, account: null },
    { id: 'claim.sequestration', groups: ['CO', 'CR'], reasons: ['253'], categories: null, account: '5120' },
    { id: 'claim.capitated', groups: ['CO', 'CR'], reasons: null, categories: ['capitation'], account: '5160' },
    { id: 'claim.contractual', groups: ['CO', 'CR'], reasons: null, categories: ['contractual'], account: '5110' },
    { id: 'claim.other', groups: ['CO', 'CR'], reasons: null, categories: ['other-adjustment'], account: '5150' },
    // 4010 reversals say CR for every group, so the reason has to tell which group is being taken back.
    { id: 'claim.patient', groups: ['CR'], reasons: null, categories: ['patient'], account: '1138' },
  ],
  carcCategories: Object.fromEntries(Object.entries(CARC_CODES).map(([code, row]) => [code, row.category])),
  plb: { ...PLB_CODES, ...PLB_V1 },
  patientAccount: '1138',
  laterPayerStatuses: [],
  forwardedStatuses: [],
  ceiling: false,
  overChargeAccount: '2110',
  orphanReversal: { waitDays: 0, afterwards: 'clearing' },
  dimensionsDefault: RESULT,
  accounts: {
    '1012': { name: 'EFT clearing', dimensions: CLEARING },
    '1015': { name: 'Check clearing', dimensions: CLEARING },
    '1131': { name: 'A/R Medicare', dimensions: OF_PAYER },
    '1132': { name: 'A/R Commercial', dimensions: OF_PAYER },
    '1133': { name: 'A/R Medicaid', dimensions: OF_PAYER },
    '1134': { name: 'A/R Blue', dimensions: OF_PAYER },
    '1138': { name: 'A/R self-pay after insurance', dimensions: OF_FACILITY },
    '1139': { name: 'A/R unclassified', dimensions: OF_PAYER },
    '1149': { name: 'Allowance for contractuals', dimensions: OF_PAYER },
    '1210': { name: 'Withhold receivable', dimensions: OF_PAYER },
    '1220': { name: 'Taxes withheld receivable', dimensions: CLEARING },
    '1230': { name: 'Levy receivable', dimensions: CLEARING },
    '1310': { name: 'Due from affiliates', dimensions: CLEARING },
    '1320': { name: 'Third-party settlements', dimensions: OF_PAYER },
    '1330': { name: 'PIP clearing', dimensions: OF_PAYER },
    '2110': { name: 'Unapplied cash', dimensions: CLEARING },
    '2120': { name: 'Recoupment clearing', dimensions: OF_PAYER },
    '2130': { name: 'Refund clearing', dimensions: OF_PAYER },
    '2310': { name: 'Payer recoupment liability', dimensions: OF_PAYER },
    '2320': { name: 'Due to payer forward balance', dimensions: OF_PAYER },
    '2330': { name: 'Advance payment liability', dimensions: OF_PAYER },
    '2410': { name: 'Due to affiliates', dimensions: CLEARING },
    '4110': { name: 'Capitation revenue', dimensions: RESULT },
    '5110': { name: 'Contractual adjustments', dimensions: RESULT },
    '5120': { name: 'Sequestration', dimensions: RESULT },
    '5130': { name: 'Denial write-off', dimensions: RESULT },
    '5140': { name: 'Prompt-pay discount', dimensions: RESULT },
    '5150': { name: 'Other adjustments', dimensions: RESULT },
    '5160': { name: 'Capitation contra', dimensions: RESULT },
    '6310': { name: 'Penalty expense', dimensions: RESULT },
    '6320': { name: 'Pass-through other operating revenue', dimensions: RESULT },
    '7010': { name: 'Interest income', dimensions: RESULT },
    '8990': { name: 'Rounding', dimensions: RESULT },
  },
};

/** Interest that a payer writes as an adjustment, and prior payers' parts: both before any rule about the group. */
const BEFORE_GROUPS: PostingRules['adjustments'] = [
  { id: 'claim.interest', groups: ['CO', 'OA', 'PI', 'CR'], reasons: ['225'], categories: null, account: '7010' },
  { id: 'claim.prior-payer', groups: null, reasons: ['23'], categories: null, account: null },
];

/**
 * The second version looks at the account of a claim: nothing takes more out of it than its charge, later payers meet the receivable
 * of the first, forwarded claims leave the patient alone, and a reversal waits for its original before it goes to clearing. OA is
 * booked like CO, except for what repeats a prior payer.
 */
export const RULES_V2: PostingRules = {
  ...RULES_V1,
  version: 2,
  adjustments: [
    ...BEFORE_GROUPS,
    ...RULES_V1.adjustments.map((rule) => {
      if (rule.id === 'claim.no-effect') return { ...rule, groups: ['PI'] };
      return rule.groups?.includes('CO') ? { ...rule, groups: [...rule.groups, 'OA'] } : rule;
    }),
  ],
  plb: { ...PLB_CODES },
  laterPayerStatuses: ['2', '3', '20', '21'],
  forwardedStatuses: ['19', '20', '21'],
  ceiling: true,
  orphanReversal: { waitDays: 30, afterwards: 'clearing' },
};
