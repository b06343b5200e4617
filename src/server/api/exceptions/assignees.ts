import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readAssignees } from '@/server/read/exceptions-targets';
import { permitted } from '../trpc';

/** Who can own a cause. */
export const assignees = permitted('exceptions.work')
  .output(z.array(z.object({ email: z.string(), name: z.string(), role: z.string() })))
  .query(({ ctx }) => withTransaction(ctx.actor, readAssignees));
