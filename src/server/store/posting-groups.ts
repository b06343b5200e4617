import type { Tx } from '../platform/db';

/** Posting states in which a journal is in the ERP, may be, or will be without anyone doing anything. */
const LIVE = `('open', 'ready', 'intent', 'sent', 'unknown', 'confirmed', 'held')`;

/** A group is live when one of its journals is; a journal that nets to nothing was never sent and keeps no group alive. */
const groupIsLive = (groupId: string): string =>
  `EXISTS (SELECT FROM posting s WHERE s.group_id = ${groupId} AND s.line_count > 0 AND s.state IN ${LIVE})`;

/** Of these events, those that stand in the ERP or may: their journals' fate decides, no one may map or reject them anew. */
export async function mayBeBooked(tx: Tx, eventIds: readonly string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT l.event_id AS id FROM lineage_edge l JOIN posting p ON p.id = l.posting_id
     WHERE l.event_id = ANY ($1::uuid[]) AND ${groupIsLive('p.group_id')}`,
    [eventIds],
  );
  return new Set(rows.map((row) => row.id));
}

export type Resumed = {
  readonly eventId: string;
  readonly remitId: string;
  readonly partition: string;
  readonly amountMinor: bigint;
  /** The journal that carries its cash was accepted before it stopped. */
  readonly cashAccepted: boolean;
};

/**
 * Released events that already stand in the ERP, or may: mapping them anew would book them twice. A journal that was held
 * because its document differs or could not be found is asked about again; the refused half of an intercompany payment,
 * whose other half was taken, is offered again as it is. A journal goes whole or not at all, so all events it stopped go
 * with the released ones. Returns every event that goes on, and the groups it goes on in.
 */
export async function resumeGroups(
  tx: Tx,
  eventIds: readonly string[],
): Promise<{ events: Resumed[]; groupIds: string[] }> {
  if (eventIds.length === 0) return { events: [], groupIds: [] };
  const live = await tx.query<{ groupId: string }>(
    `SELECT DISTINCT p.group_id AS "groupId" FROM lineage_edge l JOIN posting p ON p.id = l.posting_id
     WHERE l.event_id = ANY ($1::uuid[]) AND ${groupIsLive('p.group_id')}`,
    [eventIds],
  );
  const groupIds = live.map((row) => row.groupId);
  if (groupIds.length === 0) return { events: [], groupIds };
  await tx.execute(
    `UPDATE posting SET state = CASE state WHEN 'held' THEN 'unknown' ELSE 'ready' END, ready_at = now(), negative_reads = 0,
       failure_code = NULL, failure_text = NULL, lease_until = NULL
     WHERE group_id = ANY ($1::uuid[]) AND state IN ('rejected', 'held')`,
    [groupIds],
  );
  const events = await tx.query<Resumed>(
    `UPDATE event e SET state = 'mapped', cause_id = NULL, hold_until = NULL, hold_reason = NULL, posting_id = c.id
     FROM (SELECT DISTINCT l.event_id, p.group_id FROM posting p JOIN lineage_edge l ON l.posting_id = p.id
           WHERE p.group_id = ANY ($1::uuid[])) AS m
     JOIN LATERAL (SELECT id, state FROM posting WHERE group_id = m.group_id ORDER BY cash_minor <> 0 DESC, id LIMIT 1) AS c ON true
     WHERE e.id = m.event_id AND e.state IN ('ready', 'exception', 'held')
     RETURNING e.id AS "eventId", e.remit_id AS "remitId", encode(e.partition_key, 'hex') AS partition,
       e.amount_minor AS "amountMinor", c.state IN ('sent', 'confirmed') AS "cashAccepted"`,
    [groupIds],
  );
  await tx.execute(
    `UPDATE exception SET state = 'released', closed_at = now() WHERE event_id = ANY ($1::uuid[]) AND state = 'open'`,
    [events.map((event) => event.eventId)],
  );
  return { events, groupIds };
}
