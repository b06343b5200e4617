import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { may } from '@/server/auth/permissions';
import { readSource } from '@/server/lineage';
import { withTransaction } from '@/server/platform/db';
import { readRevealedUntil } from '@/server/read/trace-find';
import { permitted } from '../trpc';
import { sourceShape } from './shapes';

const input = z
  .object({
    parcelId: z.uuid().optional(),
    eventId: z.uuid().optional(),
    rule: z.string().max(60).optional(),
    ruleVersion: z.int().optional(),
    from: z.int().min(0).optional(),
  })
  .refine((q) => q.parcelId !== undefined || q.eventId !== undefined, 'Name a remit or an event.');

/** The bytes around an event or parcel. Identifiers are masked unless a reveal is alive, and then the view is audited. */
export const source = permitted('trace.read')
  .input(input)
  .output(sourceShape)
  .query(({ ctx, input: query }) =>
    withTransaction(ctx.actor, async (tx) => {
      const mayReveal = may(ctx.session.role, 'identifiers.reveal');
      const revealedUntil = mayReveal ? await readRevealedUntil(tx, ctx.session.userId) : null;
      const view = await readSource(tx, { ...query, unmasked: revealedUntil !== null });
      if (!view) throw new TRPCError({ code: 'NOT_FOUND', message: 'These bytes are not in your facilities.' });
      if (revealedUntil) {
        await appendAudit(tx, {
          action: 'identifiers.viewed',
          subjectKind: view.eventId ? 'event' : 'parcel',
          subjectId: view.eventId ?? view.parcelId,
          detail: { from: view.window.from, to: view.window.to },
        });
      }
      return { ...view, revealedUntil };
    }),
  );
