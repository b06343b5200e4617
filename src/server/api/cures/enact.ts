import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { may } from '@/server/auth/permissions';
import { cureCause } from '@/server/exceptions/cure';
import { cureInput, permissionOf } from '@/server/exceptions/cures';
import { previewCure } from '@/server/exceptions/preview';
import { permitted } from '../trpc';

/** Hand-picked items; a larger part of a cause is frozen whole. */
const SELECTED_MAX = 200;
/** As the preview gave it: `2026-11-20 12:36:20.123456+00`. */
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;
const input = z.object({
  causeId: z.uuid(),
  cure: cureInput,
  reason: z.string().trim().max(500).default(''),
  shownHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  asOf: z.string().regex(MOMENT).optional(),
  freezeOnly: z.boolean().optional(),
  /** In which flow, when the cause stops items of several. */
  flowCode: z.string().max(64).optional(),
  /** Left out: every stopped item of the cause. */
  eventIds: z.array(z.uuid()).min(1).max(SELECTED_MAX).optional(),
});

const output = z.object({
  replayId: z.string(),
  number: z.int(),
  itemCount: z.int(),
  amountMinor: z.bigint(),
  sent: z.boolean(),
});

/** Cures a cause: changes what has to change, freezes what that frees, and sends it when one person may. */
export const enact = permitted('replays.create')
  .input(input)
  .output(output)
  .mutation(async ({ ctx, input: { causeId, cure, ...chosen } }) => {
    const needs = permissionOf(cure.kind);
    if (needs && !may(ctx.session.role, needs)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: `Your role does not hold the right ${needs}.` });
    }
    const { impact } = await previewCure(ctx.actor, causeId, cure, {
      eventIds: chosen.eventIds,
      asOf: chosen.asOf,
      flowCode: chosen.flowCode,
    });
    return cureCause(ctx.actor, causeId, cure, { ...chosen, impact });
  });
