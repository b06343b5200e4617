import { z } from 'zod';

export const foundRemit = z.object({
  id: z.string(),
  trace: z.string(),
  payer: z.string(),
  paymentDate: z.string().nullable(),
  receivedMinor: z.bigint(),
  claimCount: z.int(),
  state: z.string(),
  disposition: z.string().nullable(),
});

export const foundJournal = z.object({
  id: z.string(),
  key: z.string(),
  document: z.string().nullable(),
  entity: z.string(),
  period: z.string(),
  state: z.string(),
  cashMinor: z.bigint(),
  eventCount: z.int(),
  remitId: z.string().nullable(),
  eventId: z.string().nullable(),
});
