/**
 * Claim adjustment reason codes we know, each with the category that decides accounting and ownership. The code list is
 * external (source 139) and its texts are licensed: labels here are short and in our own words. A code that is missing
 * here is `unclassified`.
 */
export type CarcCategory =
  | 'contractual'
  | 'patient'
  | 'cob'
  | 'eligibility'
  | 'authorization'
  | 'clinical'
  | 'coding'
  | 'billing'
  | 'attachment'
  | 'duplicate'
  | 'timely-filing'
  | 'non-covered'
  | 'prior-payment'
  | 'capitation'
  | 'level-of-care'
  | 'withholding'
  | 'other-adjustment'
  | 'unclassified';

type CategoryRow = { readonly owner: string; readonly denial: boolean };

/** Who works a category, and whether money kept back for it is denied money. */
export const CARC_CATEGORIES: Readonly<Record<CarcCategory, CategoryRow>> = {
  contractual: { owner: 'Nobody: automatic', denial: false },
  patient: { owner: 'Self-pay', denial: false },
  cob: { owner: 'Coordination of benefits', denial: true },
  eligibility: { owner: 'Registration', denial: true },
  authorization: { owner: 'Utilization management', denial: true },
  clinical: { owner: 'Clinical appeals', denial: true },
  coding: { owner: 'Coding', denial: true },
  billing: { owner: 'Billing', denial: true },
  attachment: { owner: 'Records', denial: true },
  // Duplicates are counted apart: the first claim is the one that matters.
  duplicate: { owner: 'Billing', denial: false },
  'timely-filing': { owner: 'Billing', denial: true },
  'non-covered': { owner: 'Contracting', denial: true },
  'prior-payment': { owner: 'Cash applications', denial: false },
  capitation: { owner: 'Nobody: automatic', denial: false },
  'level-of-care': { owner: 'Clinical documentation', denial: true },
  withholding: { owner: 'Nobody: automatic', denial: false },
  'other-adjustment': { owner: 'Contracting', denial: false },
  // Unknown reasons count as denied, so that a new code is seen and not lost.
  unclassified: { owner: 'Billing', denial: true },
};

type CarcRow = { readonly category: CarcCategory; readonly label: string };
const rows = (category: CarcCategory, labels: Readonly<Record<string, string>>): [string, CarcRow][] =>
  Object.entries(labels).map(([code, label]) => [code, { category, label }]);

export const CARC_CODES: Readonly<Record<string, CarcRow>> = Object.fromEntries([
  ...rows('contractual', {
    '42': 'Over the maximum (retired)',
    '45': 'Over the contracted fee',
    '59': 'Multiple procedure rules',
    '90': 'Ingredient cost',
    '91': 'Dispensing fee',
    '94': 'Payment exceeds charge',
    '131': 'Negotiated discount',
    '237': 'Legislated penalty',
    '253': 'Sequestration',
  }),
  ...rows('patient', {
    '1': 'Deductible',
    '2': 'Coinsurance',
    '3': 'Co-pay',
    '66': 'Blood deductible',
    '85': 'Patient interest',
    '241': 'Low-income co-pay',
  }),
  ...rows('cob', {
    '19': 'Work-related',
    '20': 'Liability carrier',
    '21': 'No-fault carrier',
    '22': 'Another payer is first',
    '23': 'Prior payer’s part',
    '109': 'Not this payer',
    '136': 'Prior payer’s rules not met',
    '275': 'Prior payer’s patient part',
  }),
  ...rows('eligibility', {
    '26': 'Before coverage',
    '27': 'After coverage',
    '31': 'Patient not identified',
    '32': 'Dependent not eligible',
    '33': 'No dependent coverage',
    '34': 'No newborn coverage',
    '35': 'Lifetime maximum reached',
    '119': 'Period maximum reached',
    '149': 'Service maximum reached',
    '166': 'After the plan ended',
    '177': 'Eligibility rules not met',
    '200': 'Coverage lapsed',
  }),
  ...rows('authorization', {
    '15': 'Authorization number invalid',
    '38': 'Not by the designated provider',
    '39': 'Authorization refused',
    '197': 'No authorization',
    '198': 'Authorization exceeded',
    '243': 'Not authorized by network physician',
    '296': 'Authorization does not fit provider',
    '302': 'Authorization does not fit service',
  }),
  ...rows('clinical', {
    '50': 'Not medically necessary',
    '54': 'Assistant not covered',
    '55': 'Experimental',
    '56': 'Not proven effective',
    '58': 'Wrong place of service',
    '150': 'Level of service not supported',
    '151': 'Frequency not supported',
    '152': 'Length of service not supported',
    '167': 'Diagnosis not covered',
    '249': 'Readmission',
  }),
  ...rows('coding', {
    '4': 'Modifier does not fit',
    '5': 'Place does not fit procedure',
    '6': 'Age does not fit',
    '7': 'Sex does not fit procedure',
    '8': 'Specialty does not fit',
    '9': 'Diagnosis does not fit age',
    '10': 'Diagnosis does not fit sex',
    '11': 'Diagnosis does not fit procedure',
    '12': 'Diagnosis does not fit provider',
    '97': 'Bundled',
    '146': 'Diagnosis invalid on date',
    '181': 'Procedure invalid on date',
    '182': 'Modifier invalid on date',
    '199': 'Revenue code does not fit procedure',
    '222': 'Over the contracted units',
    '231': 'Mutually exclusive procedures',
    '234': 'Not paid separately',
    '236': 'Procedure pair not allowed',
  }),
  ...rows('billing', {
    '16': 'Information missing or wrong',
    '107': 'Related claim missing',
    '110': 'Billed before service',
    '125': 'Submission error',
    '129': 'Prior payer information wrong',
    '206': 'NPI missing',
    '207': 'NPI format invalid',
    '208': 'NPI does not match',
    A1: 'Denied, see remark',
  }),
  ...rows('attachment', {
    '226': 'Provider did not send information',
    '227': 'Patient did not send information',
    '250': 'Wrong attachment',
    '251': 'Incomplete attachment',
    '252': 'Attachment needed',
  }),
  ...rows('duplicate', { '18': 'Exact duplicate', B13: 'Already paid' }),
  ...rows('timely-filing', { '29': 'Filed late' }),
  ...rows('non-covered', {
    '49': 'Routine exam',
    '51': 'Pre-existing condition',
    '78': 'Room charge not covered',
    '96': 'Not covered',
    '160': 'Excluded activity',
    '170': 'Provider type not payable',
    '185': 'Provider not eligible for service',
    '204': 'Not in the benefit plan',
    '242': 'Out of network',
    B7: 'Provider not certified on date',
    B20: 'Done by another provider',
  }),
  ...rows('prior-payment', { '100': 'Paid to someone else' }),
  ...rows('capitation', { '24': 'Capitated' }),
  ...rows('level-of-care', { A8: 'DRG cannot be grouped' }),
  ...rows('withholding', { '104': 'Managed care withhold', '105': 'Tax withheld' }),
  ...rows('other-adjustment', { '137': 'Regulatory surcharge', '144': 'Incentive' }),
]);
