import type { Row, Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { withWholeScope } from './causes-scope';
import { awaitsApproval, ON_THE_WAY, STOPPED, waits } from './holds';
import { inList } from './sql';

/** Open causes looked at per call; there are as many as problems, not as items. */
const SETTLE_CAUSES_MAX = 2000;

/** SQL: items stopped under cause `c`, subjects of which it is a concern, and ties that are late under it. */
const STOPS_NOW = `(EXISTS (SELECT FROM exception x WHERE x.cause_id = c.id AND x.state = 'open')
  OR EXISTS (SELECT FROM concern k WHERE k.cause_id = c.id AND k.closed_at IS NULL)
  OR EXISTS (SELECT FROM tie_cause t WHERE t.cause_id = c.id AND t.closed_at IS NULL))`;
/** SQL: it once stopped an item, was a concern or held a late tie. What opened it otherwise also closes it. */
const WAS_A_STOP = `(EXISTS (SELECT FROM exception x WHERE x.cause_id = c.id) OR EXISTS (SELECT FROM concern k WHERE k.cause_id = c.id)
  OR EXISTS (SELECT FROM tie_cause t WHERE t.cause_id = c.id))`;
/** SQL: an item released from it has not come to an end, nor has a parcel that is judged once more. */
const STILL_COMING = `EXISTS (SELECT FROM exception x
  LEFT JOIN item i ON i.event_id = x.event_id AND i.flow_code = x.flow_code LEFT JOIN parcel p ON p.id = x.parcel_id
  WHERE x.cause_id = c.id AND x.state = 'released'
    AND (i.state IN ${inList(ON_THE_WAY)} OR (i.state = 'held' AND i.cause_id IS NULL) OR p.state <> 'canonical'))`;

/**
 * Brings causes in line with their exceptions. A cause is cured when none of its items is stopped and none that was
 * released is still on its way: released is not fixed. A cured cause under which an item is stopped again is open
 * again, as a regression. Called after releases and by the confirm stage. Returns what changed.
 */
export function settleCauses(tx: Tx): Promise<{ cured: number; regressed: number }> {
  return withWholeScope(tx, async () => {
    const regressed = await tx.execute(
      `UPDATE cause c SET state = 'open', regressed_at = now(), cured_at = NULL WHERE c.state = 'cured' AND ${STOPS_NOW}`,
    );
    const rows = await tx.query<{ id: string }>(
      `SELECT c.id FROM cause c WHERE c.state = 'open' AND NOT ${STOPS_NOW} AND ${WAS_A_STOP} AND NOT ${STILL_COMING} LIMIT $1`,
      [SETTLE_CAUSES_MAX],
    );
    if (rows.length === 0) return { cured: 0, regressed };
    const ids = rows.map((row) => row.id);
    await tx.execute("UPDATE exception SET state = 'closed' WHERE cause_id = ANY ($1::uuid[]) AND state = 'released'", [
      ids,
    ]);
    const cured = await tx.execute(
      `UPDATE cause c SET state = 'cured', cured_at = now() WHERE c.id = ANY ($1::uuid[]) AND c.state = 'open' AND NOT ${STOPS_NOW}`,
      [ids],
    );
    return { cured, regressed };
  });
}

export interface CauseRow extends Row {
  id: string;
  /** `*`: of every flow. */
  flow_code: string;
  code: string;
  stage: string;
  field: string;
  value: string;
  title: string;
  state: 'open' | 'cured';
  owner_email: string | null;
}

const CAUSE = 'id, flow_code, code, stage, field, value, title, state, owner_email';

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

/**
 * Moves the stopped items of a cause to held until a date; they stay under their cause. What waits for an approval or for an
 * event is not the cause's to put off. Returns how many moved.
 */
export const holdCause = (tx: Tx, causeId: string, until: string, reason: string): Promise<number> =>
  tx.execute(
    `UPDATE item i SET state = 'held', hold_until = $2::date, hold_reason = $3
     WHERE i.cause_id = $1 AND i.state IN ${inList(STOPPED)} AND NOT ${awaitsApproval('i')} AND NOT ${waits('i')}`,
    [causeId, until, reason],
  );

/** Ends the deferral of a cause now. Returns how many items became exceptions again. */
export const unholdCause = (tx: Tx, causeId: string): Promise<number> =>
  tx.execute(
    `UPDATE item SET state = 'exception', hold_until = NULL, hold_reason = NULL
     WHERE cause_id = $1 AND state = 'held' AND hold_until IS NOT NULL`,
    [causeId],
  );

/** Ends every deferral whose date has come. For the sweeper; returns how many items became exceptions again. */
export const wakeDeferred = (tx: Tx): Promise<number> =>
  tx.execute(
    `UPDATE item SET state = 'exception', hold_until = NULL, hold_reason = NULL
     WHERE state = 'held' AND hold_until <= CURRENT_DATE AND cause_id IS NOT NULL`,
  );
