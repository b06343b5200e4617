import { z } from 'zod';
import { minor } from './contract';

const account = z.string().regex(/^[A-Za-z0-9._-]{1,20}$/);
const dimension = z.enum(['costCenter', 'facility', 'payerClass']);

/** Names for the two ends of a step; which account each one is, the table of accounts says. */
const ENDS = [
  'credit',
  'liability',
  'payables',
  'disbursement',
  'cash',
  'unclaimed',
  'recouped',
  'card',
  'creditBalance',
] as const;
export type End = (typeof ENDS)[number];

export const STEPS = [
  'approved',
  'invoiced',
  'issued',
  'cleared',
  'returned',
  'unclaimed',
  'escheated',
  'carded',
  'settled',
  'review',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * `by`: who makes the entry. What the ERP books by itself from its payables is observed and never booked again; a customer
 * whose ERP has no payables turns a step over to Tieout.
 */
const step = z.strictObject({ debit: z.enum(ENDS), credit: z.enum(ENDS), by: z.enum(['tieout', 'erp']) });

/** The rules of refunds as data: JSON in storage, versioned, checked here before they are used. */
export const refundRules = z.strictObject({
  version: z.int().positive(),
  accounts: z.strictObject({
    /** Payer class, in capitals, to its receivable. */
    receivables: z.record(z.string(), account),
    receivableDefault: account,
    receivablePatient: account,
    unapplied: account,
    prepaid: account,
    liabilityPatient: account,
    liabilityPayer: account,
    payables: account,
    disbursement: account,
    cash: account,
    unclaimed: account,
    recouped: account,
    card: account,
    creditBalance: account,
  }),
  /** False when the ERP credits cash as soon as a check is written: then cleared and returned checks make no entry. */
  disbursementClearing: z.boolean(),
  /** Which dimensions a line of the account carries; none when it is not named. */
  dimensions: z.record(z.string(), z.array(dimension).readonly()),
  steps: z.record(z.enum(STEPS), step),
  approval: z.strictObject({
    policy: z.string().min(1),
    /** What one payee gets within so many days counts as one amount. */
    windowDays: z.int().positive(),
    /** In order; the first whose limit is not exceeded decides. `upToMinor: null` has no limit and comes last. */
    tiers: z
      .array(z.strictObject({ upToMinor: minor.nullable(), needed: z.int().min(0).max(5) }))
      .min(1)
      .readonly()
      .refine((tiers) => tiers.at(-1)?.upToMinor === null, 'the last tier has no limit'),
  }),
  duplicates: z.strictObject({ windowDays: z.int().positive() }),
  clocks: z.strictObject({
    governmentClasses: z.array(z.string()).readonly(),
    governmentDays: z.int().positive(),
    /** Payers whose clock an investigation suspends. */
    suspensionClasses: z.array(z.string()).readonly(),
    suspensionDaysMax: z.int().positive(),
    patientDays: z.int().positive(),
    payerDays: z.int().positive(),
    /** Days before the due date on which a warning is raised. */
    warnDaysBefore: z.array(z.int().positive()).readonly(),
    approvalDays: z.int().positive(),
    paymentDays: z.int().positive(),
    clearedDays: z.int().positive(),
    staleDays: z.int().positive(),
    /** How long a voided payment may be made anew before everything is taken back; 0 takes it back at once. */
    voidGraceHours: z.int().min(0),
    /** How long a payment of a refund nobody asked for waits for its request. */
    unknownDays: z.int().positive(),
  }),
  invoice: z.strictObject({
    /** Supplier under which patients are paid; null for one-time payees. */
    patientSupplier: z.string().nullable(),
    patientSite: z.string().nullable(),
    terms: z.string(),
    payGroup: z.string(),
    source: z.string(),
    country: z.string(),
  }),
  /** Reasons that would take a credit into income, which is never ours to keep. */
  incomeReasons: z.array(z.string()).readonly(),
  /** Words by which an ERP says that the document it is asked to void is void already. */
  alreadyVoided: z.array(z.string()).readonly(),
  /** Also tie each cleared payment to the paid item of the bank, by check number. */
  bankSide: z.boolean(),
  /** Account sets that a leg of reconciliation may name. */
  ledgers: z.record(z.string(), z.array(account).readonly()),
});
export type Rules = z.infer<typeof refundRules>;

/** How many people must agree to an amount. */
export const neededFor = (amountMinor: bigint, { approval }: Rules): number =>
  approval.tiers.find((tier) => tier.upToMinor === null || amountMinor <= tier.upToMinor)?.needed ?? 1;
