import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readProof } from '@/server/read/audit';
import { permitted } from '../trpc';

const check = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean(),
  checked: z.number(),
  broken: z.number(),
  example: z.string().nullable(),
});
const output = z.object({
  chains: z.array(z.object({ chain: z.string(), seq: z.bigint() })).readonly(),
  people: z.array(z.string()).readonly(),
  run: z.object({ ranAt: z.date(), ok: z.boolean(), tookMs: z.int(), checks: z.array(check) }).nullable(),
});

/** The chains, and the last run of the verifier with every invariant it checked. */
export const proof = permitted('audit.read')
  .output(output)
  .query(async ({ ctx }) => {
    const read = await withTransaction(ctx.actor, readProof);
    const run = read.run && { ...read.run, checks: z.array(check).catch([]).parse(read.run.checks) };
    return { ...read, run };
  });
