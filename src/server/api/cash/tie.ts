import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readTie } from '@/server/read/cash-open';
import { permitted } from '../trpc';
import { tieShape } from './shapes';

/** One tie with its entries; `null` when there is none. */
export const tie = permitted('cash.read')
  .input(z.object({ id: z.uuid() }))
  .output(tieShape.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readTie(tx, input.id)));
