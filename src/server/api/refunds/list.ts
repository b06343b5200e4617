import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { REFUND_VIEWS, readRefunds } from '@/server/read/refunds';
import { holding } from '../overview/shapes';
import { permitted } from '../trpc';
import { refundLine } from './shapes';

/** A page of refunds, the newest request first. */
export const list = permitted('refunds.read')
  .input(z.object({ view: z.enum(REFUND_VIEWS).default('open'), cursor: z.uuid().nullish() }))
  .output(
    z.object({
      asOf: z.date(),
      refunds: z.array(refundLine).readonly(),
      next: z.string().nullable(),
      counts: z.record(z.enum(REFUND_VIEWS), z.int()),
      openMinor: z.bigint(),
      stopped: holding,
    }),
  )
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readRefunds(tx, input.view, input.cursor ?? null)));
