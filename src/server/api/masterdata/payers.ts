import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readPayers } from '@/server/read/masterdata';
import { permitted } from '../trpc';

const row = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  payerClass: z.string(),
  provisional: z.boolean(),
  mapped: z.int(),
});

/** The payers, provisional ones first. */
export const payers = permitted('masterdata.read')
  .output(z.array(row))
  .query(({ ctx }) => withTransaction(ctx.actor, readPayers));
