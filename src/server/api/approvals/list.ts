import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { APPROVAL_VIEWS, readApprovals } from '@/server/read/approvals';
import { permitted } from '../trpc';
import { approvalLine, readerOf, subjectKind } from './shapes';

const sum = z.object({ kind: subjectKind, asset: z.string(), amountMinor: z.bigint() });

/** What waits for a second person, or what was decided lately. */
export const list = permitted('approvals.read')
  .input(z.object({ view: z.enum(APPROVAL_VIEWS).default('waiting') }))
  .output(
    z.object({
      asOf: z.date(),
      approvals: z.array(approvalLine).readonly(),
      counts: z.record(z.enum(APPROVAL_VIEWS), z.int()),
      sums: z.array(sum).readonly(),
      hidden: z.int(),
    }),
  )
  .query(({ ctx, input }) => withTransaction(ctx.actor, (tx) => readApprovals(tx, input.view, readerOf(ctx.session))));
