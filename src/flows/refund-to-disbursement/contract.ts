import { z } from 'zod';

/**
 * What this flow reads and remembers of the world: requests of the revenue cycle system, and what the ERP says of payments.
 * Facts carry no patient identifier; those are encrypted beside them and known here by their tokens only.
 */

/** Decimal text of minor units in storage, bigint in the program. */
export const minor = z.union([z.bigint(), z.string().regex(/^-?\d{1,18}$/)]).transform((value) => BigInt(value));
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** The request id becomes the invoice number: letters that every ERP takes, and no more of them than the shortest takes. */
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/;
const requestId = z.string().regex(REQUEST_ID);

export const KINDS_OF_REFUND = ['patient', 'payer'] as const;
/** Where the money that goes back stands today. */
export const CREDIT_IN = ['receivable', 'unapplied', 'prepaid'] as const;
export const ROUTES = ['ap', 'card'] as const;
export const METHODS = ['CHECK', 'ACH'] as const;

export const attachment = z.object({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** A debit balance of the same guarantor that the credit has to pay first. */
export const offset = z.object({ amountMinor: minor, facility: z.string(), status: z.string() });

export const requestFacts = z.object({
  action: z.enum(['request', 'update']),
  requestId,
  version: z.int().positive(),
  requestedAt: z.string(),
  requestedBy: z.string().min(1),
  reason: z.string(),
  kind: z.enum(KINDS_OF_REFUND),
  payer: z.string().nullable(),
  facility: z.string(),
  amountMinor: minor,
  /** The credit as the asker saw it; null when it was not said. */
  creditMinor: minor.nullable(),
  creditIn: z.enum(CREDIT_IN),
  route: z.enum(ROUTES),
  method: z.enum(METHODS),
  /** When a person knew of the overpayment: the statutory clock starts here. */
  identifiedOn: day,
  investigation: z.object({ from: day, to: day.nullable() }).nullable(),
  attachments: z.array(attachment).readonly(),
  offsets: z.array(offset).readonly(),
  /** Last four characters of the account, for descriptions; empty when it is shorter than eight. */
  accountTail: z.string(),
});
export type RequestFacts = z.infer<typeof requestFacts>;

export const cancelFacts = z.object({
  requestId,
  version: z.int().positive(),
  requestedBy: z.string().min(1),
  reason: z.string(),
  /** Empty when it was not said. */
  facility: z.string(),
});
type CancelFacts = z.infer<typeof cancelFacts>;

/**
 * What the revenue cycle system tells without asking for money: a credit is under review, a payer took the money back by
 * itself, a payer acknowledged our refund.
 */
export const noticeFacts = z.object({
  requestId,
  version: z.int().positive(),
  notice: z.enum(['review', 'recouped', 'acknowledged']),
  requestedBy: z.string().min(1),
  reference: z.string(),
  kind: z.enum(KINDS_OF_REFUND),
  payer: z.string().nullable(),
  facility: z.string(),
  creditIn: z.enum(CREDIT_IN),
  amountMinor: minor,
});
export type NoticeFacts = z.infer<typeof noticeFacts>;

export const STATUSES = [
  'scheduled',
  'issued',
  'cleared',
  'voided',
  'stopped',
  'cancelled',
  'stale',
  'reissued',
  'unclaimed',
  'escheated',
  'returned',
  'noc',
  'refunded',
  'failed',
] as const;
export type Status = (typeof STATUSES)[number];

/** One change that the ERP, the bank or the card gateway reports of the payment of an invoice. */
export const statusFacts = z.object({
  seq: z.int().nonnegative(),
  requestId,
  postingKey: z.string(),
  status: z.enum(STATUSES),
  amountMinor: minor,
  /** The ERP's hash of whom it pays; null when it does not say. */
  payeeHash: z.string().nullable(),
  checkNumber: z.string().nullable(),
  method: z.string().nullable(),
  date: day,
  /** Return or change code (`R03`, `C01`), or why a payment was taken back. */
  reason: z.string(),
  /** The same answer also says that this payment was made anew. */
  reissued: z.boolean(),
});
export type StatusFacts = z.infer<typeof statusFacts>;

export type Own = {
  readonly 'refund.requested/1': RequestFacts;
  readonly 'refund.updated/1': RequestFacts;
  readonly 'refund.cancelled/1': CancelFacts;
  readonly 'refund.noticed/1': NoticeFacts;
  readonly 'disbursement.status/1': StatusFacts;
};

export type Head = {
  readonly shape: 'request' | 'batch' | 'table' | 'status';
  /** The sender's id of the batch. */
  readonly batch: string | null;
  /** Of a table: its header, by which a row is read again. */
  readonly columns: readonly string[];
  readonly separator: string;
};

/** The topic that a payment waits for when it is told before its refund. */
export const topicOf = (id: string): string => `refund-to-disbursement|requested|${id}`;
