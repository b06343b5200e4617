import { POSTING_LIVE, POSTING_SETTLED } from '@/domain/stages';
import type { Tx } from '../platform/db';
import { withWholeScope } from './causes-scope';
import { inList } from './sql';

/**
 * SQL: a group is live when one of its postings is, so nothing of it may be asked for anew. A posting that nets to nothing is
 * confirmed without ever having been sent, and keeps no group alive.
 */
export const groupIsLive = (groupId: string): string =>
  `EXISTS (SELECT FROM posting s WHERE s.group_id = ${groupId} AND s.state IN ${inList(POSTING_LIVE)}
     AND (s.line_count > 0 OR s.send_count > 0 OR s.state <> 'confirmed'))`;

/**
 * SQL: nothing more will happen to this posting: its target has it, it was withdrawn, or it was refused and its flow was told,
 * which answers for what follows.
 */
export const isSettled = (posting: string): string =>
  `(${posting}.state IN ${inList(POSTING_SETTLED)} OR (${posting}.state = 'rejected' AND ${posting}.tells = 'outcome'))`;

/**
 * Of these items, those whose amounts are in a target, may be, or will be without anyone doing anything: the fate of their
 * postings decides, no one may decide or reject them anew. Siblings in facilities that the actor does not see count too.
 */
export async function mayBeBooked(tx: Tx, flowCode: string, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const rows = await withWholeScope(tx, () =>
    tx.query<{ id: string }>(
      `SELECT DISTINCT l.event_id AS id FROM leg l
       WHERE l.event_id = ANY ($1::uuid[]) AND l.flow_code = $2 AND ${groupIsLive('l.group_id')}`,
      [eventIds, flowCode],
    ),
  );
  return new Set(rows.map((row) => row.id));
}
