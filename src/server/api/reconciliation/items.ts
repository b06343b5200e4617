import { z } from 'zod';
import { PLACE_OF, PLACES } from '@/domain/stages';
import { maskedName } from '@/server/lineage';
import { withTransaction } from '@/server/platform/db';
import { readFacts, readNames } from '@/server/read/reconciliation';
import { scopeOf } from '@/server/read/reconciliation-screen';
import { ITEMS_PAGE, readItems } from '@/server/read/reconciliation-why';
import { permitted } from '../trpc';
import { selectionInput } from './shapes';

const key = z.object({ weight: z.bigint(), id: z.uuid() });
const item = z.object({
  id: z.string(),
  name: z.string(),
  place: z.enum(PLACES),
  stoppedOn: z.string().nullable(),
  since: z.date(),
  amountMinor: z.bigint(),
});

/** Items behind a difference, dearest first. Claim level, so it needs the right to trace. */
export const items = permitted('trace.read')
  .input(z.object({ selection: selectionInput, cursor: key.nullish() }))
  .output(z.object({ items: z.array(item), next: key.nullable() }))
  .query(({ ctx, input: { selection, cursor } }) =>
    withTransaction(ctx.actor, async (tx) => {
      const { period } = selection;
      const scope = scopeOf(await readFacts(tx, period), period, selection, await readNames(tx));
      const rows = await readItems(tx, scope, cursor ?? null);
      const page = rows.slice(0, ITEMS_PAGE);
      const last = page[page.length - 1];
      return {
        items: page.map(({ standing, ...row }) => ({ ...row, place: PLACE_OF[standing], name: maskedName(row) })),
        next: rows.length > ITEMS_PAGE && last ? { weight: last.weight, id: last.id } : null,
      };
    }),
  );
