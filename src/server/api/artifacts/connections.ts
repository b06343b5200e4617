import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readInboundConnections } from '@/server/read/artifacts';
import { permitted } from '../trpc';

/** The inbound connections a file may belong to. */
export const connections = permitted('artifacts.read')
  .output(z.array(z.object({ code: z.string(), name: z.string() })))
  .query(({ ctx }) => withTransaction(ctx.actor, readInboundConnections));
