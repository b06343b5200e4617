import { z } from 'zod';
import { ITEM_STATES } from '@/server/read/items';

export const itemRow = z.object({
  id: z.string(),
  kind: z.enum(['event', 'parcel']),
  flow: z.string().nullable(),
  type: z.string(),
  account: z.string().nullable(),
  control: z.string().nullable(),
  trace: z.string(),
  payer: z.string(),
  facility: z.string().nullable(),
  businessDate: z.string().nullable(),
  asset: z.string(),
  amountMinor: z.bigint(),
  state: z.enum(ITEM_STATES),
  reason: z.string().nullable(),
  causeId: z.string().nullable(),
  createdAt: z.date(),
});
