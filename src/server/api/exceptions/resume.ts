import { z } from 'zod';
import { resumeCause } from '@/server/exceptions/work';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

/** Ends a deferral before its date. */
export const resume = permitted('exceptions.work')
  .input(z.object({ causeId: z.uuid() }))
  .output(z.object({ items: z.int() }))
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => ({ items: await resumeCause(tx, input.causeId) })),
  );
