import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { proposeTie } from '@/server/ties/suggestions';
import { permitted } from '../trpc';

/** Asks a second person to agree that these entries are one. */
export const propose = permitted('cash.match')
  .input(z.object({ id: z.uuid(), reason: z.string().trim().max(500).default('') }))
  .output(z.object({ approvalId: z.string() }))
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => ({ approvalId: await proposeTie(tx, input.id, input.reason) })),
  );
