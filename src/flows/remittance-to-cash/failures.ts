import type { Failure } from '@/domain/failure';
import type { Cause } from '../flow';

/** What can stop a remittance besides what can stop anything. Titles follow “subject, verb, value”; cures start with a verb. */
const entry = (
  owner: Cause['owner'],
  slaHours: number,
  title: Cause['title'],
  cure: string,
  cures: readonly string[],
): Cause => ({ owner, slaHours, title, cure: () => cure, cures });

const named = (f: Failure): string => (f.params.name ? `${f.params.name} (${f.value})` : f.value);

export const failures = {
  PAYER_UNKNOWN: entry(
    'finance-ops',
    8,
    (f) => `Payer ${named(f)} is not in master data`,
    'Map the payer id, or adopt the payer from the remit.',
    ['adopt', 'map-payer', 'release'],
  ),
  PAYEE_UNKNOWN: entry(
    'finance-ops',
    8,
    (f) => `Payee ${named(f)} is not in master data`,
    'Map the payee id to a facility, or adopt it from the remit.',
    ['adopt', 'map-payee', 'release'],
  ),
  PLB_CODE_UNMAPPED: entry(
    'finance-ops',
    24,
    (f) => `PLB reason ${f.value} has no account`,
    'Map the PLB reason to an account.',
    ['map-plb', 'release'],
  ),
  PAYMENT_METHOD_UNKNOWN: entry(
    'finance-ops',
    24,
    (f) => `Payment method ${f.value} has no cash account`,
    'Give the method a cash account in the posting rules.',
    ['release'],
  ),
  REMIT_UNBALANCED: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} does not add up`,
    'Ask the payer for a corrected remit, or post the cash to unapplied.',
    ['unapplied', 'reject'],
  ),
  REMIT_CONFLICT: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} repeats or contradicts one that is here`,
    'Compare both. Replace the first by this one, say that both are real, or reject this one.',
    ['replace-remit', 'both-real', 'reject'],
  ),
  REMIT_TAKEN_BACK: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} cannot replace the first: the payer took a claim of that one back`,
    'Say that both are real: the first, its reversal and this one then stand beside each other. Or reject this one.',
    ['both-real', 'reject'],
  ),
  REMIT_BUILT_ON: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} cannot replace the first: ${f.params.why ?? 'later remits are booked upon it'}`,
    'Say that both are real: this one then stands beside the first. Or reject this one, and settle the difference with the payer.',
    ['both-real', 'reject'],
  ),
  REMIT_NEGATIVE: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} has a negative payment`,
    'Ask the payer for a corrected remit: BPR02 cannot be negative.',
    ['reject'],
  ),
  REMIT_DEBIT: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} takes money instead of paying it (BPR03 D)`,
    'Look in the bank statement for the debit and ask the payer; book it there and reject the remit.',
    ['reject'],
  ),
  REMIT_DIRECTION: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} says neither credit nor debit (BPR03)`,
    'Look in the bank statement; post the cash to unapplied when it came, or ask the payer for a corrected remit and reject this one.',
    ['unapplied', 'reject'],
  ),
  REMIT_CURRENCY: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} is in ${f.params.currency ?? 'another currency'}, not in the currency of the books`,
    'Ask the bank what it credited and book that; reject the remit. Its amounts are no dollars.',
    ['reject'],
  ),
  REMIT_NO_MONEY: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} has an amount and says that no money moves (${f.params.says ?? 'its header'})`,
    'Look in the bank statement; post the cash to unapplied when it came, or ask the payer for a corrected remit and reject this one.',
    ['unapplied', 'reject'],
  ),
  REMIT_DATE: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} is dated ${f.params.days ?? 'many'} days from its own file`,
    'Ask the payer for the date; post the cash to unapplied when the bank has it, or reject the remit.',
    ['unapplied', 'reject'],
  ),
  REMIT_UNUSABLE: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} holds what cannot be read`,
    'Ask the payer for a corrected remit, or post the cash to unapplied. Its findings name the place.',
    ['unapplied', 'reject'],
  ),
  CLAIM_UNBALANCED: entry(
    'finance-ops',
    24,
    (f) => `Claims of ${f.value || 'unknown payers'} do not balance`,
    'The payment is booked and its adjustments are not, because they do not explain what is missing. Ask the payer for a correction, or accept the difference.',
    ['accept'],
  ),
  REVERSAL_NOT_MIRROR: entry(
    'finance-ops',
    24,
    (f) => `Reversals from ${f.value} differ from what was posted`,
    'Compare with the original. Accept to take the claim back as it was booked, or reject and dispute it with the payer.',
    ['accept', 'reject'],
  ),
  ORPHAN_REVERSAL: entry(
    'finance-ops',
    24,
    (f) => `Reversals from ${f.value} have no original`,
    'It goes on by itself when the original comes, and to recoupment clearing after the days of the posting rules. Accept to send it there now, or reject it.',
    ['accept', 'reject'],
  ),
  ACCOUNT_OVER_CHARGE: entry(
    'finance-ops',
    24,
    (f) =>
      `A claim of ${f.value} takes ${f.params.over ?? 'more'} more than the charge of its account${f.params.charge ? ` (${f.params.charge})` : ''}`,
    'Compare what each payer took; accept to book what is still open, with cash beyond the charge in unapplied, or reject.',
    ['accept', 'reject'],
  ),
  ACCOUNT_CROWDED: entry(
    'finance-ops',
    24,
    (f) => `Claims of ${f.value} share one account number with more than 500 others`,
    'So many cannot be compared. Ask where the number comes from; accept to book them as the payer states them, or reject.',
    ['accept', 'reject'],
  ),
  CLAIM_REPEATED: entry(
    'finance-ops',
    24,
    (f) => `Claims of ${f.value} were paid before under the same number, and not taken back`,
    'Compare the two remits and the bank. It goes on by itself when the payer takes the first back. Accept to book it as a second payment, or reject it when it is the same money.',
    ['accept', 'reject'],
  ),
  DEPOSIT_MISSING: entry(
    'finance-ops',
    24,
    (f) => `Deposit ${f.value} and its remits do not agree`,
    'Look in the bank statement for the trace, or ask the payer for the remit.',
    [],
  ),
  PLB_OPEN: entry(
    'finance-ops',
    24,
    (f) => `Provider adjustments of ${f.value} have not come to zero`,
    'Ask the payer when it will be taken or paid.',
    [],
  ),
} as const satisfies Record<string, Cause>;
