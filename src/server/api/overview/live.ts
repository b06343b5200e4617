import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { HAPPENINGS, readLive } from '@/server/read/overview-live';
import { permitted } from '../trpc';

const happening = z.object({
  id: z.string(),
  kind: z.enum(HAPPENINGS),
  flow: z.string().nullable(),
  at: z.date(),
  subject: z.string(),
  count: z.int(),
  amountMinor: z.bigint().nullable(),
  asset: z.string().nullable(),
  target: z.string().nullable(),
});

/** The newest happenings in the caller's facilities. */
export const live = permitted('overview.read')
  .output(z.array(happening))
  .query(({ ctx }) => withTransaction(ctx.actor, readLive));
