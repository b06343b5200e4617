import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { ITEM_PLACES, readItems } from '@/server/read/items';
import { filterOf, scopeInput } from '../overview/shapes';
import { permitted } from '../trpc';
import { itemRow } from './shapes';

const input = scopeInput.extend({ place: z.enum(ITEM_PLACES), cursor: z.uuid().nullish() });

/** The items behind a number of the equation, newest first, a page at a time; identifiers are masked. */
export const list = permitted('trace.read')
  .input(input)
  .output(z.object({ rows: z.array(itemRow).readonly(), next: z.string().nullable() }))
  .query(({ ctx, input: { place, cursor, ...scope } }) =>
    withTransaction(ctx.actor, (tx) => readItems(tx, place, filterOf(scope), cursor ?? null)),
  );
