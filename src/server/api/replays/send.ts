import { z } from 'zod';
import { sendReplay } from '@/server/replay/send';
import { permitted } from '../trpc';

/** Sends a frozen manifest, or goes on with a paused one. */
export const send = permitted('replays.create')
  .input(z.object({ replayId: z.uuid() }))
  .output(z.void())
  .mutation(({ ctx, input }) => sendReplay(ctx.actor, input.replayId));
