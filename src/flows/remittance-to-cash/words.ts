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
  ties: { deposit: 'Deposit and remit', plb: 'Provider balance' },
  sides: { bank: 'Bank', remit: 'Remit', plb: 'PLB' },
  roles: { cash: 'Cash journal' },
  identifiers: { claimId: 'Account', controlNumber: 'Payer’s number', reference: 'PLB reference' },
};
