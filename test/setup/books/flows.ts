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

/** What is wrong with subjects of a flow now, though nothing of them is stopped. */
export const concernsOf = async ({ sql }: Db, flow: string): Promise<string[]> =>
  (
    await sql<{ code: string }>(
      `SELECT c.code FROM concern k JOIN saga s ON s.id = k.saga_id JOIN cause c ON c.id = k.cause_id
       WHERE k.closed_at IS NULL AND s.flow_code = $1 ORDER BY 1`,
      [flow],
    )
  ).map((row) => row.code);

/** Causes of ties that are late now, with the cents they are off by. */
export const lateTies = ({ sql }: Db) =>
  sql<{ code: string; amount: string }>(
    `SELECT c.code, t.amount_minor::text AS amount FROM tie_cause t JOIN cause c ON c.id = t.cause_id
     WHERE t.closed_at IS NULL ORDER BY 1, 2`,
  );
