import type { Outbound } from '../connectors/target';
import type { Tx } from '../platform/db';

/** How far a partner that is asked by the clock has been read, by connection and question. */
export type Question = { readonly connectionId: string; readonly question: string };

export async function readCursor(tx: Tx, { connectionId, question }: Question): Promise<string | null> {
  const [row] = await tx.query<{ cursor: string }>(
    'SELECT cursor FROM poll_cursor WHERE connection_id = $1 AND question = $2',
    [connectionId, question],
  );
  return row?.cursor ?? null;
}

/** Moves on from where this answer was asked for; of two pollers that asked the same, the second changes nothing. */
export const moveCursor = (
  tx: Tx,
  { connectionId, question }: Question,
  from: string,
  to: string,
  answerSha256: Buffer,
): Promise<number> =>
  tx.execute(
    `INSERT INTO poll_cursor AS p (connection_id, question, cursor, last_sha256) VALUES ($1, $2, $4, $5)
     ON CONFLICT (connection_id, question) DO UPDATE SET cursor = excluded.cursor, last_sha256 = excluded.last_sha256, at = now()
     WHERE p.cursor = $3`,
    [connectionId, question, from, to, answerSha256],
  );

/** Legal entities and the target that makes their documents of this role: who can be asked what became of them. */
export const findEntitiesOf = (tx: Tx, role: string): Promise<(Outbound & { entity: string })[]> =>
  tx.query(
    `SELECT DISTINCT c.id, c.code, c.config, e.code AS entity FROM legal_entity e
     JOIN LATERAL (SELECT target_id FROM binding WHERE role = $1 AND entity_code IN (e.code, '*') AND valid_from <= now()::date
         AND (valid_to IS NULL OR valid_to > now()::date) ORDER BY entity_code = '*' LIMIT 1) AS b ON true
     JOIN connection c ON c.id = b.target_id AND c.active ORDER BY c.code, e.code`,
    [role],
  );
