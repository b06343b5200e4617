import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readCrosswalk } from '@/server/read/masterdata';
import { CROSSWALK_KINDS } from '@/server/store/masterdata';
import { permitted } from '../trpc';

const input = z.object({
  kind: z.enum(CROSSWALK_KINDS).nullable(),
  text: z.string().trim().max(80).nullable(),
  cursor: z.uuid().nullish(),
});
const row = z.object({
  id: z.string(),
  kind: z.string(),
  key: z.string(),
  target: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  provisional: z.boolean(),
  createdBy: z.string(),
  createdAt: z.date(),
});

/** How the outside names things, newest first, a page at a time; closed translations included. */
export const crosswalk = permitted('masterdata.read')
  .input(input)
  .output(z.object({ rows: z.array(row).readonly(), next: z.string().nullable() }))
  .query(({ ctx, input: { kind, text, cursor } }) =>
    withTransaction(ctx.actor, (tx) => readCrosswalk(tx, { kind, text: text || null, after: cursor ?? null })),
  );
