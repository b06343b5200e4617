import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readRefund } from '@/server/read/refund';
import { permitted } from '../trpc';
import { refundDetail } from './shapes';

/** One refund with its steps, journals, ties and what it waits for; `null` when there is none for this person. */
export const detail = permitted('refunds.read')
  .input(z.object({ id: z.uuid() }))
  .output(refundDetail.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readRefund(tx, input.id)));
