import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readTopCauses } from '@/server/read/overview';
import { permitted } from '../trpc';
import { filterOf, heldCauses, holding, scopeInput } from './shapes';

export const topCause = z.object({
  id: z.string(),
  title: z.string(),
  dueAt: z.date(),
  late: z.boolean(),
  items: z.int(),
  amountMinor: z.bigint(),
  payer: z.string().nullable(),
  payers: z.int(),
});

/** What stops most of the money, by dollars. */
export const causes = permitted('overview.read')
  .input(scopeInput)
  .output(z.object({ top: z.array(topCause), rest: heldCauses, waiting: holding, total: heldCauses }))
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const { top, ...sums } = await readTopCauses(tx, filterOf(input));
      return { top: [...top], ...sums };
    }),
  );
