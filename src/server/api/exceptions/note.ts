import { z } from 'zod';
import { noteCause } from '@/server/exceptions/work';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const NOTE_CHARS_MAX = 2000;

/** Writes a note on a cause. */
export const note = permitted('exceptions.work')
  .input(z.object({ causeId: z.uuid(), body: z.string().trim().min(1).max(NOTE_CHARS_MAX) }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, (tx) => noteCause(tx, input.causeId, input.body)));
