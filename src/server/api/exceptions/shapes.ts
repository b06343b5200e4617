import { z } from 'zod';
import { CURE_KINDS } from '@/server/exceptions/cures';
import { ITEM_KINDS } from '@/server/read/item-kinds';

/** What the Exceptions screen receives. */
const owner = z.object({ email: z.string(), name: z.string() }).nullable();

export const causeLine = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  stage: z.string(),
  items: z.int(),
  asset: z.string(),
  amountMinor: z.bigint(),
  others: z.array(z.object({ asset: z.string(), minor: z.bigint() })).readonly(),
  held: z.int(),
  ages: z.tuple([z.int(), z.int(), z.int(), z.int()]).readonly(),
  payer: z.string().nullable(),
  payers: z.int(),
  owner,
  ownerRole: z.string(),
  openedAt: z.date(),
  dueAt: z.date(),
  regressedAt: z.date().nullable(),
  score: z.object({
    total: z.int(),
    parts: z.object({ dollars: z.int(), due: z.int(), age: z.int(), repeats: z.int() }),
  }),
});

export const matterLine = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  subject: z.enum(['tie', 'saga']),
  flow: z.string(),
  kind: z.string(),
  subjects: z.int(),
  shown: z.string(),
  asset: z.string().nullable(),
  amountMinor: z.bigint().nullable(),
  owner,
  openedAt: z.date(),
  dueAt: z.date(),
});

const matter = z.object({
  id: z.string(),
  subject: z.enum(['tie', 'saga']),
  flow: z.string(),
  kind: z.string(),
  since: z.date(),
  asset: z.string().nullable(),
  amountMinor: z.bigint().nullable(),
  payer: z.string().nullable(),
  account: z.string().nullable(),
  trace: z.string().nullable(),
  eventId: z.string().nullable(),
  parcelId: z.string().nullable(),
});

export const causeDetail = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  advice: z.string(),
  field: z.string(),
  value: z.string(),
  stage: z.string(),
  state: z.enum(['open', 'cured']),
  firstSeenAt: z.date(),
  regressedAt: z.date().nullable(),
  curedAt: z.date().nullable(),
  owner,
  dueAt: z.date(),
  line: causeLine.nullable(),
  /** What stands under it and stops nothing; null: nothing does. */
  open: z.object({ line: matterLine, matters: z.array(matter).readonly() }).nullable(),
  cures: z.array(z.enum(CURE_KINDS)).readonly(),
  firstBusinessDate: z.string().nullable(),
  holdUntil: z.string().nullable(),
  holdReason: z.string().nullable(),
  notes: z.array(z.object({ id: z.string(), author: z.string(), body: z.string(), at: z.date() })).readonly(),
  hidden: z.int(),
  pending: z
    .array(z.object({ id: z.string(), number: z.int(), items: z.int(), state: z.enum(['frozen', 'sending']) }))
    .readonly(),
});

export const causeItem = z.object({
  eventId: z.string(),
  flow: z.string(),
  parcelId: z.string().nullable(),
  kind: z.enum(ITEM_KINDS),
  account: z.string().nullable(),
  control: z.string().nullable(),
  trace: z.string().nullable(),
  payer: z.string(),
  facility: z.string().nullable(),
  stoppedAt: z.date(),
  asset: z.string(),
  amountMinor: z.bigint(),
  held: z.boolean(),
  releases: z.int(),
});

export const itemCursor = z.object({ amountMinor: z.bigint(), eventId: z.uuid() });
