import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readTotals } from '@/server/read/overview';
import { placesOf } from '@/server/read/places';
import { permitted } from '../trpc';
import { filterOf, moneyOutput, scopeInput } from './shapes';

const output = z.object({
  asOf: z.date(),
  money: moneyOutput,
  check: z.object({ ranAt: z.date(), ok: z.boolean() }).nullable(),
});

/** Where the money of a scope is, and when it was last proved to sum. */
export const totals = permitted('overview.read')
  .input(scopeInput)
  .output(output)
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => readTotals(tx, await placesOf(tx, filterOf(input)))),
  );
