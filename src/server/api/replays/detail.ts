import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readReplay } from '@/server/read/replays';
import { permitted } from '../trpc';
import { replayDetail } from './shapes';

/** One manifest, with where its items really are; `null` when there is none for this person. */
export const detail = permitted('replays.read')
  .input(z.object({ replayId: z.uuid() }))
  .output(replayDetail.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readReplay(tx, input.replayId)));
