import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readScreen } from '@/server/read/reconciliation-screen';
import { permitted } from '../trpc';
import { dimension, legs, periodInput, pivot } from './shapes';

const input = z
  .object({ period: periodInput.optional(), rows: dimension.default('payer'), columns: dimension.default('facility') })
  .refine((q) => q.rows !== q.columns, 'Rows and columns must differ.');

/** The legs of a period and where they differ, by two of payer, facility and legal entity. */
export const screen = permitted('reconciliation.read')
  .input(input)
  .output(
    z.object({
      asOf: z.date(),
      period: z.string().nullable(),
      periods: z.array(z.string()).readonly(),
      pivot,
      legs: legs.nullable(),
    }),
  )
  .query(({ ctx, input: asked }) => withTransaction(ctx.actor, (tx) => readScreen(tx, asked)));
