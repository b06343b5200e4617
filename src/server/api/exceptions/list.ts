import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { CAUSE_VIEWS, readCauses } from '@/server/read/exceptions';
import { filterOf, scopeInput } from '../overview/shapes';
import { permitted } from '../trpc';
import { causeLine, matterLine } from './shapes';

const view = z.enum(CAUSE_VIEWS);

const output = z.object({
  asOf: z.date(),
  causes: z.array(causeLine).readonly(),
  matters: z.array(matterLine).readonly(),
  stopping: z.int(),
  counts: z.record(view, z.int()),
  releasing: z
    .array(z.object({ id: z.string(), title: z.string(), items: z.int(), asset: z.string(), amountMinor: z.bigint() }))
    .readonly(),
  hidden: z.int(),
});

/** What is stopped, ranked by score, with what is released and not confirmed yet. */
export const list = permitted('exceptions.read')
  .input(scopeInput.extend({ view: view.default('all') }))
  .output(output)
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, (tx) => readCauses(tx, filterOf(input), input.view, ctx.session.email)),
  );
