import { z } from 'zod';
import { STAGES } from '@/domain/stages';
import { withTransaction } from '@/server/platform/db';
import { readFlows } from '@/server/read/overview-flows';
import { permitted } from '../trpc';
import { filterOf, measureName, scopeInput } from './shapes';

const stage = z.object({
  stage: z.enum(STAGES),
  moving: z.int(),
  stopped: z.int(),
  held: z.int(),
  unknown: z.int(),
  oldestAt: z.date().nullable(),
});
export const flowRow = z.object({
  code: z.string(),
  name: z.string(),
  measure: measureName.nullable(),
  path: z.string(),
  slaHours: z.int(),
  asset: z.string(),
  receivedMinor: z.bigint(),
  notPostedMinor: z.bigint(),
  oldestAt: z.date().nullable(),
  stages: z.array(stage).readonly(),
});

/** The flows with what waits in each stage, and the workers that move it. */
export const flows = permitted('overview.read')
  .input(scopeInput)
  .output(
    z.object({
      asOf: z.date(),
      flows: z.array(flowRow).readonly(),
      workers: z.int(),
      lastBeatSeconds: z.int().nullable(),
    }),
  )
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readFlows(tx, filterOf(input))));
