import { z } from 'zod';
import { type Expected, PAYMENT_STORIES, type PaymentStory, type Story } from './stories';

/** What the clearinghouse says a payer paid: the bank's only knowledge of the outside. Amounts are bigint cents. */
export type Payment = {
  /** `sequence:st02` of the clearinghouse's ledger. */
  readonly remit: string;
  readonly trn02: string;
  readonly trn03: string;
  readonly payer: string;
  readonly entity: string;
  readonly payeeNpi: string;
  readonly amount: bigint;
  readonly method: 'ACH' | 'CHK';
  /** YYYY-MM-DD, BPR16. */
  readonly date: string;
  /** What the clearinghouse did to the remittance, so that a judge knows whether it can be read at all. */
  readonly remitAccident: string;
};

/** One remittance, or part of it, that a line pays. */
export type Paid = {
  readonly remit: string;
  readonly trn02: string;
  readonly trn03: string;
  readonly amount: bigint;
  readonly remitAmount: bigint;
  readonly remitAccident: string;
};

export type LineKind =
  | 'ach-credit'
  | 'lockbox'
  | 'card'
  | 'other-credit'
  | 'fee'
  | 'sweep-out'
  | 'sweep-in'
  | 'ach-reversal'
  | 'check-returned'
  | 'check-paid'
  | 'ach-return';

/** A check of ours that someone has cashed. */
export type PaidCheck = {
  readonly account: string;
  readonly check: string;
  readonly amount: bigint;
  readonly payee: string;
};

export type LockboxItem = {
  readonly check: string;
  readonly amount: bigint;
  readonly payer: string;
  readonly story: Story;
  readonly expected: Expected;
  readonly pays: Paid;
};

/** One movement on an account, as it truly is. Files are renderings of lines. */
export type Line = {
  /** The bank's own reference; it never repeats, whatever file repeats the line. */
  readonly reference: string;
  readonly account: string;
  readonly kind: LineKind;
  readonly credit: boolean;
  readonly amount: bigint;
  readonly story: Story;
  readonly expected: Expected;
  readonly payer: string | null;
  /** The trace as the bank has it, after whatever befell it; null when it has none. */
  readonly trace: string | null;
  readonly text: string;
  readonly pays: readonly Paid[];
  readonly items: readonly LockboxItem[];
  readonly achTrace: string | null;
  /** YYYY-MM-DD, the payer's own date. */
  readonly valueDate: string;
  /** Gross amount and fee of a card settlement. */
  readonly card: { readonly gross: bigint; readonly fee: bigint } | null;
};

const cents = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text));

const paymentSchema = z.object({
  remit: z.string(),
  trn02: z.string(),
  trn03: z.string(),
  payer: z.string(),
  entity: z.string(),
  payeeNpi: z.string(),
  amount: cents,
  method: z.enum(['ACH', 'CHK']),
  date: z.string(),
  remitAccident: z.string(),
});

/** Something a later run has to do. */
const taskSchema = z.object({
  kind: z.enum(['deposit', 'collect', 'rest', 'take-back']),
  /** The run from which on it is due. */
  due: z.int(),
  payment: paymentSchema,
  amount: cents,
});

/** Everything the next run depends on, apart from the payments it is given. */
export const stateSchema = z.object({
  run: z.int(),
  payments: z.int(),
  nextReference: z.int(),
  nextAch: z.int(),
  nextFile: z.int(),
  balances: z.record(z.string(), cents),
  statements: z.int(),
  /** Stories whose turn came with a payment they do not fit; the next that fits tells them. */
  owed: z.array(z.enum(PAYMENT_STORIES)),
  tasks: z.array(taskSchema),
});

export type Task = z.infer<typeof taskSchema>;
export type BankState = z.infer<typeof stateSchema>;

/** How one payment was treated in the run that took it up. */
export type Treated = { readonly index: number; readonly payment: Payment; readonly story: 'none' | PaymentStory };

/** JSON has no bigint: amounts are written as text of digits, which `stateSchema` reads back. */
export const writeState = (state: BankState): string =>
  JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
