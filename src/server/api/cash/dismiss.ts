import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { dismissSuggestion } from '@/server/ties/suggestions';
import { permitted } from '../trpc';

/** Says that these entries do not belong together; as long as they stand as they do, it is not suggested again. */
export const dismiss = permitted('cash.match')
  .input(z.object({ id: z.uuid(), reason: z.string().trim().min(1, 'Say why they do not belong together.').max(500) }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, (tx) => dismissSuggestion(tx, input.id, input.reason)));
