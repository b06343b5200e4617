import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readApproval } from '@/server/read/approval';
import { permitted } from '../trpc';
import { approvalDetail, readerOf } from './shapes';

/** One question with everything an answer would send; `null` when there is none for this person. */
export const detail = permitted('approvals.read')
  .input(z.object({ id: z.uuid() }))
  .output(approvalDetail.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readApproval(tx, input.id, readerOf(ctx.session))));
