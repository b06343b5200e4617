import { z } from 'zod';
import { POSTING_STATES } from '@/domain/stages';
import { postingSheet } from '../sheet-shapes';

/** What the Refunds screens receive. */
const kind = z.enum(['patient', 'payer']);
const postingState = z.enum(POSTING_STATES);

export const refundLine = z.object({
  id: z.string(),
  requestId: z.string(),
  state: z.string(),
  kind,
  facility: z.string().nullable(),
  payer: z.string().nullable(),
  accountTail: z.string(),
  amountMinor: z.bigint(),
  due: z.string().nullable(),
  concerns: z.int(),
  concern: z.string().nullable(),
  movedAt: z.date(),
});

const memory = z.object({
  requestId: z.string(),
  version: z.int(),
  state: z.string(),
  kind,
  route: z.enum(['ap', 'card']),
  askedMinor: z.bigint(),
  netMinor: z.bigint(),
  maker: z.string(),
  needed: z.int(),
  approvedBy: z.array(z.string()),
  payments: z.array(z.object({ number: z.string(), method: z.string(), on: z.string(), status: z.string() })),
  frozen: z.boolean(),
  cancelAsked: z.boolean(),
  recouped: z.string().nullable(),
  clock: z.object({ from: z.string(), due: z.string(), statutory: z.boolean() }).nullable(),
  method: z.string(),
  accountTail: z.string(),
});

const stepDocument = z.object({
  id: z.string(),
  role: z.string(),
  ref: z.string(),
  state: postingState,
  number: z.string().nullable(),
});
const step = z.object({
  no: z.int(),
  word: z.string(),
  type: z.string(),
  eventId: z.string(),
  parcelId: z.string().nullable(),
  at: z.date(),
  who: z.string().nullable(),
  documents: z.array(stepDocument).readonly(),
});
const journals = z.object({
  columns: z
    .array(
      z.object({
        postingId: z.string(),
        ref: z.string(),
        role: z.string(),
        state: postingState,
        number: z.string().nullable(),
        sumMinor: z.bigint(),
      }),
    )
    .readonly(),
  rows: z
    .array(
      z.object({
        account: z.string(),
        name: z.string().nullable(),
        cells: z.array(z.bigint().nullable()).readonly(),
        netMinor: z.bigint(),
      }),
    )
    .readonly(),
});

export const refundDetail = z.object({
  id: z.string(),
  asOf: z.date(),
  startedAt: z.date(),
  memory,
  facility: z.string().nullable(),
  payer: z.string().nullable(),
  account: z.string().nullable(),
  steps: z.array(step).readonly(),
  timers: z.array(z.object({ name: z.string(), at: z.date() })).readonly(),
  asks: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        amountMinor: z.bigint(),
        asset: z.string(),
        needed: z.int(),
        given: z.int(),
        askedAt: z.date(),
      }),
    )
    .readonly(),
  stops: z
    .array(z.object({ eventId: z.string(), type: z.string(), causeId: z.string(), title: z.string() }))
    .readonly(),
  unconfirmed: z.array(postingSheet).readonly(),
  undo: z.array(postingSheet).readonly(),
  journals,
  legs: z
    .array(
      z.object({
        name: z.enum(['request', 'voucher', 'cleared']),
        amountMinor: z.bigint().nullable(),
        payee: z.string().nullable(),
        number: z.string().nullable(),
      }),
    )
    .readonly(),
  ties: z
    .array(
      z.object({
        id: z.string(),
        kind: z.string(),
        state: z.enum(['open', 'tied']),
        balanceMinor: z.bigint(),
        due: z.string().nullable(),
      }),
    )
    .readonly(),
  tiesSeen: z.boolean(),
  told: z.array(z.object({ id: z.string(), status: z.string(), at: z.date(), state: postingState })).readonly(),
  concerns: z
    .array(z.object({ causeId: z.string(), title: z.string(), openedAt: z.date(), closedAt: z.date().nullable() }))
    .readonly(),
});
