import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { answerApproval } from '@/server/approvals/answer';
import { withTransaction } from '@/server/platform/db';
import { ring } from '@/server/queue/doorbell';
import { readApproval } from '@/server/read/approval';
import { permitted } from '../trpc';
import { approvalState, readerOf } from './shapes';

const input = z
  .object({
    id: z.uuid(),
    answer: z.enum(['given', 'declined']),
    reason: z.string().trim().max(500).default(''),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .refine(({ answer, reason }) => answer === 'given' || reason !== '', 'Say why it is declined.');

const HIDDEN = 'Part of this lies outside your facilities. Whoever answers has to see all of it.';

/** A second person's answer to the set whose hash they were shown. Agreeing sends. */
export const answer = permitted('approvals.decide')
  .input(input)
  .output(z.object({ state: approvalState, given: z.int(), needed: z.int(), why: z.string().nullable() }))
  .mutation(async ({ ctx, input: { id, answer: said, reason, hash } }) => {
    const reader = readerOf(ctx.session);
    const { rings, ...came } = await withTransaction(ctx.actor, async (tx) => {
      // What is decided is what is shown: nobody answers for lines they cannot see.
      if (tx.actor.scope !== '*' && (await readApproval(tx, id, reader))?.bar === 'hidden') {
        throw new AppError('APPROVAL_HIDDEN', 'exception', HIDDEN);
      }
      const voter = { voter: reader.email, limitMinor: reader.limitMinor, reason, setSha256: hash };
      return answerApproval(tx, id, said, voter);
    });
    for (const bell of rings) void ring(bell);
    return came;
  });
