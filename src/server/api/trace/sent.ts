import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readParcelHead } from '@/server/read/trace-graph';
import { readSentLines, readSentPostings } from '@/server/read/trace-sent';
import { readEventPlace } from '@/server/read/trace-source';
import { permitted } from '../trpc';

const text = z.string().nullable();
const line = z.object({
  postingId: z.string(),
  lineNo: z.int(),
  account: z.string(),
  costCenter: text,
  facility: text,
  payerClass: text,
  affiliate: text,
  debitMinor: z.bigint(),
  creditMinor: z.bigint(),
  own: z.boolean(),
});
const posting = z.object({
  id: z.string(),
  key: z.string(),
  entity: z.string(),
  period: z.string().nullable(),
  postingDate: z.string(),
  description: z.string(),
  state: z.string(),
  sha256: text,
  sentAt: z.date().nullable(),
  documentNumber: text,
  debitMinor: z.bigint(),
  lineCount: z.int(),
  lines: z.array(line),
});

/** The journals an event or remit went into, as they travel to the ERP. */
export const sent = permitted('trace.read')
  .input(z.object({ parcelId: z.uuid().optional(), eventId: z.uuid().optional() }))
  .output(z.array(posting))
  .query(({ ctx, input }) =>
    withTransaction(ctx.actor, async (tx) => {
      const event = input.eventId ? await readEventPlace(tx, input.eventId) : null;
      const parcel = await readParcelHead(tx, event?.parcelId ?? input.parcelId ?? '');
      if (!parcel) return [];
      const postings = await readSentPostings(tx, parcel, event?.id ?? null);
      const lines = await readSentLines(
        tx,
        postings.map((p) => p.id),
        event?.id ?? null,
      );
      return postings.map((p) => ({ ...p, lines: lines.filter((l) => l.postingId === p.id) }));
    }),
  );
