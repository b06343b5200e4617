/** Why something stopped, who acts, and what they do. Every stage reports failures in this one shape. */

/**
 * Who acts next. `retry`: nobody, the machine with backoff. `exception`: a person fixes a cause. `unknown`: the machine
 * probes and never resends. `security`: the security queue. `bug`: stop this item loudly.
 */
export type Disposition = 'retry' | 'exception' | 'unknown' | 'security' | 'bug';

export type Failure = {
  /** Stable, UPPER_SNAKE: a key of the catalogue below, or of the catalogue of the flow that stops. */
  readonly code: string;
  /** The field that failed, in the product's own path notation (`payer.class`, `facility`, `period`). */
  readonly field: string;
  /** The value that failed. Never a patient identifier: it becomes part of a cause's title. */
  readonly value: string;
  /** Further words for the title and the cure (`{ entity: '300', period: '2026-10' }`). No patient data. */
  readonly params: Readonly<Record<string, string>>;
};

type Entry = {
  readonly disposition: Disposition;
  readonly owner: 'finance-ops' | 'support' | 'controller' | 'security';
  /** Hours until a new cause is late. */
  readonly slaHours: number;
  readonly title: (f: Failure) => string;
  readonly cure: (f: Failure) => string;
};

const entry = (
  owner: Entry['owner'],
  slaHours: number,
  title: Entry['title'],
  cure: Entry['cure'],
  disposition: Disposition = 'exception',
): Entry => ({ disposition, owner, slaHours, title, cure });

const named = (f: Failure): string => (f.params.name ? `${f.params.name} (${f.value})` : f.value);

