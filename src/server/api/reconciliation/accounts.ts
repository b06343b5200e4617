import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readAccounts, readLedgerReads } from '@/server/read/reconciliation-gl';
import { permitted } from '../trpc';
import { periodInput } from './shapes';

const line = z.object({
  account: z.string(),
  name: z.string().nullable(),
  facility: z.string(),
  ourMinor: z.bigint(),
  erpMinor: z.bigint(),
});

/** Every account of one entity and period: our confirmed lines beside the ERP's own balances. */
export const accounts = permitted('reconciliation.read')
  .input(z.object({ period: periodInput, entity: z.string().max(20) }))
  .output(z.object({ readAt: z.date().nullable(), lines: z.array(line) }))
  .query(({ ctx, input: { period, entity } }) => {
    if (ctx.actor.scope !== '*') {
      throw new TRPCError({
        code: 'FORBIDDEN',
        message: 'Balances of a whole entity are shown to people who may see all its facilities.',
      });
    }
    return withTransaction(ctx.actor, async (tx) => {
      const read = (await readLedgerReads(tx, period)).find((r) => r.entity === entity);
      return { readAt: read?.readAt ?? null, lines: await readAccounts(tx, entity, period, read?.readId ?? null) };
    });
  });
