import { z } from 'zod';
import { withMoment } from '@/server/platform/db';
import { readSplit, readTopCauses, readTotals, SPLITS } from '@/server/read/overview';
import { readFlows } from '@/server/read/overview-flows';
import { placesByMeasure } from '@/server/read/places';
import { permitted } from '../trpc';
import {
  filterOf,
  flowRow,
  heldCauses,
  holding,
  measurePlaces,
  moneyOutput,
  scopeInput,
  splitRow,
  topCause,
} from './shapes';

const output = z.object({
  asOf: z.date(),
  money: moneyOutput,
  /** When the books were last proved, and whether they held. */
  check: z.object({ ranAt: z.date(), ok: z.boolean() }).nullable(),
  /** What stops most of the money, by dollars. */
  causes: z.object({ top: z.array(topCause), rest: heldCauses, waiting: holding, total: heldCauses }),
  flows: z.object({
    asOf: z.date(),
    flows: z.array(flowRow).readonly(),
    workers: z.int(),
    lastBeatSeconds: z.int().nullable(),
  }),
  measures: z.array(measurePlaces),
  /** The same money divided; what is farthest from posted comes first. Null where no division was asked for. */
  split: z.array(splitRow).nullable(),
});

/**
 * Every sum that Overview shows, read at one moment: the money of the scope, what stops it, and beside it all flows of the same
 * period, entity, facility and payer.
 */
export const moment = permitted('overview.read')
  .input(scopeInput.extend({ by: z.enum(SPLITS).optional() }))
  .output(output)
  .query(({ ctx, input: { by, ...scope } }) =>
    withMoment(ctx.actor, async (tx) => {
      const { flow: _, ...rest } = scope;
      const { top, ...sums } = await readTopCauses(tx, filterOf(scope));
      return {
        ...(await readTotals(tx, filterOf(scope))),
        causes: { top: [...top], ...sums },
        flows: await readFlows(tx, filterOf(rest)),
        measures: await placesByMeasure(tx, filterOf(rest)),
        split: by ? await readSplit(tx, filterOf(scope), by) : null,
      };
    }),
  );
