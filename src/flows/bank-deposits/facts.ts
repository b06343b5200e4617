import { z } from 'zod';

/** What events of this flow say. They hold no account number but its last four digits, and no name of a person. */

const minor = z.union([z.bigint(), z.string().regex(/^-?\d{1,18}$/)]).transform((value) => BigInt(value));

/**
 * Where the text of a trace came from. The order of trust is in the rules: a TRN segment names its payment, a reference is
 * only something that a bank prints beside one.
 */
export const FOUND_IN = [
  'trn',
  'trn-damaged',
  'structured',
  'check',
  'end-to-end',
  'customer-reference',
  'text',
  'original',
] as const;
export type FoundIn = (typeof FOUND_IN)[number];

const trace = z.object({ text: z.string(), how: z.enum(FOUND_IN) });
export type TraceFound = z.infer<typeof trace>;

/** One payment inside a line: most lines hold one, a lockbox deposit or a batch entry as many as its bank lists. */
const part = z.object({ amountMinor: minor, traces: z.array(trace) });
export type Part = z.infer<typeof part>;

/** What a line is, before the rules of an account have their say. */
export const CLASSES = [
  'ach',
  'wire',
  'lockbox',
  'check',
  'card',
  'other-credit',
  'ach-returned',
  'check-returned',
  'fee',
  'sweep',
  'payment-returned',
  'payment',
  'other-debit',
  'unknown',
] as const;
export type LineClass = (typeof CLASSES)[number];

export const VIAS = ['bai2', 'camt.052', 'camt.053', 'camt.054', 'nacha', 'lockbox'] as const;
export type Via = (typeof VIAS)[number];

export const lineFacts = z.object({
  via: z.enum(VIAS),
  /** Tells lines of one subject apart; the same line of the same account has the same one in every report. */
  line: z.string(),
  /** Last four digits of the account. */
  tail: z.string(),
  direction: z.enum(['credit', 'debit', 'unknown']),
  /** The bank's own code: BAI2 type, `PMNT.RCDT.ESCT`, transaction code of an ACH entry. */
  code: z.string(),
  class: z.enum(CLASSES),
  /** Signed: what the account gained. Events without an amount of their own (announced lines, items) have it here only. */
  amountMinor: minor,
  /** TRN03 or ACH company id. */
  originator: z.string().nullable(),
  /** Company entry description of an ACH batch: `HCCLAIMPMT` marks a claim payment (CAQH CORE 370). */
  description: z.string().nullable(),
  parts: z.array(part),
  /** Of a card settlement: what the card was charged, and what the processor kept. */
  card: z.object({ grossMinor: minor, feeMinor: minor }).nullable(),
  /** Return or change code (`R03`, `C01`), or `reversal`. */
  reason: z.string().nullable(),
  /** Last four digits of the other account of a sweep. */
  counterpart: z.string().nullable(),
  /** What its sender totals it with; a statement may show only that total. */
  group: z.object({ id: z.string(), totalMinor: minor }).nullable(),
});
export type LineFacts = z.infer<typeof lineFacts>;

export const EVENT_TYPES = [
  'deposit.received/1',
  'deposit.returned/1',
  'deposit.announced/1',
  'deposit.item/1',
  'bank.charged/1',
  'bank.transferred/1',
  'bank.moved/1',
  'payment.returned/1',
  'payment.cleared/1',
  'change.noticed/1',
  'line.unclassified/1',
] as const;
export type BankEventType = (typeof EVENT_TYPES)[number];

export type BankEvents = { readonly [T in BankEventType]: LineFacts };

export const events: { readonly [T in BankEventType]: z.ZodType<LineFacts> } = {
  'deposit.received/1': lineFacts,
  'deposit.returned/1': lineFacts,
  'deposit.announced/1': lineFacts,
  'deposit.item/1': lineFacts,
  'bank.charged/1': lineFacts,
  'bank.transferred/1': lineFacts,
  'bank.moved/1': lineFacts,
  'payment.returned/1': lineFacts,
  'payment.cleared/1': lineFacts,
  'change.noticed/1': lineFacts,
  'line.unclassified/1': lineFacts,
};

/** What the head of a parcel keeps: what its lines do not say themselves. The kernel stores it sealed. */
export const statementHead = z.object({
  via: z.enum(VIAS),
  /** Account number; of a lockbox file the lockbox, of an ACH batch empty, since every entry names its own. */
  account: z.string(),
  tail: z.string(),
  currency: z.string(),
  /** YYYY-MM-DD; null when the file names no date that is one. */
  date: z.string().nullable(),
  /** `final` is the bank's truth of a closed day; `interim` of it, so far; `same-day` may still change. */
  status: z.enum(['final', 'interim', 'same-day', 'notice', 'deleted', 'test']),
  sender: z.string(),
  /** What tells parcels of one account and day apart that do not contradict each other: page, batch, company. */
  slot: z.string(),
  /** Standard entry class of an ACH batch. */
  sec: z.string().nullable(),
  /** Entry description and company id of an ACH batch. */
  description: z.string().nullable(),
  originator: z.string().nullable(),
  /** Totals as stated, in minor units; null where the sender states none. */
  creditMinor: z.string().nullable(),
  debitMinor: z.string().nullable(),
  lines: z.int(),
});
export type StatementHead = z.infer<typeof statementHead>;
