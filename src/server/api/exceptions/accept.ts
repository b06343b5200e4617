import { z } from 'zod';
import { acceptDifference } from '@/server/exceptions/accept-difference';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const input = z.object({ causeId: z.uuid(), why: z.string().trim().min(1).max(200), shown: z.string().max(64) });

/** Accepts what the ties of a cause are off by. */
export const accept = permitted('exceptions.work')
  .input(input)
  .output(z.object({ ties: z.int() }))
  .mutation(({ ctx, input: { causeId, why, shown } }) =>
    withTransaction(ctx.actor, async (tx) => ({ ties: await acceptDifference(tx, causeId, why, shown) })),
  );
