import { z } from 'zod';
import { STORIES } from './stories';

const cents = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text));

const addressSchema = z.object({
  line1: z.string(),
  line2: z.string(),
  city: z.string(),
  state: z.string(),
  postalCode: z.string(),
  country: z.string(),
});

/** One version of one request, as the revenue cycle system means it. Amounts are bigint cents. */
const requestSchema = z.object({
  requestId: z.string(),
  version: z.int(),
  action: z.enum(['request', 'update', 'cancel']),
  requestedAt: z.string(),
  requestedBy: z.string(),
  reason: z.string(),
  kind: z.enum(['patient', 'payer']),
  account: z.string(),
  claimId: z.string().nullable(),
  payer: z.object({ code: z.string(), id: z.string(), name: z.string() }).nullable(),
  payee: z.object({ name: z.string(), address: addressSchema, taxToken: z.string() }),
  originalPayment: z.string(),
  amount: cents,
  creditBalance: cents,
  currency: z.literal('USD'),
  facility: z.string(),
  entity: z.string(),
  attachments: z.array(z.object({ name: z.string(), sha256: z.string() })),
});

export type RefundRequest = z.infer<typeof requestSchema>;

const storySchema = z.enum(['none', ...STORIES]);

/** A message that a story still has to send, once its turn has come. */
const followUpSchema = z.object({ due: z.int(), story: storySchema, request: requestSchema });

/** Everything the next turn depends on. */
export const stateSchema = z.object({
  turn: z.int(),
  nextRequest: z.int(),
  nextFile: z.int(),
  /** Ordinary requests that no story has taken up yet, newest last. */
  ordinary: z.array(requestSchema),
  owed: z.array(z.enum(STORIES)),
  followUps: z.array(followUpSchema),
});

export type RcmState = z.infer<typeof stateSchema>;

export const firstState = (): RcmState => ({
  turn: 0,
  nextRequest: 0,
  nextFile: 0,
  ordinary: [],
  owed: [],
  followUps: [],
});

/** JSON has no bigint: amounts are written as text of digits, which the schemas read back. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));

export const readRequest = (value: unknown): RefundRequest => requestSchema.parse(value);
