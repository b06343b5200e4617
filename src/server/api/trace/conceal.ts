import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { withTransaction } from '@/server/platform/db';
import { endRevealGrants } from '@/server/store/reveal-grants';
import { permitted } from '../trpc';

/** Masks identifiers again before the hour is over. */
export const conceal = permitted('identifiers.reveal')
  .output(z.object({ ended: z.int() }))
  .mutation(({ ctx }) =>
    withTransaction(ctx.actor, async (tx) => {
      const ended = await endRevealGrants(tx, ctx.session.userId);
      const subject = { subjectKind: 'user', subjectId: ctx.session.userId };
      await appendAudit(tx, { action: 'identifiers.concealed', ...subject, detail: { ended } });
      return { ended };
    }),
  );
