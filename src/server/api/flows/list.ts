import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readFlowList } from '@/server/read/flows';
import { permitted } from '../trpc';
import { flowLine } from './shapes';

/** The catalogue's active flows, and how each is. */
export const list = permitted('flows.read')
  .output(z.object({ asOf: z.date(), flows: z.array(flowLine).readonly() }))
  .query(({ ctx }) => withTransaction(ctx.actor, readFlowList));
