import type { Words } from '../flow';

export const words: Words = {
  name: 'Remittance to cash',
  parcel: { one: 'remit', many: 'remits' },
  item: { one: 'item', many: 'items' },
  received: 'Cash received',
  types: {
    'payment.posted/1': 'Claim payment',
    'provider.adjusted/1': 'Provider adjustment (PLB)',
    'parcel.whole/1': 'Whole remit',
  },
  identifiers: { claimId: 'Account', controlNumber: 'Payer’s number', reference: 'PLB reference' },
};
