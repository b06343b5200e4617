import { z } from 'zod';
import { appendAudit } from '@/server/audit';
import { blindIndex } from '@/server/platform/crypto';
import { withTransaction } from '@/server/platform/db';
import { search } from '@/server/read/search';
import { artifactRow } from '../artifacts/shapes';
import { itemRow } from '../items/shapes';
import { permitted } from '../trpc';
import { foundParcel, foundPosting } from './shapes';

const output = z.object({
  items: z.array(itemRow).readonly(),
  parcels: z.array(foundParcel).readonly(),
  postings: z.array(foundPosting).readonly(),
  artifacts: z.array(artifactRow).readonly(),
  more: z.boolean(),
});

/** A mutation although it only reads: what is searched must travel in a body, never in an address, and it is audited. */
export const find = permitted('search')
  .input(z.object({ text: z.string().trim().min(1).max(80) }))
  .output(output)
  .mutation(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const found = await search(tx, input.text);
      const { items, parcels, postings, artifacts } = found;
      await appendAudit(tx, {
        action: 'search.done',
        subjectKind: 'search',
        subjectId: blindIndex('reference', input.text).toString('hex'),
        detail: {
          items: items.length,
          parcels: parcels.length,
          postings: postings.length,
          artifacts: artifacts.length,
        },
      });
      return found;
    }),
  );
