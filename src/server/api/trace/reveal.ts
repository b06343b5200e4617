import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { withTransaction } from '@/server/platform/db';
import { insertRevealGrant } from '@/server/store/reveal-grants';
import { permitted } from '../trpc';

const REASON_CHARS = { min: 8, max: 200 } as const;

/** Opens identifiers to this person for an hour. The reason is kept with the grant and in the audit trail. */
export const reveal = permitted('identifiers.reveal')
  .input(
    z.object({
      reason: z.string().trim().min(REASON_CHARS.min, 'Say in a few words why you need it.').max(REASON_CHARS.max),
      subjectKind: z.enum(['parcel', 'event']),
      subjectId: z.uuid(),
    }),
  )
  .output(z.object({ revealedUntil: z.date() }))
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const revealedUntil = await insertRevealGrant(tx, ctx.session.userId, input.reason);
      await appendAudit(tx, {
        action: 'identifiers.revealed',
        subjectKind: input.subjectKind,
        subjectId: input.subjectId,
        detail: { reason: input.reason, until: revealedUntil.toISOString() },
      });
      return { revealedUntil };
    }),
  );
