import { z } from 'zod';
import { withMoment } from '@/server/platform/db';
import { SPLITS } from '@/server/read/overview';
import { readMoment } from '@/server/read/overview-moment';
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
  causes: z.object({ top: z.array(topCause).readonly(), rest: heldCauses, waiting: holding, total: heldCauses }),
  flows: z.object({
    asOf: z.date(),
    flows: z.array(flowRow).readonly(),
    workers: z.int(),
    lastBeatSeconds: z.int().nullable(),
  }),
  measures: z.array(measurePlaces).readonly(),
  /** The same money divided; what is farthest from posted comes first. Null where no division was asked for. */
  split: z.array(splitRow).readonly().nullable(),
});

/** Every sum that Overview shows, read at one moment. */
export const moment = permitted('overview.read')
  .input(scopeInput.extend({ by: z.enum(SPLITS).optional() }))
  .output(output)
  .query(({ ctx, input: { by, ...scope } }) =>
    withMoment(ctx.actor, (tx) => readMoment(tx, filterOf(scope), by ?? null)),
  );
