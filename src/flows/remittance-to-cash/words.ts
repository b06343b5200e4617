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
  ties: { deposit: 'Deposit and remit', plb: 'Provider balance', balance: 'Claim out of balance' },
  tied: {
    deposit: { one: 'payment', many: 'payments' },
    plb: { one: 'provider balance', many: 'provider balances' },
    balance: { one: 'claim', many: 'claims' },
  },
  sides: { bank: 'Bank', remit: 'Remit', plb: 'PLB', claim: 'Claim' },
  roles: { cash: 'Cash journal' },
  identifiers: { claimId: 'Account', controlNumber: 'Payer’s number', reference: 'PLB reference' },
};
