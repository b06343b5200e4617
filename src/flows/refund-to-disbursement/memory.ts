import { z } from 'zod';
import { CREDIT_IN, KINDS_OF_REFUND, minor, ROUTES } from './contract';

/** Where a refund stands. */
export const STATES = [
  'review',
  'no-refund',
  'awaiting',
  'submitting',
  'carding',
  'carded',
  'booked',
  'scheduled',
  'issued',
  'cleared',
  'tied',
  'acknowledged',
  'returned',
  'voided',
  'stale',
  'unclaimed',
  'escheated',
  'taking-back',
  'restoring',
  'settling',
  'declined',
  'cancelled',
  'restored',
  'settled',
] as const;
export type State = (typeof STATES)[number];

const TAKEN: readonly State[] = ['taking-back', 'restoring', 'settling'];
const PAID: readonly State[] = ['scheduled', 'issued', 'cleared'];

/** Every move a refund may make; any other is a bug, and the property tests look for one. */
export const MOVES: Readonly<Record<State, readonly State[]>> = {
  review: ['no-refund', 'awaiting', 'submitting', 'carding', 'cancelled', 'settled'],
  'no-refund': [],
  awaiting: ['submitting', 'carding', 'carded', 'booked', 'declined', 'cancelled', 'settled', 'no-refund'],
  submitting: ['booked', 'cancelled', 'settled'],
  carding: ['carded', 'submitting', 'cancelled'],
  carded: ['submitting', 'acknowledged'],
  booked: [...PAID, ...TAKEN, 'voided', 'stale'],
  scheduled: [...PAID, ...TAKEN, 'voided', 'stale'],
  issued: ['scheduled', 'cleared', ...TAKEN, 'voided', 'stale', 'unclaimed', 'escheated'],
  cleared: ['tied', 'acknowledged', 'returned'],
  tied: ['acknowledged', 'returned'],
  acknowledged: ['returned'],
  returned: [...PAID, ...TAKEN, 'voided'],
  voided: [...PAID, ...TAKEN],
  stale: [...PAID, ...TAKEN, 'voided', 'unclaimed', 'escheated'],
  unclaimed: [...PAID, ...TAKEN, 'voided', 'escheated'],
  escheated: [],
  'taking-back': ['restoring', 'settling', 'booked', ...PAID, 'voided', 'stale', 'unclaimed', 'returned'],
  restoring: ['restored'],
  settling: ['settled'],
  declined: ['awaiting', 'submitting', 'carding', 'no-refund'],
  cancelled: [],
  restored: [],
  settled: [],
};

const failureShape = z.object({
  code: z.string(),
  field: z.string(),
  value: z.string(),
  params: z.record(z.string(), z.string()),
});

const payment = z.object({
  number: z.string(),
  method: z.string(),
  on: z.string(),
  status: z.enum(['live', 'cleared', 'gone']),
});

/** Where the lines of its journals belong. */
const place = z.object({
  entity: z.string(),
  facility: z.string(),
  costCenter: z.string().nullable(),
  payer: z.string().nullable(),
  payerClass: z.string().nullable(),
});
export type Place = z.infer<typeof place>;

const remembered = z.object({
  of: z.literal('refund'),
  requestId: z.string(),
  version: z.int(),
  state: z.enum(STATES),
  kind: z.enum(KINDS_OF_REFUND),
  route: z.enum(ROUTES),
  creditIn: z.enum(CREDIT_IN),
  place,
  /** What was asked for, and what is left of it after debit balances of the same guarantor. */
  askedMinor: minor,
  netMinor: minor,
  /** Tells whether the same version says the same again. */
  saying: z.string(),
  /** The event whose identifiers say who is paid. */
  event: z.string(),
  maker: z.string(),
  /** Which identifiers of that event name the payee. */
  payeeFields: z.array(z.string()),
  /** Token of the payee, and of the hash of the payee as we sent it. */
  payee: z.string(),
  payeeHash: z.string(),
  needed: z.int(),
  approvedBy: z.array(z.string()),
  /** Name of the journal that moves the credit to refunds payable. */
  approve: z.string(),
  /** Number of the journal that moved the credit to refunds payable, once it is confirmed. */
  accrual: z.string().nullable(),
  /** What the ERP made of our invoice. `payeeHash` is its own hash of whom it was told to pay. */
  voucher: z
    .object({
      number: z.string(),
      /** Day on which it was confirmed. */
      on: z.string(),
      amountMinor: minor,
      payeeHash: z.string().nullable(),
      key: z.string(),
    })
    .nullable(),
  /** Amount and key under which a cleared payment stands in the tie. */
  cleared: z.object({ amountMinor: minor, key: z.string() }).nullable(),
  payments: z.array(payment),
  /** Sequence of the last payment status that counted. */
  seq: z.int(),
  /** How many messages the system that asked was sent: the version of the last one. */
  told: z.int(),
  frozen: z.boolean(),
  cancelAsked: z.boolean(),
  recouped: z.string().nullable(),
  /** Where it goes back to when the ERP refuses to take a voucher back. */
  before: z.enum(STATES).nullable(),
  /** How often a take-back was begun: names its drafts. */
  attempts: z.int(),
  clock: z.object({ from: z.string(), due: z.string(), statutory: z.boolean() }).nullable(),
  /** Month of the last reclass of a credit under review that is still to be taken back. */
  reclassed: z.string().nullable(),
  /** What is wrong with it now, by code. */
  concerns: z.record(z.string(), failureShape),
  attachments: z.array(z.object({ name: z.string(), sha256: z.string() })),
  method: z.string(),
  accountTail: z.string(),
});

/**
 * What was known before the last steps whose documents a target may refuse. An event that is decided once more, after
 * answers to others have come, is decided from there; what was learned since stays.
 */
const redo = z.array(z.object({ event: z.string(), before: remembered.nullable() }));

const refundMemory = remembered.extend({ redo });
export type Refund = z.infer<typeof refundMemory>;

/** Requests for the same account, payee and amount. */
const likenessMemory = z.object({
  of: z.literal('likeness'),
  requests: z.array(z.object({ requestId: z.string(), on: z.string(), live: z.boolean() })),
});

export const memorySchema = z.discriminatedUnion('of', [refundMemory, likenessMemory]);
export type Memory = z.infer<typeof memorySchema>;

export const MEMORY_VERSION = 1;

/** There is one version so far. */
export function upgradeMemory(old: unknown, from: number): Memory {
  if (from !== MEMORY_VERSION) throw new RangeError(`memory of version ${from} was never written`);
  return memorySchema.parse(old);
}
