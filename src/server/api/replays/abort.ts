import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { abortReplay } from '@/server/replay/control';
import { permitted } from '../trpc';

/** Gives up what is unsent; it stays stopped under its cause. */
export const abort = permitted('replays.create')
  .input(z.object({ replayId: z.uuid() }))
  .output(z.object({ unsent: z.int() }))
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => ({ unsent: await abortReplay(tx, input.replayId) })),
  );
