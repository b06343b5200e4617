import type { Failure } from '@/domain/failure';
import type { Cause } from '../flow';

/** What can be wrong with bank money. Titles follow “subject, verb, value”; cures start with a verb. */
const cause = (
  owner: Cause['owner'],
  slaHours: number,
  title: (f: Failure) => string,
  cure: string,
  cures: readonly string[],
  disposition?: Cause['disposition'],
): Cause => ({
  owner,
  slaHours,
  title,
  cure: () => cure,
  cures,
  ...(disposition === undefined ? {} : { disposition }),
});

const of = (f: Failure): string => (f.value === '' ? '' : ` of ${f.value}`);

export const failures = {
  BANK_ACCOUNT_UNKNOWN: cause(
    'finance-ops',
    4,
    (f) => `Bank account ${f.value} is not in master data`,
    'Map the account number to a bank account of the posting rules, or ask the bank whose statement this is.',
    ['map-account', 'release', 'reject'],
  ),
  BANK_CODE_UNMAPPED: cause(
    'finance-ops',
    24,
    (f) => `Bank code ${f.value} of ${f.params.account || 'an account'} is not known`,
    'Give the code a class in the posting rules, or say what this line is.',
    ['is-deposit', 'is-return', 'is-fee', 'is-sweep', 'is-payment', 'release', 'reject'],
  ),
  FOREIGN_CURRENCY: cause(
    'controller',
    24,
    (f) => `${f.params.account || 'An account'} received ${f.value}`,
    'Book it by hand at the bank’s rate, then reject it here.',
    ['reject'],
  ),
  STATEMENT_UNBALANCED: cause(
    'finance-ops',
    8,
    (f) => `Statement ${f.value} does not add up`,
    'Ask the bank for the statement again; post no part of it.',
    ['unidentified', 'reject'],
  ),
  STATEMENT_UNREADABLE: cause(
    'support',
    8,
    (f) => `Statement ${f.value} holds lines that cannot be read`,
    'Ask the bank for the statement again.',
    ['unidentified', 'reject'],
  ),
  STATEMENT_UNDATED: cause(
    'support',
    8,
    (f) => `Statement ${f.value} names no day`,
    'Ask the bank for the statement again.',
    ['reject'],
  ),
  STATEMENT_CONFLICT: cause(
    'finance-ops',
    8,
    (f) => `Statement ${f.value} arrived again with other lines`,
    'Ask the bank which one is right; accept or reject this one.',
    ['accept-statement', 'reject'],
  ),
  STATEMENT_DELETED: cause(
    'finance-ops',
    8,
    (f) => `The bank takes statement ${f.value} back`,
    'Compare with what was posted from it, reverse what is wrong in the ERP, then reject this one.',
    ['reject'],
  ),
  REMIT_MISSING: cause(
    'finance-ops',
    24,
    (f) => `Deposit${of(f)} has no remit`,
    'Ask the payer for the remit, or match the deposit by hand.',
    ['match', 'release'],
  ),
  DEPOSIT_MISSING: cause(
    'finance-ops',
    24,
    (f) => `Remit${of(f)} has no deposit`,
    'Ask the bank, then the payer, where the money went, or match the remit by hand.',
    ['match', 'release'],
  ),
  DEPOSIT_DIFFERS: cause(
    'finance-ops',
    24,
    (f) => `Deposit and remit${of(f)} differ by ${f.params.difference || 'some amount'}`,
    'Compare withheld and forwarded balances of the remit, then ask the payer.',
    ['match', 'release'],
  ),
  REMIT_OVERDUE: cause(
    'finance-ops',
    8,
    (f) => `A remit${of(f)} is four business days late`,
    'Escalate to the payer: CAQH CORE 370 gives it four business days for a missing remit.',
    ['match'],
  ),
  DEPOSIT_RETURNED: cause(
    'finance-ops',
    8,
    (f) => `A deposit${of(f)} was taken back`,
    'Find the remit it had paid; ask the payer for a new payment or reverse the claims.',
    ['match'],
  ),
  TRANSFER_ONE_SIDED: cause(
    'finance-ops',
    24,
    (f) => `Transfer${of(f)} shows on one account only`,
    'Look for the other account’s statement, or correct the class of the line.',
    ['release'],
  ),
  ACCOUNT_CHANGE_NOTICED: cause(
    'security',
    24,
    (f) => `A payee’s bank account changed (${f.value})`,
    'Call the payee back on a number you know, change the account in the ERP, then mark it handled.',
    ['handled'],
    'security',
  ),
} as const satisfies Record<string, Cause>;
