/**
 * What can happen to a payment between the payer and the statement, and what else stands on a statement. `none` is a
 * deposit that names its remittance and pays it to the cent.
 */
export const PAYMENT_STORIES = [
  'late',
  'never',
  'bundle',
  'split',
  'trace-zeros-lost',
  'trace-cut',
  'trace-spaces',
  'cents-off',
  'taken-back',
  'virtual-card',
] as const;

/** What befalls a whole run: a line that pays no remittance, or a file that should not be trusted as it is. */
export const RUN_STORIES = [
  'stray-deposit',
  'other-cash',
  'fee',
  'sweep',
  'ach-return',
  'notice-of-change',
  'duplicate-statement',
  'reissued-statement',
  'wrong-totals',
] as const;

export type PaymentStory = (typeof PAYMENT_STORIES)[number];
export type RunStory = (typeof RUN_STORIES)[number];
export type Story = 'none' | PaymentStory | RunStory;

/** What whoever matches should find for a line of the statement. A hint for the first look, not a verdict. */
export type Expected =
  /** Names its remittance and pays it to the cent. */
  | 'exact'
  /** Names it in a way that has to be cleaned first. */
  | 'normalised'
  /** Pays one to the cent and does not name it. */
  | 'amount-only'
  /** Pays several to the cent and names none. */
  | 'many-remits'
  /** Pays a part of one; another line pays the rest. */
  | 'part-of-remit'
  /** Names it and pays another amount. */
  | 'amount-differs'
  /** Card settlement: the remittance less a fee. */
  | 'net-of-fee'
  /** Health care money whose remittance never comes. */
  | 'no-remit'
  /** Money of other business, fees and transfers between own accounts. */
  | 'not-a-remit'
  /** Takes an earlier line back. */
  | 'reversal';

export type Counts = Readonly<Partial<Record<Exclude<Story, 'none'>, number>>>;

/** Stories per block: payments and runs are counted apart, because a run holds several payments. */
export type Mix = { readonly paymentBlock: number; readonly runBlock: number; readonly counts: Counts };

const once = (names: readonly Exclude<Story, 'none'>[]): Counts => Object.fromEntries(names.map((name) => [name, 1]));

export const MIXES = {
  none: { paymentBlock: 100, runBlock: 20, counts: {} },
  default: {
    paymentBlock: 100,
    runBlock: 20,
    counts: {
      late: 3,
      never: 2,
      bundle: 4,
      split: 2,
      'trace-zeros-lost': 2,
      'trace-cut': 2,
      'trace-spaces': 2,
      'cents-off': 2,
      'taken-back': 1,
      'virtual-card': 2,
      ...once(RUN_STORIES),
    },
  },
  /** Each story once in few payments and runs: for tests that must meet them all. */
  dense: { paymentBlock: 20, runBlock: 10, counts: { ...once(PAYMENT_STORIES), ...once(RUN_STORIES) } },
} as const satisfies Readonly<Record<string, Mix>>;

export const isStory = (name: string): name is Exclude<Story, 'none'> =>
  ([...PAYMENT_STORIES, ...RUN_STORIES] as readonly string[]).includes(name);

export const isRunStory = (name: string): name is RunStory => (RUN_STORIES as readonly string[]).includes(name);
