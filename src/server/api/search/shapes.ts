import { z } from 'zod';

export const foundParcel = z.object({
  id: z.string(),
  flow: z.string().nullable(),
  trace: z.string(),
  payer: z.string(),
  businessDate: z.string().nullable(),
  asset: z.string(),
  controlMinor: z.bigint(),
  recordCount: z.int(),
  state: z.string(),
  disposition: z.string().nullable(),
});

export const foundPosting = z.object({
  id: z.string(),
  key: z.string(),
  document: z.string().nullable(),
  entity: z.string(),
  kind: z.string(),
  period: z.string().nullable(),
  state: z.string(),
  asset: z.string(),
  ownMinor: z.bigint(),
  eventCount: z.int(),
  parcelId: z.string().nullable(),
  eventId: z.string().nullable(),
});
