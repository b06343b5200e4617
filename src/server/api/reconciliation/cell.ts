import { withTransaction } from '@/server/platform/db';
import { readCell } from '@/server/read/reconciliation-screen';
import { permitted } from '../trpc';
import { legs, selectionInput } from './shapes';

/** One cell, row or column: its legs and the reasons that sum to their differences. */
export const cell = permitted('reconciliation.read')
  .input(selectionInput)
  .output(legs)
  .query(({ ctx, input: { period, ...selection } }) =>
    withTransaction(ctx.actor, (tx) => readCell(tx, period, selection)),
  );
