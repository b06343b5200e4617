import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { placesByMeasure } from '@/server/read/places';
import { permitted } from '../trpc';
import { filterOf, moneyOutput, scopeInput } from './shapes';

export const measurePlaces = z.object({ flow: z.string().nullable(), asset: z.string(), places: moneyOutput });

/** Where the amounts of every flow are, each by itself: nothing is added across flows or assets. */
export const measures = permitted('overview.read')
  .input(scopeInput)
  .output(z.array(measurePlaces))
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => placesByMeasure(tx, filterOf(input))));
