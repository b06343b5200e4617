import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readReplayItems } from '@/server/read/replays';
import { permitted } from '../trpc';
import { itemStatus, replayItem } from './shapes';

/** A page of the frozen items in their order, all or of one status. */
export const items = permitted('replays.read')
  .input(z.object({ replayId: z.uuid(), status: itemStatus.nullish(), cursor: z.int().min(0).nullish() }))
  .output(z.object({ items: z.array(replayItem).readonly(), next: z.int().nullable() }))
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, (tx) => readReplayItems(tx, input.replayId, input.status ?? null, input.cursor ?? 0)),
  );
