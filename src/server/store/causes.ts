import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { withWholeScope } from './causes-scope';

/** Open causes looked at per call; there are as many as problems, not as items. */
const SETTLE_CAUSES_MAX = 2000;

/**
 * Brings causes in line with their exceptions. A cause is cured when none of its items is stopped and none that was
 * released is still on its way: released is not fixed. A cured cause under which an item is stopped again is open
 * again, as a regression. Called after releases and by the confirm stage. Returns what changed.
 */
export function settleCauses(tx: Tx): Promise<{ cured: number; regressed: number }> {
  return withWholeScope(tx, async () => {
    const regressed = await tx.execute(
      `UPDATE cause c SET state = 'open', regressed_at = now(), cured_at = NULL
       WHERE c.state = 'cured' AND EXISTS (SELECT FROM exception x WHERE x.cause_id = c.id AND x.state = 'open')`,
    );
    const rows = await tx.query<{ id: string }>(
      `SELECT c.id FROM cause c WHERE c.state = 'open'
         AND NOT EXISTS (SELECT FROM exception x WHERE x.cause_id = c.id AND x.state = 'open')
         AND NOT EXISTS (SELECT FROM exception x JOIN event e ON e.id = x.event_id JOIN remit r ON r.id = x.remit_id
                         WHERE x.cause_id = c.id AND x.state = 'released'
                           AND (e.state IN ('ready', 'mapped') OR r.state <> 'canonical'))
       LIMIT $1`,
      [SETTLE_CAUSES_MAX],
    );
    if (rows.length === 0) return { cured: 0, regressed };
    const ids = rows.map((row) => row.id);
    await tx.execute("UPDATE exception SET state = 'closed' WHERE cause_id = ANY ($1::uuid[]) AND state = 'released'", [
      ids,
    ]);
    const cured = await tx.execute(
      `UPDATE cause c SET state = 'cured', cured_at = now() WHERE c.id = ANY ($1::uuid[]) AND c.state = 'open'
         AND NOT EXISTS (SELECT FROM exception x WHERE x.cause_id = c.id AND x.state = 'open')`,
      [ids],
    );
    return { cured, regressed };
  });
}

export interface CauseRow extends Row {
  id: string;
  code: string;
  stage: string;
  field: string;
  value: string;
  title: string;
  state: 'open' | 'cured';
  owner_email: string | null;
}

const CAUSE = 'id, code, stage, field, value, title, state, owner_email';

/** The cause and a lock on it, or `null` when it does not exist or lies outside the actor's facilities. */
export async function lockCause(tx: Tx, causeId: string): Promise<CauseRow | null> {
  const rows = await tx.query<CauseRow>(`SELECT ${CAUSE} FROM cause WHERE id = $1 FOR UPDATE`, [causeId]);
  return rows[0] ?? null;
}

export const setCauseOwner = (tx: Tx, causeId: string, email: string | null): Promise<number> =>
  tx.execute('UPDATE cause SET owner_email = $2 WHERE id = $1', [causeId, email]);

export async function insertNote(tx: Tx, causeId: string, body: string): Promise<string> {
  const id = newId();
  await tx.execute('INSERT INTO cause_note (id, cause_id, author, body) VALUES ($1, $2, $3, $4)', [
    id,
    causeId,
    tx.actor.name,
    body,
  ]);
  await tx.execute('UPDATE cause SET comment_count = comment_count + 1 WHERE id = $1', [causeId]);
  return id;
}

/** Moves the stopped items of a cause to held until a date; they stay under their cause. Returns how many moved. */
export const holdCause = (tx: Tx, causeId: string, until: string, reason: string): Promise<number> =>
  tx.execute(
    `UPDATE event SET state = 'held', hold_until = $2::date, hold_reason = $3
     WHERE cause_id = $1 AND state IN ('exception', 'held')`,
    [causeId, until, reason],
  );

/** Ends the deferral of a cause now. Returns how many items became exceptions again. */
export const unholdCause = (tx: Tx, causeId: string): Promise<number> =>
  tx.execute(
    `UPDATE event SET state = 'exception', hold_until = NULL, hold_reason = NULL
     WHERE cause_id = $1 AND state = 'held' AND hold_until IS NOT NULL`,
    [causeId],
  );

/** Ends every deferral whose date has come. For the sweeper; returns how many items became exceptions again. */
export const wakeDeferred = (tx: Tx): Promise<number> =>
  tx.execute(
    `UPDATE event SET state = 'exception', hold_until = NULL, hold_reason = NULL
     WHERE state = 'held' AND hold_until <= CURRENT_DATE AND cause_id IS NOT NULL`,
  );
