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

const suggestedTie = z.object({
  id: z.string(),
  flow: z.string().nullable(),
  side: z.string().nullable(),
  trace: z.string().nullable(),
  payer: z.string().nullable(),
  asset: z.string(),
  openMinor: z.bigint(),
  now: z.enum(['same', 'moved', 'joined', 'tied', 'gone']),
});

export const suggestionShape = z.object({
  id: z.string(),
  tier: z.int(),
  reasons: z.array(z.string()).readonly(),
  state: z.enum(['open', 'asked', 'accepted', 'declined', 'stale']),
  asMade: z.boolean(),
  madeAt: z.date(),
  amountMinor: z.bigint(),
  approvalId: z.string().nullable(),
  askedBy: z.string().nullable(),
  entries: z.array(tieEntry).readonly(),
  ties: z.array(suggestedTie).readonly(),
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
