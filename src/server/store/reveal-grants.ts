import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';

/** A reveal lasts an hour, then identifiers are masked again by themselves. */
const REVEAL_MINUTES = 60;

/** Opens one person's reveal; returns until when it lasts. The caller writes the audit row in the same transaction. */
export async function insertRevealGrant(tx: Tx, userId: string, reason: string): Promise<Date> {
  const [row] = await tx.query<{ until: Date }>(
    `INSERT INTO reveal_grant (id, user_id, reason, expires_at) VALUES ($1, $2, $3, now() + make_interval(mins => $4))
     RETURNING expires_at AS until`,
    [newId(), userId, reason, REVEAL_MINUTES],
  );
  if (!row) throw new Error('the reveal was not written');
  return row.until;
}

/** Ends every reveal of a person now. Returns how many were alive. */
export const endRevealGrants = (tx: Tx, userId: string): Promise<number> =>
  tx.execute('UPDATE reveal_grant SET expires_at = now() WHERE user_id = $1 AND expires_at > now()', [userId]);
