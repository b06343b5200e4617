import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readReplays } from '@/server/read/replays';
import { permitted } from '../trpc';
import { replayLine } from './shapes';

/** Manifests, newest first. */
export const list = permitted('replays.read')
  .input(z.object({ cursor: z.int().nullish() }))
  .output(z.object({ asOf: z.date(), replays: z.array(replayLine).readonly(), next: z.int().nullable() }))
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readReplays(tx, input.cursor ?? null)));
