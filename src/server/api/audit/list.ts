import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readAudit } from '@/server/read/audit';
import { permitted } from '../trpc';

const short = z.string().max(120);
const input = z.object({
  chain: short.nullable(),
  actor: short.nullable(),
  subject: z.object({ kind: short, id: short }).nullable(),
  cursor: z.uuid().nullish(),
});
const entry = z.object({
  id: z.string(),
  chain: z.string(),
  seq: z.bigint(),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  detail: z.string(),
  hash: z.string(),
});

/** Audit entries, newest first, a page at a time. */
export const list = permitted('audit.read')
  .input(input)
  .output(z.object({ rows: z.array(entry).readonly(), next: z.string().nullable() }))
  .query(({ ctx, input: { cursor, ...query } }) =>
    withTransaction(ctx.actor, (tx) => readAudit(tx, { ...query, after: cursor ?? null })),
  );
