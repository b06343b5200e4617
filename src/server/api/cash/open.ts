import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { OPEN_VIEWS, readOpenCash } from '@/server/read/cash-open';
import { permitted } from '../trpc';
import { openLine } from './shapes';

/** What of cash needs somebody. */
export const open = permitted('cash.read')
  .input(z.object({ view: z.enum(OPEN_VIEWS).default('suggested') }))
  .output(z.object({ lines: z.array(openLine).readonly(), counts: z.record(z.enum(OPEN_VIEWS), z.int()) }))
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readOpenCash(tx, input.view)));
