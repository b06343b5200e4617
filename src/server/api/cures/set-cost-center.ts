import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { changeCostCenter } from '@/server/masterdata/changes';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const input = z.object({ facility: z.string().min(1).max(64), costCenter: z.string().trim().min(1).max(64) });

/** Gives one facility an active cost center. */
export const setCostCenter = permitted('masterdata.edit')
  .input(input)
  .output(z.void())
  .mutation(({ ctx, input: { facility, costCenter } }) =>
    withTransaction(ctx.actor, async (tx) =>
      appendAudit(tx, await changeCostCenter(tx, { by: 'code', value: facility, costCenter })),
    ),
  );
