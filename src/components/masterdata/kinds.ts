/** What the outside value of a translation is, in the field's own words, and which cure lists its targets. */
export const KINDS = [
  'payer',
  'payee-npi',
  'payee-tin',
  'account-prefix',
  'provider-npi',
  'ccn',
  'plb-account',
  'bank-account',
] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  payer: 'Payer id',
  'payee-npi': 'Payee NPI',
  'payee-tin': 'Payee TIN',
  'account-prefix': 'Account prefix',
  'provider-npi': 'Provider NPI',
  ccn: 'CMS certification number',
  'plb-account': 'PLB reason',
  'bank-account': 'Bank account',
};

export const TARGET_CURES = {
  payer: 'map-payer',
  'payee-npi': 'map-payee',
  'payee-tin': 'map-payee',
  'account-prefix': 'map-prefix',
  'provider-npi': 'map-payee',
  ccn: 'map-payee',
  'plb-account': 'map-plb',
  'bank-account': 'map-account',
} as const satisfies Record<Kind, string>;

export const VIEWS = ['crosswalk', 'payers', 'facilities'] as const;
export type View = (typeof VIEWS)[number];
export const VIEW_WORDS: Readonly<Record<View, string>> = {
  crosswalk: 'Crosswalk',
  payers: 'Payers',
  facilities: 'Facilities',
};
