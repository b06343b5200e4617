import type { Tx } from '../platform/db';

/** Events behind postings, and what happens to them when the ERP answers. */
export type PostingEvent = {
  readonly eventId: string;
  readonly postingId: string;
  readonly lineNo: number;
  readonly remitId: string;
  readonly facilityId: string | null;
  readonly amountMinor: bigint;
};

export const readPostingEvents = (tx: Tx, postingIds: readonly string[]): Promise<PostingEvent[]> =>
  tx.query<PostingEvent>(
    `SELECT DISTINCT l.event_id AS "eventId", l.posting_id AS "postingId", l.line_no AS "lineNo", e.remit_id AS "remitId",
       e.facility_id AS "facilityId", e.amount_minor AS "amountMinor"
     FROM lineage_edge l JOIN event e ON e.id = l.event_id WHERE l.posting_id = ANY ($1::uuid[]) AND e.state = 'mapped'
     ORDER BY l.event_id, l.line_no`,
    [postingIds],
  );

/** Events whose cash these postings carry; of an intercompany pair only one does, so nothing is counted twice. */
export const readCashEvents = (tx: Tx, postingIds: readonly string[]): Promise<Settled[]> =>
  tx.query<Settled>(
    'SELECT id AS "eventId", remit_id AS "remitId", amount_minor AS "amountMinor" FROM event WHERE posting_id = ANY ($1::uuid[])',
    [postingIds],
  );

/** Sends events back to be mapped again. */
export const freeEvents = (tx: Tx, eventIds: readonly string[]): Promise<number> =>
  tx.execute(
    "UPDATE event SET state = 'ready', posting_id = NULL, ready_at = now() WHERE id = ANY ($1::uuid[]) AND state = 'mapped'",
    [eventIds],
  );

/** Of these mapped events, those whose cash the ERP has accepted; `held` were accepted before they were held just now. */
export const readAcceptedEvents = (
  tx: Tx,
  eventIds: readonly string[],
  held: readonly string[] = [],
): Promise<Settled[]> =>
  tx.query<Settled>(
    `SELECT e.id AS "eventId", e.remit_id AS "remitId", e.amount_minor AS "amountMinor" FROM event e
     JOIN posting p ON p.id = e.posting_id
     WHERE e.id = ANY ($1::uuid[]) AND (p.state IN ('sent', 'confirmed') OR p.id = ANY ($2::uuid[]))`,
    [eventIds, held],
  );

/** True when a sibling of a refused posting is in the ERP, or may be; otherwise the siblings are withdrawn unsent. */
export async function withdrawSiblings(tx: Tx, groupId: string, refusedId: string): Promise<boolean> {
  const live = await tx.query(
    `SELECT 1 FROM posting WHERE group_id = $1 AND id <> $2 AND line_count > 0
       AND state IN ('intent', 'sent', 'unknown', 'confirmed', 'held') LIMIT 1`,
    [groupId, refusedId],
  );
  if (live.length > 0) return true;
  await tx.execute(
    "UPDATE posting SET state = 'superseded' WHERE group_id = $1 AND id <> $2 AND state IN ('ready', 'open')",
    [groupId, refusedId],
  );
  return false;
}

export type Settled = { readonly eventId: string; readonly remitId: string; readonly amountMinor: bigint };

/** Marks events posted whose every journal is confirmed: one posting, or all postings of their group. */
export const postEvents = (tx: Tx, groupIds: readonly string[]): Promise<Settled[]> =>
  tx.query<Settled>(
    `UPDATE event e SET state = 'posted', posted_at = now() FROM posting p
     WHERE p.id = e.posting_id AND p.group_id = ANY ($1::uuid[]) AND e.state = 'mapped'
       AND NOT EXISTS (SELECT FROM posting s WHERE s.group_id = p.group_id AND s.state NOT IN ('confirmed', 'superseded'))
     RETURNING e.id AS "eventId", e.remit_id AS "remitId", e.amount_minor AS "amountMinor"`,
    [groupIds],
  );
