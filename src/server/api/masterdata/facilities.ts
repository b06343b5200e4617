import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readFacilities } from '@/server/read/masterdata';
import { permitted } from '../trpc';

const row = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  entity: z.string(),
  costCenter: z.string().nullable(),
  erpCode: z.string().nullable(),
  provisional: z.boolean(),
  mapped: z.int(),
});

/** The facilities in the caller's scope, provisional ones first. */
export const facilities = permitted('masterdata.read')
  .output(z.array(row))
  .query(({ ctx }) => withTransaction(ctx.actor, readFacilities));