/** One row per way of stopping. Titles follow “subject, verb, value”; cures start with a verb. */
export const FAILURES = {
  PAYER_UNKNOWN: entry(
    'finance-ops',
    8,
    (f) => `Payer ${named(f)} is not in master data`,
    () => 'Map the payer id, or adopt the payer from the remit.',
  ),
  PAYEE_UNKNOWN: entry(
    'finance-ops',
    8,
    (f) => `Payee ${named(f)} is not in master data`,
    () => 'Map the payee id to a facility, or adopt it from the remit.',
  ),
  FACILITY_UNKNOWN: entry(
    'finance-ops',
    8,
    (f) => `Account prefix ${f.value} has no facility`,
    () => 'Map the prefix to a facility.',
  ),
  COST_CENTER_MISSING: entry(
    'finance-ops',
    24,
    (f) => `Facility ${f.value} has no cost center`,
    () => 'Give the facility a cost center.',
  ),
  COST_CENTER_INACTIVE: entry(
    'finance-ops',
    24,
    (f) => `Cost center ${f.value} is inactive in the ERP`,
    () => 'Map the facility to an active cost center, or reactivate it in the ERP.',
  ),
  ACCOUNT_INACTIVE: entry(
    'controller',
    24,
    (f) => `Account ${f.value} is inactive in the ERP`,
    () => 'Reactivate the account in the ERP, or change the posting rule.',
  ),
  PLB_CODE_UNMAPPED: entry(
    'finance-ops',
    24,
    (f) => `PLB reason ${f.value} has no account`,
    () => 'Map the PLB reason to an account.',
  ),
  PAYMENT_METHOD_UNKNOWN: entry(
    'finance-ops',
    24,
    (f) => `Payment method ${f.value} has no cash account`,
    () => 'Give the method a cash account in the posting rules.',
  ),
  JOURNAL_UNBALANCED: entry(
    'support',
    1,
    (f) => `A journal of entity ${f.value} does not balance by ${f.params.difference ?? 'an unknown amount'}`,
    () => 'Send this item’s trace to support; nothing was posted.',
    'bug',
  ),
  PERIOD_CLOSED: entry(
    'controller',
    24,
    (f) => `No open period in entity ${f.params.entity ?? f.value} for ${f.params.period ?? f.value}`,
    () => 'Open a period in the ERP, then release.',
  ),
  PERIOD_UNKNOWN: entry(
    'controller',
    24,
    (f) => `Period ${f.value} is not in the ERP calendar`,
    () => 'Add the period in the ERP, then release.',
  ),
  REMIT_UNBALANCED: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} does not add up`,
    () => 'Ask the payer for a corrected remit, or post the cash to unapplied.',
  ),
  REMIT_CONFLICT: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} repeats or contradicts one that is here`,
    () => 'Compare both. Replace the first by this one, say that both are real, or reject this one.',
  ),
  NOTHING_DRAFTED: entry(
    'support',
    1,
    (f) => `The rules of ${f.value} book nothing for an amount`,
    () => 'Send this item’s trace to support; nothing was posted.',
    'bug',
  ),
  TARGET_UNBOUND: entry(
    'support',
    8,
    (f) =>
      `Nothing makes “${f.value}” documents of ${f.params.flow ?? 'this flow'} for entity ${f.params.entity ?? ''}`,
    () => 'Bind a target to this role under Flows, then release.',
  ),
  PARCEL_CONFLICT: entry(
    'finance-ops',
    8,
    (f) => `${f.value} contradicts what came before it`,
    () => 'Ask the sender which one is right; accept or reject this one.',
  ),
  REPLACEMENT_UNFIT: entry(
    'finance-ops',
    8,
    (f) => `${f.params.why ?? `${f.value} stops by itself`}, so it cannot take the place of the first`,
    () =>
      'The first stays in the books. Ask the sender for a corrected one and reject this one; or say that both are real.',
  ),
  REJECTED_BEFORE: entry(
    'finance-ops',
    8,
    (f) => `${f.value} was rejected before and comes again`,
    () => 'Look who rejected it and why. Accept to book it now, or reject it again.',
  ),
  REMIT_NEGATIVE: entry(
    'finance-ops',
    8,
    (f) => `Remit ${f.value} has a negative payment`,
    () => 'Ask the payer for a corrected remit: BPR02 cannot be negative.',
  ),
  AMOUNT_INVALID: entry(
    'support',
    8,
    (f) => `Amount ${f.value} is not money`,
    () => 'Ask the sender for a corrected file.',
  ),
  CLAIM_UNBALANCED: entry(
    'finance-ops',
    24,
    (f) => `Claims of ${f.value} do not balance`,
    () => 'Ask the payer for a correction, or accept the payment with its difference.',
  ),
  REVERSAL_NOT_MIRROR: entry(
    'finance-ops',
    24,
    (f) => `Reversals from ${f.value} differ from what was posted`,
    () => 'Compare with the original and accept or dispute.',
  ),
  ORPHAN_REVERSAL: entry(
    'finance-ops',
    24,
    (f) => `Reversals from ${f.value} have no original`,
    () => 'Accept to recoupment clearing, or map the original.',
  ),
  ENVELOPE_BROKEN: entry(
    'support',
    4,
    (f) => `File ${f.value} is incomplete or its counts are wrong`,
    () => 'Ask the sender for the file again.',
  ),
  CONTROL_NUMBER_CONFLICT: entry(
    'support',
    4,
    (f) => `Control number ${f.value} arrived again with other bytes`,
    () => 'Ask the sender which file is right.',
    'security',
  ),
  FORMAT_UNKNOWN: entry(
    'support',
    4,
    (f) => `File ${f.value} is not a format Tieout reads`,
    () => 'Check what the sender sent.',
  ),
  ERP_REJECTED: entry(
    'controller',
    4,
    (f) => `The ERP refuses journals: ${f.value}`,
    () => 'Fix what the ERP names, then release.',
  ),
  ERP_AMOUNT_DIFFERS: entry(
    'controller',
    1,
    (f) => `The ERP booked other amounts than asked: ${f.value}`,
    () =>
      'Correct or void the document in the ERP, then read it back. With our amounts it is posted; voided, it is sent again under the same key.',
  ),
  ERP_SECOND_DOCUMENT: entry(
    'controller',
    1,
    (f) => `The ERP holds two documents for one key: ${f.value}`,
    () => 'Void one of them in the ERP, then read it back. Nothing is sent.',
  ),
  ERP_ANSWER_UNKNOWABLE: entry(
    'controller',
    1,
    (f) => `The ERP cannot say whether ${f.value} was booked`,
    () => 'Look in the ERP, then confirm or release by hand.',
    'unknown',
  ),
  POISON: entry(
    'support',
    1,
    (f) => `Items stop the ${f.value} stage every time`,
    () => 'Send this item’s trace to support.',
    'bug',
  ),
} as const satisfies Record<string, Entry>;

export type FailureCode = keyof typeof FAILURES;

export const failure = (
  code: string,
  field: string,
  value: string,
  params: Readonly<Record<string, string>> = {},
): Failure => ({ code, field, value, params });

const CATALOGUE: Readonly<Record<string, Entry>> = FAILURES;
/** The row of a code; a code that nobody declared is a bug and is owned by support. */
export const causeOf = (code: string): Entry => CATALOGUE[code] ?? FAILURES.POISON;

export const titleOf = (f: Failure): string => causeOf(f.code).title(f);
export const cureOf = (f: Failure): string => causeOf(f.code).cure(f);

/** An error that crosses a stage's edge: says who acts and, in plain words without patient data, what happened. */
export class AppError extends Error {
  readonly code: string;
  readonly disposition: Disposition;
  readonly operatorMessage: string;
  constructor(code: string, disposition: Disposition, operatorMessage: string, options?: { cause?: unknown }) {
    super(`${code}: ${operatorMessage}`, options);
    this.name = 'AppError';
    this.code = code;
    this.disposition = disposition;
    this.operatorMessage = operatorMessage;
  }
}
