import { itemStatesBefore, POSTING_MAYBE_BOOKED, POSTING_UNSENT } from '@/domain/stages';
import type { Row, Tx } from '../platform/db';
import { groupIsLive, isSettled } from './booked';
import { amongIds, boundsOf } from './rows';
import { inList } from './sql';
import { REPLACED } from './taking-back';

/** Items behind postings, and what happens to them when a target answers. */
export type PostingItem = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly postingId: string;
  /** Null: the posting has no lines. */
  readonly lineNo: number | null;
  readonly parcelId: string | null;
  readonly facilityId: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
};

/** Mapped items with the lines they feed. */
export const readPostingItems = (tx: Tx, postingIds: readonly string[]): Promise<PostingItem[]> =>
  tx.query<PostingItem>(
    `SELECT DISTINCT l.event_id AS "eventId", l.flow_code AS "flowCode", p.id AS "postingId", u.line_no AS "lineNo", i.parcel_id AS "parcelId",
       i.facility_id AS "facilityId", i.asset, i.amount_minor AS "amountMinor"
     FROM posting p JOIN leg l ON l.group_id = p.group_id AND l.event_id BETWEEN p.first_event_id AND p.last_event_id
     JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code AND i.state = 'mapped'
     LEFT JOIN LATERAL unnest(l.posting_nos, l.line_nos) AS u(no, line_no) ON true
     WHERE p.id = ANY ($1::uuid[]) AND (u.no = p.no OR (u.no IS NULL AND p.line_count = 0)) ORDER BY l.event_id, u.line_no`,
    [postingIds],
  );

/** Every item behind these postings, whatever its state: who is told of their outcome. */
export const readGroupItems = (
  tx: Tx,
  postingIds: readonly string[],
): Promise<{ postingId: string; eventId: string; flowCode: string; facilityId: string | null }[]> =>
  tx.query(
    `SELECT DISTINCT p.id AS "postingId", l.event_id AS "eventId", l.flow_code AS "flowCode", l.facility_id AS "facilityId"
     FROM posting p JOIN leg l ON l.group_id = p.group_id AND l.event_id BETWEEN p.first_event_id AND p.last_event_id AND l.ref = p.ref
     WHERE p.id = ANY ($1::uuid[])`,
    [postingIds],
  );

export type ItemRef = { readonly eventId: string; readonly flowCode: string };

/** Sends items back to be decided again: what their first decision remembered and tied gives way, as after a release. */
export const freeItems = (tx: Tx, items: readonly ItemRef[]): Promise<number> =>
  tx.execute(
    `UPDATE item i SET state = 'ready', ready_at = now(), release_count = i.release_count + 1 FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
     WHERE i.event_id = s.id AND i.flow_code = s.flow AND i.state = 'mapped'`,
    [items.map((i) => i.eventId), items.map((i) => i.flowCode)],
  );

/** True when a sibling of a refused posting is in the target, or may be; otherwise the siblings are withdrawn unsent. */
export async function withdrawSiblings(tx: Tx, groupId: string, refusedId: string): Promise<boolean> {
  const live = await tx.query(
    `SELECT 1 FROM posting WHERE group_id = $1 AND id <> $2 AND (line_count > 0 OR kind = 'callback')
       AND state IN ${inList(POSTING_MAYBE_BOOKED)} LIMIT 1`,
    [groupId, refusedId],
  );
  if (live.length > 0) return true;
  await tx.execute(
    `UPDATE posting SET state = 'superseded' WHERE group_id = $1 AND id <> $2 AND state IN ${inList(POSTING_UNSENT)}`,
    [groupId, refusedId],
  );
  return false;
}

export type Settled = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly parcelId: string | null;
  readonly amountMinor: bigint;
  readonly key: Buffer;
};

/** Marks items posted whose every posting, in all groups they are in, is settled. */
export async function postItems(tx: Tx, groupIds: readonly string[]): Promise<Settled[]> {
  const behind = await itemsOfSettled(tx, groupIds);
  if (behind.length === 0) return [];
  const open = await openElsewhere(tx, behind, groupIds);
  const done = behind.filter((item) => !open.has(`${item.eventId}|${item.flowCode}`));
  if (done.length === 0) return [];
  return tx.query<Settled>(
    `UPDATE item i SET state = CASE WHEN i.hold_reason = '${REPLACED}' THEN 'rejected' ELSE 'posted' END, posted_at = now() FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
     WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${amongIds('i.event_id', 1, 3)} AND i.state = $5
     RETURNING i.event_id AS "eventId", i.flow_code AS "flowCode", i.parcel_id AS "parcelId", i.amount_minor AS "amountMinor", i.order_key AS key`,
    [
      done.map((item) => item.eventId),
      done.map((item) => item.flowCode),
      ...boundsOf(done.map((item) => item.eventId)),
      'mapped',
    ],
  );
}

