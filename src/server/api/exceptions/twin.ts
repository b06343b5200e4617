import { z } from 'zod';
import { unfitOf } from '@/server/pipeline/parcel-question';
import { withTransaction } from '@/server/platform/db';
import { readTwin } from '@/server/read/twin';
import { readParsedParcel } from '@/server/store/canonical';
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
  /** Why the second cannot take the first one's place, whoever asks; null where nothing of itself speaks against it. */
  unfit: z.string().nullable(),
  takesBack: z
    .array(z.object({ entity: z.string(), account: z.string(), name: z.string().nullable(), amountMinor: z.bigint() }))
    .readonly(),
});

/** The two remits of a conflict side by side; null where there are no two, or the reader does not see all of both. */
export const twin = permitted('exceptions.read')
  .input(z.object({ causeId: z.uuid(), eventId: z.uuid().nullable() }))
  .output(output.nullable())
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const found = await readTwin(tx, input.causeId, input.eventId);
      const second = found ? await readParsedParcel(tx, found.second.parcelId) : undefined;
      const unfit = second ? unfitOf(second, false) : null;
      return found ? { ...found, unfit: unfit?.params.why ?? unfit?.value ?? null } : null;
    }),
  );
