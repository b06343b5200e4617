import { z } from 'zod';
import { CLASSES, FOUND_IN } from './facts';

/** The posting rules of this flow as data: what a customer changes without a release. A new version explains new lines only. */

const account = z.string().min(1);

const bank = z.object({
  name: z.string(),
  entity: z.string(),
  /** The ledger account of this bank account. */
  account,
  /**
   * Who books what arrives: a statement, or the ACH or lockbox file where the bank sends no statement. The others only tell
   * more about the same money.
   */
  books: z.object({ ach: z.enum(['statement', 'nacha']), lockbox: z.enum(['statement', 'lockbox']) }),
  /** Payments that clear are booked by whoever made them; only one may. */
  payments: z.enum(['erp', 'here']),
  /** The own account that this one sweeps to; null when it is swept nowhere. */
  sweepsTo: z.string().nullable(),
  costCenter: z.string().nullable(),
  /** Classes of this bank's own codes, over `codes`. */
  codes: z.record(z.string(), z.enum(CLASSES)),
});
export type BankRow = z.infer<typeof bank>;

export const rulesSchema = z.object({
  version: z.int(),
  /** By the code that account numbers are mapped to. */
  banks: z.record(z.string(), bank),
  /** Whether `*1234` may name an account: for banks that mask account numbers in everything they send. */
  tailIsEnough: z.boolean(),
  /** By class of a deposit: the clearing account that the remit of this method debits. */
  clearing: z.object({
    ach: account,
    wire: account,
    lockbox: account,
    check: account,
    card: account,
    'other-credit': account,
    'ach-returned': account,
    'check-returned': account,
  }),
  accounts: z.object({
    bankFees: account,
    cardFees: account,
    transfers: account,
    dueFrom: account,
    dueTo: account,
    /** Payer known, no remit; and nobody known. */
    unapplied: account,
    unidentified: account,
    /** Payments issued and not cleared. */
    payments: account,
  }),
  /** Classes of codes for all accounts, over the table of the standard: `bai2:169`, `camt:PMNT.RCDT.ESCT`. */
  codes: z.record(z.string(), z.enum(CLASSES)),
  /** Places of a trace, most trusted first; the first that holds exactly one gives the key of the tie. */
  traceOrder: z.array(z.enum(FOUND_IN)),
  /** Who is behind an ACH company id, and money that no remit ever explains: it is booked to its own account at once. */
  originators: z.array(
    z.object({ id: z.string(), company: z.string(), payer: z.string().nullable(), account: account.nullable() }),
  ),
  /** In business days of the Federal Reserve. */
  clocks: z.object({
    /** A deposit without its remit, after which the tie is late and the cash moves to unapplied. */
    remitDays: z.int().min(0),
    escalateDays: z.int().min(0),
    returnDays: z.int().min(0),
    transferDays: z.int().min(0),
    /** Time of day (UTC) at which a clock runs out. */
    at: z.string().regex(/^\d\d:\d\d:\d\d$/),
  }),
  toleranceMinor: z.union([z.bigint(), z.string().regex(/^\d{1,12}$/)]).transform((value) => BigInt(value)),
  matching: z.object({
    sideMax: z.int().min(1).max(12),
    candidatesMax: z.int().min(2).max(200),
    nodesMax: z.int().min(100),
    totalNodesMax: z.int().min(100),
    windowDays: z.int().min(0).max(30),
    optionsMax: z.int().min(2).max(20),
  }),
  /** Account sets that the legs read. */
  ledgers: z.record(z.string(), z.array(account)),
});
export type BankRules = z.infer<typeof rulesSchema>;
