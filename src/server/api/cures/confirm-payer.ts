import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { confirmAdoptedPayer } from '@/server/masterdata/changes';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const word = z.string().trim().min(1).max(120);

/** Stands behind an adopted payer, with its proper name and class. */
export const confirmPayer = permitted('masterdata.edit')
  .input(z.object({ code: word, name: word, payerClass: word }))
  .output(z.void())
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => appendAudit(tx, await confirmAdoptedPayer(tx, input))),
  );
