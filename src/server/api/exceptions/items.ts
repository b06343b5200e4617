import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { ITEMS_PAGE_MAX, readCauseItems } from '@/server/read/exceptions-cause';
import { filterOf, scopeInput } from '../overview/shapes';
import { permitted } from '../trpc';
import { causeItem, itemCursor } from './shapes';

const input = scopeInput.extend({
  causeId: z.uuid(),
  cursor: itemCursor.nullish(),
  limit: z.int().min(1).max(ITEMS_PAGE_MAX).default(25),
});

/** A page of a cause's stopped items, largest first. Identifiers are masked before they leave the server. */
export const items = permitted('exceptions.read')
  .input(input)
  .output(z.object({ items: z.array(causeItem).readonly(), next: itemCursor.nullable() }))
  .query(({ ctx, input: { causeId, cursor, limit, ...scope } }) =>
    withTransaction(ctx.actor, (tx) => readCauseItems(tx, causeId, filterOf(scope), cursor ?? null, limit)),
  );