/** Items behind those of these groups of which every posting is settled. */
async function itemsOfSettled(tx: Tx, groupIds: readonly string[]): Promise<ItemRef[]> {
  if (groupIds.length === 0) return [];
  const groups = await tx.query<{ id: string; first: string; last: string }>(
    `SELECT group_id AS id, min(first_event_id::text) AS first, max(last_event_id::text) AS last FROM posting p WHERE group_id = ANY ($1::uuid[])
     GROUP BY group_id HAVING bool_and(${isSettled('p')})`,
    [groupIds],
  );
  if (groups.length === 0) return [];
  const first = groups.map((g) => g.first).sort((a, b) => (a < b ? -1 : 1))[0];
  const last = groups.map((g) => g.last).sort((a, b) => (a < b ? 1 : -1))[0];
  return tx.query<ItemRef & Row>(
    `SELECT DISTINCT event_id AS "eventId", flow_code AS "flowCode" FROM leg
     WHERE group_id = ANY ($1::uuid[]) AND event_id BETWEEN $2 AND $3`,
    [groups.map((g) => g.id), first, last],
  );
}

/** Of these items, those that also stand in another group which is not settled. */
async function openElsewhere(tx: Tx, items: readonly ItemRef[], groupIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ item: string }>(
    `SELECT DISTINCT o.event_id || '|' || o.flow_code AS item FROM leg o JOIN posting s ON s.group_id = o.group_id AND NOT ${isSettled('s')}
     WHERE ${amongIds('o.event_id', 1, 3)} AND NOT o.group_id = ANY ($2::uuid[])`,
    [items.map((item) => item.eventId), groupIds, ...boundsOf(items.map((item) => item.eventId))],
  );
  return new Set(rows.map((row) => row.item));
}

export type Resumed = { readonly eventId: string; readonly flowCode: string; readonly key: string };

/**
 * Released items that already stand in a target, or may: deciding them anew would book them twice. A document that was held
 * because it differs or could not be found is asked about again; the refused half of an intercompany payment, whose other half
 * was taken, is offered again as it is. A group goes whole or not at all, so all items it stopped go with the released ones.
 */
export async function resumeGroups(
  tx: Tx,
  released: readonly { readonly id: string; readonly flowCode: string }[],
): Promise<{ items: Resumed[]; groupIds: string[] }> {
  if (released.length === 0) return { items: [], groupIds: [] };
  const live = await tx.query<{ groupId: string }>(
    `SELECT DISTINCT l.group_id AS "groupId" FROM unnest($1::uuid[], $2::text[]) AS r(id, flow)
     JOIN leg l ON l.event_id = r.id AND l.flow_code = r.flow WHERE ${groupIsLive('l.group_id')}`,
    [released.map((r) => r.id), released.map((r) => r.flowCode)],
  );
  const groupIds = live.map((row) => row.groupId);
  if (groupIds.length === 0) return { items: [], groupIds };
  await tx.execute(
    `UPDATE posting SET state = CASE state WHEN 'held' THEN 'unknown' ELSE 'ready' END, ready_at = now(), negative_reads = 0,
       failure_code = NULL, failure_text = NULL, lease_until = NULL
     WHERE group_id = ANY ($1::uuid[]) AND state IN ('rejected', 'held')`,
    [groupIds],
  );
  const items = await tx.query<Resumed>(
    `UPDATE item i SET state = 'mapped', cause_id = NULL, hold_until = NULL, hold_reason = NULL, aside = false
     FROM (SELECT DISTINCT event_id, flow_code FROM leg WHERE group_id = ANY ($1::uuid[])) AS m
     WHERE i.event_id = m.event_id AND i.flow_code = m.flow_code AND i.state IN ${inList(itemStatesBefore('mapped'))}
     RETURNING i.event_id AS "eventId", i.flow_code AS "flowCode", encode(i.order_key, 'hex') AS key`,
    [groupIds],
  );
  await tx.execute(
    `UPDATE exception x SET state = 'released', closed_at = now() FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
     WHERE x.event_id = s.id AND x.flow_code = s.flow AND x.state = 'open'`,
    [items.map((i) => i.eventId), items.map((i) => i.flowCode)],
  );
  return { items, groupIds };
}
