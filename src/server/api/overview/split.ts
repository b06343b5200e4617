import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readSplit, SPLITS } from '@/server/read/overview';
import { permitted } from '../trpc';
import { filterOf, moneyOutput, scopeInput } from './shapes';

const row = z.object({ key: z.string().nullable(), name: z.string().nullable(), money: moneyOutput });

/** The same money divided by facility, payer or entity; what is farthest from posted comes first. */
export const split = permitted('overview.read')
  .input(scopeInput.extend({ by: z.enum(SPLITS) }))
  .output(z.array(row))
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readSplit(tx, filterOf(input), input.by)));
