import type { Db } from './db';

/** What a flow has made: its documents, and where its subjects stand. */

export const journalsOfFlow = ({ sql }: Db, flow: string) =>
  sql<{ ref: string; state: string }>(
    "SELECT ref, state FROM posting WHERE flow_code = $1 AND state <> 'superseded' ORDER BY id",
    [flow],
  );

/** The steps that the subjects of a flow stand at, in alphabetical order. */
export const sagasOf = async ({ sql }: Db, flow: string): Promise<string[]> =>
  (await sql<{ step: string }>('SELECT step FROM saga WHERE flow_code = $1 ORDER BY step', [flow])).map((r) => r.step);

/** What became of the parcels of a file, in their order. */
export const dispositionOf = async ({ sql }: Db, artifactId: string): Promise<string[]> =>
  (
    await sql<{ disposition: string }>('SELECT disposition FROM parcel WHERE artifact_id = $1 ORDER BY ordinal', [
      artifactId,
    ])
  ).map((row) => row.disposition);
