import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { ARTIFACT_STATES, readArtifacts } from '@/server/read/artifacts';
import { permitted } from '../trpc';
import { artifactRow } from './shapes';

const input = z.object({
  state: z.enum(ARTIFACT_STATES).nullable(),
  connection: z.string().max(60).nullable(),
  cursor: z.uuid().nullish(),
});

/** What arrived, newest first, a page at a time. */
export const list = permitted('artifacts.read')
  .input(input)
  .output(z.object({ rows: z.array(artifactRow).readonly(), next: z.string().nullable() }))
  .query(({ ctx, input: { state, connection, cursor } }) =>
    withTransaction(ctx.actor, (tx) => readArtifacts(tx, { state, connection, after: cursor ?? null })),
  );
