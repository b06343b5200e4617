import { z } from 'zod';
import { cureInput } from '@/server/exceptions/cures';
import { previewCure } from '@/server/exceptions/preview';
import { impactOutput } from '../replays/shapes';
import { permitted } from '../trpc';

/** Hand-picked items; a larger part of a cause is frozen whole. */
const SELECTED_MAX = 200;
const input = z.object({
  causeId: z.uuid(),
  cure: cureInput,
  eventIds: z.array(z.uuid()).min(1).max(SELECTED_MAX).optional(),
  /** In which flow, when the cause stops items of several. */
  flowCode: z.string().max(64).optional(),
});

const output = z.object({
  itemCount: z.int(),
  amountMinor: z.bigint(),
  hash: z.string(),
  asOf: z.string(),
  otherCauses: z.int(),
  needsSecond: z.boolean(),
  limitMinor: z.bigint(),
  impact: impactOutput.nullable(),
});

/** What a cure would set free. Everything it does on the way is rolled back. */
export const preview = permitted('replays.create')
  .input(input)
  .output(output)
  .query(({ ctx, input: { causeId, cure, ...only } }) => previewCure(ctx.actor, causeId, cure, only));
