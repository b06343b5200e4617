import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { pauseReplay } from '@/server/replay/control';
import { permitted } from '../trpc';

/** Lets no further batch leave. */
export const pause = permitted('replays.create')
  .input(z.object({ replayId: z.uuid() }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, (tx) => pauseReplay(tx, input.replayId)));
