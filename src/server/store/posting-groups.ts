import type { Tx } from '../platform/db';

/**
 * Released events whose payment touches two legal entities, where the ERP took one journal and refused the other: the
 * refused journal is offered again as it is. Mapping such an event anew would book the accepted half twice.
 * Returns the events that were resumed.
 */
export async function resumeGroups(tx: Tx, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const live = await tx.query<{ eventId: string; groupId: string; postingId: string }>(
    `SELECT DISTINCT e.event_id AS "eventId", p.group_id AS "groupId", p.id AS "postingId"
     FROM lineage_edge e JOIN posting p ON p.id = e.posting_id
     WHERE e.event_id = ANY ($1::uuid[]) AND p.state = 'rejected' AND EXISTS (
       SELECT FROM posting s WHERE s.group_id = p.group_id AND s.state IN ('confirmed', 'sent', 'unknown', 'intent', 'held'))`,
    [eventIds],
  );
  if (live.length === 0) return new Set();
  await tx.execute(
    `UPDATE posting SET state = 'ready', ready_at = now(), failure_code = NULL, failure_text = NULL, lease_until = NULL
     WHERE id = ANY ($1::uuid[]) AND state = 'rejected'`,
    [live.map((l) => l.postingId)],
  );
  await tx.execute(
    `UPDATE event e SET state = 'mapped', posting_id = p.id FROM unnest($1::uuid[], $2::uuid[]) AS s(id, group_id)
     JOIN LATERAL (SELECT id FROM posting WHERE group_id = s.group_id ORDER BY cash_minor <> 0 DESC, id LIMIT 1) p ON true
     WHERE e.id = s.id`,
    [live.map((l) => l.eventId), live.map((l) => l.groupId)],
  );
  return new Set(live.map((l) => l.eventId));
}
