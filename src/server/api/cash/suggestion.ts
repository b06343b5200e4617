import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readSuggestion } from '@/server/read/cash-open';
import { permitted } from '../trpc';
import { suggestionShape } from './shapes';

/** One proposed match with the entries of all its sides; `null` when there is none. */
export const suggestion = permitted('cash.read')
  .input(z.object({ id: z.uuid() }))
  .output(suggestionShape.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readSuggestion(tx, input.id)));
