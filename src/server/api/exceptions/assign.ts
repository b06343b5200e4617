import { z } from 'zod';
import { assignCause } from '@/server/exceptions/work';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

/** Gives a cause an owner; `null` takes it away. */
export const assign = permitted('exceptions.work')
  .input(z.object({ causeId: z.uuid(), email: z.email().nullable() }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, (tx) => assignCause(tx, input.causeId, input.email)));
