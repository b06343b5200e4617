import { z } from 'zod';
import { PLACE_OF, PLACES } from '@/domain/stages';
import { appendAudit } from '@/server/audit';
import { findEvents, maskedName } from '@/server/lineage';
import { withTransaction } from '@/server/platform/db';
import { permitted } from '../trpc';

const found = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  place: z.enum(PLACES),
  amountMinor: z.bigint(),
  ordinal: z.int(),
});

/** Finds a claim inside one parcel. A mutation, because what is typed may be an account number and must not reach an address. */
export const find = permitted('trace.read')
  .input(z.object({ parcelId: z.uuid(), text: z.string().trim().min(1).max(60) }))
  .output(z.array(found))
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const rows = await findEvents(tx, input.parcelId, input.text);
      const audit = { action: 'identifiers.searched', subjectKind: 'parcel', subjectId: input.parcelId };
      await appendAudit(tx, { ...audit, detail: { found: rows.length } });
      return rows.map(({ state, ...row }) => ({ ...row, place: PLACE_OF[state], name: maskedName(row) }));
    }),
  );
