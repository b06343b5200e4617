import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readFlow } from '@/server/read/flows';
import { permitted } from '../trpc';
import { flowDetail } from './shapes';

/** One flow: what it takes and makes, where its documents go, and under which rules; `null` when there is none. */
export const detail = permitted('flows.read')
  .input(z.object({ code: z.string().max(60) }))
  .output(flowDetail.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readFlow(tx, input.code)));
