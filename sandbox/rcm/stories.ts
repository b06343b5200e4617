/** What can be odd about a refund request. `none` is one that should simply be approved and paid. */
export const STORIES = [
  'batch',
  'csv',
  'resent',
  'other-id',
  'conflicting-version',
  'above-credit',
  'two-approvals',
  'amended',
  'cancel-early',
  'cancel-late',
  'split-below-limit',
  'bad-address',
  'unknown-facility',
  'control-mismatch',
] as const;

export type Story = 'none' | (typeof STORIES)[number];

/** Where a request should come to rest, for whoever compares. A hint, not a verdict. */
export type Expected =
  | 'paid'
  | 'paid-after-two-approvals'
  /** A second request for money already asked for. */
  | 'held-duplicate'
  /** One number and version, two contents. */
  | 'held-conflict'
  | 'held-above-credit'
  | 'held-split'
  | 'held-address'
  | 'held-facility'
  /** Taken back before anyone approved it: nothing is booked. */
  | 'cancelled'
  /** Taken back when a voucher exists: the voucher has to go first, or the money is already gone. */
  | 'cancel-after-voucher';

export const EXPECTED: Readonly<Record<Story, Expected>> = {
  none: 'paid',
  batch: 'paid',
  csv: 'paid',
  resent: 'paid',
  'other-id': 'held-duplicate',
  'conflicting-version': 'held-conflict',
  'above-credit': 'held-above-credit',
  'two-approvals': 'paid-after-two-approvals',
  amended: 'paid',
  'cancel-early': 'cancelled',
  'cancel-late': 'cancel-after-voucher',
  'split-below-limit': 'held-split',
  'bad-address': 'held-address',
  'unknown-facility': 'held-facility',
  'control-mismatch': 'paid',
};

/** Stories that say something about an earlier, ordinary request. */
export const NEEDS_EARLIER: ReadonlySet<Story> = new Set(['resent', 'other-id', 'conflicting-version']);

export type Counts = Readonly<Partial<Record<(typeof STORIES)[number], number>>>;

/** How many of each story one block of turns tells; the rest are ordinary. */
export type Mix = { readonly blockSize: number; readonly counts: Counts };

export const MIXES = {
  none: { blockSize: 50, counts: { batch: 8, csv: 5 } },
  default: {
    blockSize: 50,
    counts: {
      batch: 6,
      csv: 4,
      resent: 1,
      'other-id': 1,
      'conflicting-version': 1,
      'above-credit': 1,
      'two-approvals': 2,
      amended: 1,
      'cancel-early': 1,
      'cancel-late': 1,
      'split-below-limit': 1,
      'bad-address': 1,
      'unknown-facility': 1,
      'control-mismatch': 1,
    },
  },
  /** Each story once in few turns: for tests that must meet them all. */
  dense: { blockSize: 20, counts: Object.fromEntries(STORIES.map((name) => [name, 1])) },
} as const satisfies Readonly<Record<string, Mix>>;

export const isStory = (name: string): name is (typeof STORIES)[number] =>
  (STORIES as readonly string[]).includes(name);
