import { withTransaction } from '@/server/platform/db';
import { readConnections } from '@/server/read/connections';
import { permitted } from '../trpc';
import { connectionsShape } from './shapes';

/** Ways in and out, and how each is. */
export const connections = permitted('flows.read')
  .output(connectionsShape)
  .query(({ ctx }) => withTransaction(ctx.actor, readConnections));
