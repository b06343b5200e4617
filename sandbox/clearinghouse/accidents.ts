/**
 * What goes wrong between payers, clearinghouses and providers, by name. A scenario is one story; a story of several
 * steps needs several deliveries in order (a debt is carried forward before it is applied).
 */
export type Step =
  | 'none'
  | 'unmapped-facility'
  | 'closed-period'
  | 'out-of-balance-cents'
  | 'out-of-balance-dollars'
  | 'exact-resend'
  | 're-enveloped'
  | 'conflicting-amount'
  | 'reversal-correction'
  | 'correction-before-reversal'
  | 'orphan-reversal'
  | 'forward-open'
  | 'forward-carry'
  | 'forward-apply'
  | 'recovery-delayed'
  | 'recovery-taken'
  | 'refund-acknowledged'
  | 'interest'
  | 'zero-pay-h-non'
  | 'zero-pay-i-non'
  | 'zero-pay-i-chk'
  | 'forced-balance'
  | 'truncated'
  | 'unknown-payer'
  | 'affiliate-claim'
  | 'provider-adjustment';

/** Where the first remittance of such a delivery should come to rest, for whoever compares. A hint, not a verdict. */
export type ExpectedPlace = 'posted' | 'exception' | 'held' | 'duplicate' | 'rejected-at-source';

type StepFacts = {
  readonly place: ExpectedPlace;
  readonly reason: string | null;
  /** Refers to an earlier delivery: a clean one, or the step before it in its own story. */
  readonly needs: 'nothing' | 'clean' | 'previous-step';
};

const posted = (needs: StepFacts['needs'] = 'nothing', reason: string | null = null): StepFacts => ({
  place: 'posted',
  reason,
  needs,
});

export const STEPS: Readonly<Record<Step, StepFacts>> = {
  none: posted(),
  'unmapped-facility': { place: 'exception', reason: 'facility not mapped', needs: 'nothing' },
  'closed-period': { place: 'exception', reason: 'period closed in the ERP', needs: 'nothing' },
  'out-of-balance-cents': { place: 'held', reason: 'remittance does not balance', needs: 'nothing' },
  'out-of-balance-dollars': { place: 'held', reason: 'remittance does not balance', needs: 'nothing' },
  'exact-resend': { place: 'duplicate', reason: 'same bytes', needs: 'clean' },
  're-enveloped': { place: 'duplicate', reason: 'same remittance in a new envelope', needs: 'clean' },
  'conflicting-amount': { place: 'held', reason: 'same trace number, other amount', needs: 'clean' },
  'reversal-correction': posted('clean'),
  'correction-before-reversal': posted('clean', 'correction stands before its reversal'),
  'orphan-reversal': { place: 'exception', reason: 'reversal of a claim never received', needs: 'nothing' },
  'forward-open': posted('clean', 'zero pay, debt carried forward'),
  'forward-carry': posted('previous-step', 'zero pay, debt carried on'),
  'forward-apply': posted('previous-step'),
  'recovery-delayed': posted('clean'),
  'recovery-taken': posted('previous-step'),
  'refund-acknowledged': posted(),
  interest: posted(),
  'zero-pay-h-non': posted('nothing', 'zero pay, no deposit expected'),
  'zero-pay-i-non': posted('nothing', 'zero pay, no deposit expected'),
  'zero-pay-i-chk': posted('nothing', 'zero pay, no deposit expected'),
  'forced-balance': { place: 'exception', reason: 'forced balance suspected', needs: 'nothing' },
  truncated: { place: 'rejected-at-source', reason: 'file is incomplete', needs: 'nothing' },
  'unknown-payer': { place: 'exception', reason: 'payer not known', needs: 'nothing' },
  'affiliate-claim': posted('nothing', 'one claim belongs to an affiliate'),
  'provider-adjustment': posted('nothing', 'provider-level adjustment'),
};

/** Every story and its steps in order. */
export const SCENARIOS = {
  'unmapped-facility': ['unmapped-facility'],
  'closed-period': ['closed-period'],
  'out-of-balance-cents': ['out-of-balance-cents'],
  'out-of-balance-dollars': ['out-of-balance-dollars'],
  'exact-resend': ['exact-resend'],
  're-enveloped': ['re-enveloped'],
  'conflicting-amount': ['conflicting-amount'],
  'reversal-correction': ['reversal-correction'],
  'correction-before-reversal': ['correction-before-reversal'],
  'orphan-reversal': ['orphan-reversal'],
  'forwarding-balance': ['forward-open', 'forward-carry', 'forward-apply'],
  'delayed-recovery': ['recovery-delayed', 'recovery-taken'],
  'refund-acknowledged': ['refund-acknowledged'],
  interest: ['interest'],
  'zero-pay-h-non': ['zero-pay-h-non'],
  'zero-pay-i-non': ['zero-pay-i-non'],
  'zero-pay-i-chk': ['zero-pay-i-chk'],
  'forced-balance': ['forced-balance'],
  truncated: ['truncated'],
  'unknown-payer': ['unknown-payer'],
  'affiliate-claim': ['affiliate-claim'],
  'provider-adjustment': ['provider-adjustment'],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

export type Scenario = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly Scenario[];

/** How many of each story one block of deliveries tells; the rest of the block is clean. */
export type Mix = { readonly blockSize: number; readonly counts: Readonly<Partial<Record<Scenario, number>>> };

export const MIXES = {
  none: { blockSize: 100, counts: {} },
  /** Rare as in life, as far as a demonstration of an hour allows. */
  default: {
    blockSize: 100,
    counts: {
      'unmapped-facility': 3,
      'closed-period': 2,
      'out-of-balance-cents': 1,
      'out-of-balance-dollars': 1,
      'exact-resend': 2,
      're-enveloped': 2,
      'conflicting-amount': 1,
      'reversal-correction': 4,
      'correction-before-reversal': 1,
      'orphan-reversal': 1,
      'forwarding-balance': 1,
      'delayed-recovery': 1,
      'refund-acknowledged': 1,
      interest: 3,
      'zero-pay-h-non': 1,
      'zero-pay-i-non': 1,
      'zero-pay-i-chk': 1,
      'forced-balance': 1,
      truncated: 1,
      'unknown-payer': 2,
      'affiliate-claim': 2,
      'provider-adjustment': 2,
    },
  },
  /** Each story once in few deliveries: for tests that must meet them all. */
  dense: { blockSize: 40, counts: Object.fromEntries(SCENARIO_NAMES.map((name) => [name, 1])) },
} as const satisfies Readonly<Record<string, Mix>>;

export const isScenario = (name: string): name is Scenario => Object.hasOwn(SCENARIOS, name);
