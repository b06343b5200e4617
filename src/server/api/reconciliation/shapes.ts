import { z } from 'zod';
import { POSTING_STATES } from '@/domain/stages';
import { DIMENSIONS } from '@/server/read/reconciliation';

/** What travels to the reconciliation screen. */
export const periodInput = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A period is YYYY-MM.');
export const dimension = z.enum(DIMENSIONS);

export const selectionInput = z
  .object({
    period: periodInput,
    rows: dimension,
    columns: dimension,
    row: z.string().max(60),
    column: z.string().max(60),
  })
  .refine((s) => s.rows !== s.columns, 'Rows and columns must differ.');

const holding = z.object({ items: z.int(), amountMinor: z.bigint() });
export const sums = z.object({
  items: z.int(),
  receivedMinor: z.bigint(),
  postedMinor: z.bigint(),
  places: z.object({
    posted: holding,
    inFlight: holding,
    exception: holding,
    held: holding,
    duplicate: holding,
    rejected: holding,
  }),
  unknownItems: z.int(),
  differsItems: z.int(),
});

const reason = z.object({
  place: z.enum(['inFlight', 'exception', 'held', 'duplicate', 'rejected']),
  unknown: z.boolean(),
  causeId: z.string().nullable(),
  title: z.string(),
  owner: z.string(),
  ownerKind: z.enum(['person', 'role', 'automatic']),
  items: z.int(),
  amountMinor: z.bigint(),
});

const ledgerLeg = z.object({
  entity: z.string(),
  name: z.string(),
  postedMinor: z.bigint(),
  glMinor: z.bigint().nullable(),
  balanceMinor: z.bigint().nullable(),
  readAt: z.date().nullable(),
  failedAt: z.date().nullable(),
  failureText: z.string().nullable(),
  unsent: z.array(z.object({ state: z.enum(POSTING_STATES), count: z.int(), debitMinor: z.bigint() })).readonly(),
  why: z
    .array(
      z.object({
        kind: z.enum(['since', 'loose', 'pending', 'half', 'foreign']),
        title: z.string(),
        items: z.int().nullable(),
        amountMinor: z.bigint(),
        owner: z.string(),
        parcelId: z.string().nullable(),
      }),
    )
    .readonly(),
  own: z.object({ count: z.int(), debitMinor: z.bigint(), ourCount: z.int(), ourDebitMinor: z.bigint() }).nullable(),
});

const bankLeg = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('unknown'), why: z.enum(['facility', 'hidden']) }),
  z.object({
    kind: z.literal('read'),
    bankMinor: z.bigint(),
    deposits: z.int(),
    why: z
      .array(
        z.object({
          kind: z.enum(['no-deposit', 'no-remit', 'differs', 'suggested', 'not-expected']),
          entries: z.int(),
          amountMinor: z.bigint(),
        }),
      )
      .readonly(),
  }),
]);

export const legs = z.object({
  sums,
  counts: z.object({ parcels: z.int(), posted: z.int(), documents: z.int() }),
  bank: bankLeg,
  reasons: z.array(reason).readonly(),
  gl: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('ledger'),
      accounts: z.array(z.string()).readonly(),
      legs: z.array(ledgerLeg).readonly(),
    }),
    z.object({ kind: z.literal('documents'), hidden: z.boolean() }),
  ]),
});

const head = z.object({ key: z.string(), name: z.string() });
export const pivot = z.object({
  rows: z.array(head).readonly(),
  columns: z.array(head).readonly(),
  cells: z.array(sums.extend({ row: z.string(), column: z.string() })).readonly(),
  total: sums,
});
