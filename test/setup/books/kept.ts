import { type Actor, withTransaction } from '@/server/platform/db';
import { type ArtifactKey, streamBytes } from '@/server/store/artifacts';
import type { Db } from './db';

export type KeptFile = {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly sha256: string;
  readonly state: string;
  readonly failureCode: string | null;
  readonly failureText: string | null;
  readonly findings: readonly Record<string, unknown>[];
};

/** Every file that is kept, without the arrivals that only repeat one. */
export const keptFiles = ({ sql }: Db): Promise<KeptFile[]> =>
  sql<KeptFile>(
    `SELECT a.id, a.name, c.code AS connection, encode(a.sha256, 'hex') AS sha256, a.state, a.failure_code AS "failureCode",
       a.failure_text AS "failureText", a.findings
     FROM artifact a JOIN connection c ON c.id = a.connection_id WHERE a.repeat_of IS NULL ORDER BY a.id`,
  );

/** The bytes of a file as they are read back through their encryption. */
export async function storedBytes(actor: Actor, artifactId: string): Promise<Buffer> {
  const [key] = await withTransaction(actor, (tx) =>
    tx.query<ArtifactKey>(
      'SELECT bytes_id AS "bytesId", wrapped_key AS "wrappedKey", chunk_bytes AS "chunkBytes" FROM artifact WHERE id = $1',
      [artifactId],
    ),
  );
  const pieces: Buffer[] = [];
  if (key) for await (const piece of streamBytes(actor, key)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Makes the database refuse files of a format (a pattern), by default as text that it cannot hold. Returns what allows them again. */
export async function refuseHeads({ sql }: Db, format: string, code = '22021'): Promise<() => Promise<unknown>> {
  await sql(`CREATE FUNCTION refuse_head() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.format LIKE '${format}' THEN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$`);
  await sql('CREATE TRIGGER refuse_head BEFORE INSERT ON artifact FOR EACH ROW EXECUTE FUNCTION refuse_head()');
  return async () => {
    await sql('DROP TRIGGER refuse_head ON artifact');
    await sql('DROP FUNCTION refuse_head()');
  };
}

/** Transactions of the product that are open at this moment, whatever they do. */
export const openTransactions = async ({ sql }: Db): Promise<number | undefined> =>
  (
    await sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE application_name = 'tieout' AND datname = current_database() AND xact_start IS NOT NULL`,
    )
  )[0]?.n;
