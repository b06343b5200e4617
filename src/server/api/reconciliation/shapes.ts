import { z } from 'zod';
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
  readAt: z.date().nullable(),
  failedAt: z.date().nullable(),
  failureText: z.string().nullable(),
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

export const legs = z.object({
  sums,
  counts: z.object({ parcels: z.int(), posted: z.int(), documents: z.int() }),
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
