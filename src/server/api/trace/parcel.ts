import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { EVENTS_SHOWN, EVENTS_SHOWN_MAX, readTrace } from '@/server/lineage';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';
import { attemptShape, graphShape, parcelShape, placesShape, stepShape, traceKin, traceTie } from './shapes';

const output = z.object({
  parcel: parcelShape,
  focusEventId: z.string().nullable(),
  graph: graphShape,
  ties: z.array(traceTie).readonly(),
  kin: z.array(traceKin).readonly(),
  steps: z.array(stepShape),
  attempts: z.array(attemptShape),
  attemptCount: z.int(),
  places: placesShape,
  differences: z.array(z.object({ number: z.string(), differenceMinor: z.bigint() })),
});

/** The path of one payment from its bytes to the ERP's documents, with its sums, times and attempts. */
export const parcel = permitted('trace.read')
  .input(
    z
      .object({
        parcelId: z.uuid().optional(),
        eventId: z.uuid().optional(),
        shown: z.int().min(1).max(EVENTS_SHOWN_MAX).default(EVENTS_SHOWN),
      })
      .refine((q) => q.parcelId !== undefined || q.eventId !== undefined, 'Name a remit or an event.'),
  )
  .output(output)
  .query(async ({ ctx, input }) => {
    const trace = await withTransaction(ctx.actor, (tx) => readTrace(tx, input));
    if (!trace)
      throw new TRPCError({ code: 'NOT_FOUND', message: 'Nothing is kept under this address in your facilities.' });
    return trace;
  });
