import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readPayerClasses } from '@/server/read/payer-class';
import { permitted } from '../trpc';

const sum = z.object({ items: z.int(), amountMinor: z.bigint() });

/** What the class of a payer decides, and what of the payer is booked; null when there is no such payer. */
export const payerClasses = permitted('masterdata.read')
  .input(z.object({ code: z.string().min(1).max(120) }))
  .output(
    z
      .object({
        receivables: z.array(z.object({ payerClass: z.string(), account: z.string() })).readonly(),
        other: z.string(),
        posted: sum,
        open: sum,
      })
      .nullable(),
  )
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readPayerClasses(tx, input.code)));
