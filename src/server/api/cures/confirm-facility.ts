import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { confirmAdoptedFacility } from '@/server/masterdata/changes';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const word = z.string().trim().min(1).max(120);
const input = z.object({
  code: word,
  name: word,
  entity: word,
  costCenter: word.nullable(),
  erpCode: word.nullable(),
});

/** Stands behind an adopted facility: its name, legal entity, cost center and ERP code. */
export const confirmFacility = permitted('masterdata.edit')
  .input(input)
  .output(z.void())
  .mutation(({ ctx, input: facility }) =>
    withTransaction(ctx.actor, async (tx) => appendAudit(tx, await confirmAdoptedFacility(tx, facility))),
  );
