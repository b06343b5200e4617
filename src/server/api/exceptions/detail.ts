import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readCause } from '@/server/read/exceptions-cause';
import { filterOf, scopeInput } from '../overview/shapes';
import { permitted } from '../trpc';
import { causeDetail } from './shapes';

/** One cause; `null` when there is none for this person. */
export const detail = permitted('exceptions.read')
  .input(scopeInput.extend({ causeId: z.uuid() }))
  .output(causeDetail.nullable())
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readCause(tx, input.causeId, filterOf(input))));
