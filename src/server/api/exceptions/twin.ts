import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readTwin } from '@/server/read/twin';
import { permitted } from '../trpc';

const side = z.object({
  parcelId: z.string(),
  artifactName: z.string(),
  receivedAt: z.date(),
  trace: z.string(),
  date: z.string().nullable(),
  method: z.string(),
  payer: z.string(),
  payee: z.string(),
  receivedMinor: z.bigint(),
  records: z.int(),
});
const claim = z
  .object({ status: z.string(), chargeMinor: z.bigint().nullable(), paidMinor: z.bigint(), adjustments: z.string() })
  .nullable();

const output = z.object({
  asset: z.string(),
  first: side,
  second: side,
  pairs: z.array(z.object({ name: z.string(), first: claim, second: claim, same: z.boolean() })).readonly(),
  more: z.int(),
  differing: z.int(),
  takesBack: z
    .array(z.object({ entity: z.string(), account: z.string(), name: z.string().nullable(), amountMinor: z.bigint() }))
    .readonly(),
});

/** The two remits of a conflict side by side; null where there are no two, or the reader does not see all of both. */
export const twin = permitted('exceptions.read')
  .input(z.object({ causeId: z.uuid(), eventId: z.uuid().nullable() }))
  .output(output.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readTwin(tx, input.causeId, input.eventId)));
