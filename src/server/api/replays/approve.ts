import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { approveReplay } from '@/server/replay/control';
import { permitted } from '../trpc';

const input = z.object({ replayId: z.uuid(), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** A second person agrees to the set whose hash they were shown. */
export const approve = permitted('replays.approve')
  .input(input)
  .output(z.void())
  .mutation(({ ctx: { actor, session }, input: { replayId, hash } }) => {
    const approver = { email: session.email, mayApprove: true, limitMinor: session.approvalLimitMinor };
    return withTransaction(actor, (tx) => approveReplay(tx, replayId, approver, hash));
  });
