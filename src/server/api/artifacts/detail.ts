import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { withTransaction } from '@/server/platform/db';
import { readArtifact } from '@/server/read/artifacts';
import { measurePlaces, moneyOutput } from '../overview/shapes';
import { permitted } from '../trpc';
import { artifactRow, finding, parcelLine } from './shapes';

const output = artifactRow.extend({
  controlNumber: z.string().nullable(),
  failureCode: z.string().nullable(),
  findings: z.array(finding),
  firstId: z.string().nullable(),
  money: z.array(measurePlaces).readonly(),
  parcels: z.array(parcelLine.extend({ money: moneyOutput })),
  moreParcels: z.int(),
});

/** One artifact with what was found in it, and where its money is now. */
export const detail = permitted('artifacts.read')
  .input(z.object({ id: z.uuid() }))
  .output(output)
  .query(async ({ ctx, input }) => {
    const artifact = await withTransaction(ctx.actor, (tx) => readArtifact(tx, input.id));
    if (!artifact) throw new TRPCError({ code: 'NOT_FOUND', message: 'No artifact is kept under this id.' });
    return { ...artifact, findings: z.array(finding).parse(artifact.findings ?? []), parcels: [...artifact.parcels] };
  });
