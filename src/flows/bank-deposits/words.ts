import type { Words } from '../flow';

export const words: Words = {
  name: 'Bank deposits',
  parcel: { one: 'statement', many: 'statements' },
  item: { one: 'bank line', many: 'bank lines' },
  saga: { one: 'deposit', many: 'deposits' },
  received: 'Deposits received',
  types: {
    'deposit.received/1': 'Deposit',
    'deposit.returned/1': 'Returned deposit',
    'deposit.announced/1': 'Announced deposit',
    'deposit.item/1': 'Item of a deposit',
    'bank.charged/1': 'Bank fee',
    'bank.transferred/1': 'Own transfer',
    'bank.moved/1': 'Other debit',
    'payment.returned/1': 'Returned payment',
    'payment.cleared/1': 'Cleared payment',
    'change.noticed/1': 'Notice of change',
    'line.unclassified/1': 'Unknown bank code',
    'parcel.whole/1': 'Whole statement',
  },
  timers: {
    trace: 'Learns what a file told of it',
    unapplied: 'Moves to unapplied cash',
    escalate: 'Somebody calls the payer',
  },
  ties: { deposit: 'Deposit and remit', transfer: 'Own transfer' },
  tied: { deposit: { one: 'payment', many: 'payments' }, transfer: { one: 'transfer', many: 'transfers' } },
  sides: { bank: 'Bank', remit: 'Remit', out: 'Out', in: 'In' },
  roles: { bank: 'Cash journal', unapplied: 'Unapplied cash' },
  identifiers: { account: 'Bank account', trace: 'Trace or reference' },
};
