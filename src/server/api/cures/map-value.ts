import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { mapValue as map } from '@/server/masterdata/changes';
import { withTransaction } from '@/server/platform/db';
import { CROSSWALK_KINDS } from '@/server/store/masterdata';
import { permitted } from '../trpc';

export const crosswalkKey = z.object({ kind: z.enum(CROSSWALK_KINDS), key: z.string().trim().min(1).max(80) });

/** Translates an outside value from a date on; what it replaces is closed and kept. */
export const mapValue = permitted('masterdata.edit')
  .input(crosswalkKey.extend({ target: z.string().trim().min(1).max(64), validFrom: z.iso.date() }))
  .output(z.void())
  .mutation(({ ctx, input }) => withTransaction(ctx.actor, async (tx) => appendAudit(tx, await map(tx, input))));
