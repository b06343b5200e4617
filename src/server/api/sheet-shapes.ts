import { z } from 'zod';
import { KINDS } from '@/domain/kinds';
import { POSTING_STATES } from '@/domain/stages';

/** Documents and tie entries as several screens receive them. */
const sheetLine = z.object({
  lineNo: z.int(),
  account: z.string(),
  accountName: z.string().nullable(),
  costCenter: z.string().nullable(),
  facility: z.string().nullable(),
  payerClass: z.string().nullable(),
  affiliate: z.string().nullable(),
  debitMinor: z.bigint(),
  creditMinor: z.bigint(),
  sent: z.boolean(),
});

export const postingSheet = z.object({
  id: z.string(),
  groupId: z.string(),
  eventId: z.string(),
  flow: z.string(),
  ref: z.string(),
  kind: z.enum(KINDS),
  role: z.string(),
  target: z.string(),
  entity: z.string(),
  asset: z.string(),
  period: z.string().nullable(),
  priorPeriod: z.string().nullable(),
  postingDate: z.string(),
  description: z.string(),
  state: z.enum(POSTING_STATES),
  debitMinor: z.bigint(),
  creditMinor: z.bigint(),
  documentNumber: z.string().nullable(),
  failureText: z.string().nullable(),
  reverses: z.string().nullable(),
  createdAt: z.date(),
  sentAt: z.date().nullable(),
  confirmedAt: z.date().nullable(),
  fields: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
  sealed: z.array(z.string()).readonly(),
  lines: z.array(sheetLine).readonly(),
});

export const tieEntry = z.object({
  tieId: z.string(),
  side: z.string(),
  flow: z.string(),
  sourceId: z.string(),
  parcelId: z.string().nullable(),
  type: z.string().nullable(),
  onDate: z.string(),
  amountMinor: z.bigint(),
  asset: z.string(),
  payer: z.string().nullable(),
  trace: z.string().nullable(),
  entity: z.string().nullable(),
  account: z.string().nullable(),
  via: z.string().nullable(),
  text: z.string().nullable(),
});
