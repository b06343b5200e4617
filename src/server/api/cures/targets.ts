import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readTargets } from '@/server/read/exceptions-targets';
import { permitted } from '../trpc';

const input = z.object({
  kind: z.enum(['map-payer', 'map-payee', 'map-prefix', 'map-plb', 'map-account', 'cost-center']),
  text: z.string().trim().max(64).default(''),
});

/** What a cure can point at. */
export const targets = permitted('masterdata.read')
  .input(input)
  .output(z.array(z.object({ code: z.string(), name: z.string() })))
  .query(({ ctx, input: { kind, text } }) => withTransaction(ctx.actor, (tx) => readTargets(tx, kind, text)));
