import { z } from 'zod';
import { deferCause } from '@/server/exceptions/work';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const input = z.object({ causeId: z.uuid(), until: z.iso.date(), reason: z.string().trim().min(1).max(200) });

/** Holds a cause's stopped items until a date. */
export const defer = permitted('exceptions.work')
  .input(input)
  .output(z.object({ items: z.int() }))
  .mutation(({ ctx, input: { causeId, until, reason } }) =>
    withTransaction(ctx.actor, async (tx) => ({ items: await deferCause(tx, causeId, until, reason) })),
  );
