import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { closeMapping as close } from '@/server/masterdata/changes';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';
import { crosswalkKey } from './map-value';

/** Ends a translation on a date. */
export const closeMapping = permitted('masterdata.edit')
  .input(crosswalkKey.extend({ validTo: z.iso.date() }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, async (tx) => appendAudit(tx, await close(tx, input))));
