import { z } from 'zod';
import { ITEM_STATUSES } from '@/server/read/replays-progress';
import { REPLAY_ACTIONS } from '@/server/store/replays';

/** What the Replays screens receive. */
const count = z.object({ items: z.int(), amountMinor: z.bigint() });
export const itemStatus = z.enum(ITEM_STATUSES);
const outcome = z.enum(['frozen', 'waits', 'paused', 'sending', 'in-flight', 'stopped-again', 'settled', 'aborted']);

const line = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string(),
  outcome,
  items: z.int(),
  asset: z.string(),
  amountMinor: z.bigint(),
  createdAt: z.date(),
  progress: z.record(itemStatus, count),
});
export const replayLine = line.extend({ createdBy: z.string() });

const person = z.object({ email: z.string(), name: z.string(), limitMinor: z.bigint().nullable() });

export const impactOutput = z.object({
  covered: z.int(),
  ranAt: z.string(),
  wouldPass: count,
  wouldFail: z.array(count.extend({ code: z.string(), title: z.string() })),
  net: z.array(z.object({ entity: z.string(), account: z.string(), period: z.string(), amountMinor: z.bigint() })),
  lines: z.int(),
});

const namedImpact = impactOutput.extend({
  net: z.array(impactOutput.shape.net.element.extend({ name: z.string() })).readonly(),
});

export const replayDetail = line.extend({
  asOf: z.date(),
  reason: z.string(),
  action: z.enum(REPLAY_ACTIONS),
  hash: z.string(),
  cause: z.object({ id: z.string(), title: z.string() }).nullable(),
  maker: person,
  approver: person.extend({ at: z.date() }).nullable(),
  grossMinor: z.bigint(),
  needsSecond: z.boolean(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  refused: z.string().nullable(),
  impact: namedImpact.nullable(),
  stoppedAgain: z.array(count.extend({ causeId: z.string().nullable(), title: z.string() })).readonly(),
  skipped: z.array(count.extend({ why: z.string() })).readonly(),
  actual: z.object({ lines: z.int(), debitMinor: z.bigint(), creditMinor: z.bigint() }),
  later: z.int(),
  hidden: z.int(),
});

export const replayItem = z.object({
  ordinal: z.int(),
  eventId: z.string(),
  parcelId: z.string().nullable(),
  facility: z.string().nullable(),
  amountMinor: z.bigint(),
  status: itemStatus,
  why: z.string().nullable(),
});
