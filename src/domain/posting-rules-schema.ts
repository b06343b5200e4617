import { z } from 'zod';

const account = z.string().regex(/^[A-Za-z0-9._-]{1,20}$/);
const accountByCode = z.record(z.string(), account);
const dimensions = z.array(z.enum(['costCenter', 'facility', 'payerClass'])).readonly();

/** Posting rules as data: JSON in storage, versioned, checked here before they are used. */
export const postingRules = z.strictObject({
  version: z.int().positive(),
  /** BPR04 to the clearing account of the bank side. */
  cashAccounts: accountByCode,
  /** Payer class, in capitals, to its receivable. */
  receivables: accountByCode,
  receivableDefault: account,
  orphanReversalAccount: account,
  unappliedAccount: account,
  dueFromAccount: account,
  dueToAccount: account,
  /** CLP02 values of reversals. */
  reversalStatuses: z.array(z.string()).readonly(),
  /** CLP02 values whose adjustments are not ours to book: forwarded claims and predeterminations. */
  statusesWithoutAdjustments: z.array(z.string()).readonly(),
  /** In order; the first that matches decides. `null` matches anything; `account: null` books nothing. */
  adjustments: z
    .array(
      z.strictObject({
        id: z.string(),
        groups: z.array(z.string()).readonly().nullable(),
        reasons: z.array(z.string()).readonly().nullable(),
        categories: z.array(z.string()).readonly().nullable(),
        account: account.nullable(),
      }),
    )
    .readonly(),
  carcCategories: z.record(z.string(), z.string()),
  plb: z.record(
    z.string(),
    z.object({
      label: z.string(),
      family: z.string(),
      debit: account.nullable(),
      credit: account.nullable(),
      debitWhenOwed: account.optional(),
      debitBeyond: account.optional(),
      debitWhenRefund: account.optional(),
    }),
  ),
  /** Where what a patient owes after insurance stands. */
  patientAccount: account.default('1138'),
  /** CLP02 values of payers that come after another one: what they pay belongs to the receivable of the first. */
  laterPayerStatuses: z.array(z.string()).readonly().default([]),
  /** CLP02 values that send a claim on: the patient's part is the next payer's to decide. */
  forwardedStatuses: z.array(z.string()).readonly().default([]),
  /** Whether a claim that takes more out of an account than its charge stops, and where cash beyond it goes once accepted. */
  ceiling: z.boolean().default(false),
  overChargeAccount: account.default('2110'),
  /** How long a reversal waits for its original, in days, and what then becomes of it. No days: clearing at once. */
  orphanReversal: z
    .strictObject({ waitDays: z.int().nonnegative(), afterwards: z.enum(['clearing', 'ask']) })
    .default({ waitDays: 0, afterwards: 'clearing' }),
  dimensionsDefault: dimensions,
  /** Which dimensions a line of the account carries. */
  accounts: z.record(z.string(), z.strictObject({ name: z.string(), dimensions })),
});
export type PostingRules = z.infer<typeof postingRules>;

/** An own property only: codes come from files, and `constructor` is not an account. */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
