import type { Tx } from '../platform/db';

/**
 * Released events that already stand in the ERP, or may: mapping them anew would book them twice. A journal that was held
 * because its document differs or could not be found is asked about again; the refused half of an intercompany payment,
 * whose other half was taken, is offered again as it is. Returns the events that were resumed.
 */
export async function resumeGroups(tx: Tx, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const live = await tx.query<{ eventId: string; groupId: string; postingId: string }>(
    `SELECT DISTINCT e.event_id AS "eventId", p.group_id AS "groupId", p.id AS "postingId"
     FROM lineage_edge e JOIN posting p ON p.id = e.posting_id
     WHERE e.event_id = ANY ($1::uuid[]) AND (p.state = 'held' OR (p.state = 'rejected' AND EXISTS (
       SELECT FROM posting s WHERE s.group_id = p.group_id AND s.state IN ('confirmed', 'sent', 'unknown', 'intent', 'held'))))`,
    [eventIds],
  );
  if (live.length === 0) return new Set();
  await tx.execute(
    `UPDATE posting SET state = CASE state WHEN 'held' THEN 'unknown' ELSE 'ready' END, ready_at = now(), negative_reads = 0,
       failure_code = NULL, failure_text = NULL, lease_until = NULL
     WHERE id = ANY ($1::uuid[]) AND state IN ('rejected', 'held')`,
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
