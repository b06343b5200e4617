import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readOpenCounts } from '@/server/read/counts';
import { signedIn } from '../trpc';

/** Open work in the caller's scope; a count carries no identifier, so every role may have it. */
export const counts = signedIn
  .output(z.object({ exceptions: z.int(), replays: z.int(), approvals: z.int() }))
  .query(({ ctx }) => withTransaction(ctx.actor, readOpenCounts));
