import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readCash } from '@/server/read/cash';
import { permitted } from '../trpc';
import { cashScreen } from './shapes';

/** Deposits of a month by day and account, what explains them, and open money by age. */
export const screen = permitted('cash.read')
  .input(
    z.object({
      period: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A period is YYYY-MM.')
        .nullish(),
    }),
  )
  .output(cashScreen)
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readCash(tx, input.period ?? null)));
