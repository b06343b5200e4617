import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readScopeOptions } from '@/server/read/overview';
import { permitted } from '../trpc';

const options = z.array(z.object({ value: z.string(), word: z.string() })).readonly();

/** What the scope chips offer to this person. */
export const scopes = permitted('overview.read')
  .output(
    z.object({ periods: z.array(z.string()).readonly(), entities: options, facilities: options, payers: options }),
  )
  .query(({ ctx }) => withTransaction(ctx.actor, readScopeOptions));
