import { z } from 'zod';
import { DEPOSIT_PLACES } from '@/server/read/cash';
import { tieEntry } from '../sheet-shapes';

/** What the Cash screen receives. */
const sum = z.object({ amountMinor: z.bigint(), count: z.int() });
const sums = z.record(z.enum(DEPOSIT_PLACES), sum);
const day = z.object({ day: z.string(), account: z.string(), entity: z.string().nullable(), sums, total: sum });
const ageing = z.object({
  side: z.enum(['deposits', 'remits']),
  buckets: z.array(sum).readonly(),
  total: sum,
  oldestDays: z.int().nullable(),
});
const rolled = z.object({
  day: z.string(),
  openingMinor: z.bigint(),
  inMinor: z.bigint(),
  outMinor: z.bigint(),
  closingMinor: z.bigint(),
});

export const cashScreen = z.object({
  asOf: z.date(),
  visible: z.boolean(),
  period: z.string().nullable(),
  periods: z.array(z.string()).readonly(),
  days: z.array(day).readonly(),
  sums,
  total: sum,
  remitsOpen: sum,
  ageing: z.array(ageing).readonly(),
  rolled: z.array(rolled).readonly(),
});

export const openLine = z.object({
  kind: z.enum(['suggestion', 'tie']),
  id: z.string(),
  payer: z.string().nullable(),
  account: z.string().nullable(),
  trace: z.string().nullable(),
  onDate: z.string(),
  amountMinor: z.bigint(),
  entries: z.int(),
  tier: z.int().nullable(),
  asked: z.boolean(),
});

export const suggestionShape = z.object({
  id: z.string(),
  tier: z.int(),
  reasons: z.array(z.string()).readonly(),
  state: z.enum(['open', 'asked', 'accepted', 'declined', 'stale']),
  madeAt: z.date(),
  amountMinor: z.bigint(),
  approvalId: z.string().nullable(),
  askedBy: z.string().nullable(),
  entries: z.array(tieEntry).readonly(),
});

export const tieShape = z.object({
  id: z.string(),
  state: z.enum(['open', 'tied']),
  balanceMinor: z.bigint(),
  asset: z.string(),
  openedAt: z.date(),
  due: z.string().nullable(),
  entries: z.array(tieEntry).readonly(),
});
