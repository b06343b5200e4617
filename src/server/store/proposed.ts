import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { endApprovalsOf } from './approvals';
import { awaitsApproval } from './holds';

/** Groups that wait for a second person, and the items behind them. All documents of an item go together or not at all. */

export type HeldItem = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly parcelId: string | null;
  readonly facilityId: string | null;
  readonly amountMinor: bigint;
};

/** Items of a group that are held for the approval of it, locked in the order of their ids. */
export const lockHeldItems = (tx: Tx, groupId: string): Promise<HeldItem[]> =>
  tx.query<HeldItem>(
    `SELECT i.event_id AS "eventId", i.flow_code AS "flowCode", i.parcel_id AS "parcelId", i.facility_id AS "facilityId", i.amount_minor AS "amountMinor"
     FROM item i WHERE (i.event_id, i.flow_code) IN (SELECT event_id, flow_code FROM leg WHERE group_id = $1) AND ${awaitsApproval('i')}
     ORDER BY i.event_id FOR UPDATE`,
    [groupId],
  );

/** All groups of these items that are proposed: what one of them waits for, the others wait for as well. */
export const proposedGroups = async (
  tx: Tx,
  items: readonly { eventId: string; flowCode: string }[],
): Promise<string[]> =>
  (
    await tx.query<{ id: string }>(
      `SELECT DISTINCT l.group_id AS id FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
       JOIN leg l ON l.event_id = s.id AND l.flow_code = s.flow
       WHERE EXISTS (SELECT FROM posting p WHERE p.group_id = l.group_id AND p.state = 'proposed') ORDER BY 1`,
      [items.map((i) => i.eventId), items.map((i) => i.flowCode)],
    )
  ).map((row) => row.id);

/** Further groups that are proposed for the same items as these, which were just withdrawn. */
export const proposedWith = async (tx: Tx, groupIds: readonly string[]): Promise<string[]> =>
  groupIds.length === 0
    ? []
    : (
        await tx.query<{ id: string }>(
          `SELECT DISTINCT o.group_id AS id FROM leg l JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code AND ${awaitsApproval('i')}
           JOIN leg o ON o.event_id = l.event_id AND o.flow_code = l.flow_code
           WHERE l.group_id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM posting p WHERE p.group_id = o.group_id AND p.state = 'proposed') ORDER BY 1`,
          [groupIds],
        )
      ).map((row) => row.id);

export type ProposedPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly targetId: string;
  readonly kind: string;
  readonly ref: string;
  readonly entity: string;
  readonly period: string | null;
  readonly postingDate: string;
};

/** The proposed postings of these groups, locked. */
export const lockProposed = (tx: Tx, groupIds: readonly string[]): Promise<ProposedPosting[]> =>
  tx.query<ProposedPosting>(
    `SELECT id, group_id AS "groupId", target_id AS "targetId", kind, ref, entity_code AS entity, period, posting_date AS "postingDate"
     FROM posting WHERE group_id = ANY ($1::uuid[]) AND state = 'proposed' ORDER BY id FOR UPDATE`,
    [groupIds],
  );

/** What its flow calls the document of a group. */
export async function refOf(tx: Tx, groupId: string): Promise<string> {
  const [row] = await tx.query<{ ref: string }>('SELECT ref FROM posting WHERE group_id = $1 ORDER BY no LIMIT 1', [
    groupId,
  ]);
  return row?.ref ?? '';
}

export type ProposedLine = {
  readonly postingId: string;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
};

export const proposedLines = (tx: Tx, postingIds: readonly string[]): Promise<ProposedLine[]> =>
  tx.query<ProposedLine>(
    `SELECT posting_id AS "postingId", account, cost_center AS "costCenter", facility_code AS facility FROM posting_line
     WHERE posting_id = ANY ($1::uuid[]) ORDER BY posting_id, line_no`,
    [postingIds],
  );

/** The hash of everything that would be sent of these groups: what an approval is bound to. */
export async function hashOfGroups(tx: Tx, groupIds: readonly string[]): Promise<Buffer> {
  const rows = await tx.query<{ text: string }>(
    `SELECT jsonb_build_array(p.key, p.target_id, p.kind, p.role, p.entity_code, p.asset, p.period, p.prior_period, p.posting_date, p.description, p.header, p.sealed,
       (SELECT jsonb_agg(jsonb_build_array(l.line_no, l.account, l.cost_center, l.facility_code, l.payer_class, l.affiliate, l.dims, l.debit_minor::text,
          l.credit_minor::text, l.sent) ORDER BY l.line_no) FROM posting_line l WHERE l.posting_id = p.id))::text AS text
     FROM posting p WHERE p.group_id = ANY ($1::uuid[]) AND p.state = 'proposed' ORDER BY p.key`,
    [groupIds],
  );
  return sha256(JSON.stringify(rows.map((row) => row.text)));
}

/** Hands approved groups to the next stage. Their items are under way. */
export async function releaseGroups(tx: Tx, groupIds: readonly string[], items: readonly HeldItem[]): Promise<void> {
  await tx.execute(
    "UPDATE posting SET state = 'ready', ready_at = now() WHERE group_id = ANY ($1::uuid[]) AND state = 'proposed'",
    [groupIds],
  );
  await tx.execute(
    `UPDATE item i SET state = 'mapped', hold_reason = NULL FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
     WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${awaitsApproval('i')}`,
    [items.map((i) => i.eventId), items.map((i) => i.flowCode)],
  );
}

/** Takes proposed groups back and ends whatever is asked about them but the approval that is being answered. */
export async function withdrawGroups(
  tx: Tx,
  groupIds: readonly string[],
  answering: string | null = null,
): Promise<void> {
  if (groupIds.length === 0) return;
  await tx.execute("UPDATE posting SET state = 'superseded' WHERE group_id = ANY ($1::uuid[]) AND state = 'proposed'", [
    groupIds,
  ]);
  await endApprovalsOf(tx, groupIds, answering);
}

/** Items of withdrawn groups are decided anew, as after a release: what their first decision left gives way. */
export const decideAnew = (tx: Tx, items: readonly HeldItem[]): Promise<number> =>
  tx.execute(
    `UPDATE item i SET state = 'ready', ready_at = now(), hold_reason = NULL, pushed = 0, release_count = i.release_count + 1
     FROM unnest($1::uuid[], $2::text[]) AS s(id, flow) WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${awaitsApproval('i')}`,
    [items.map((i) => i.eventId), items.map((i) => i.flowCode)],
  );

/** Items whose documents somebody declined end as rejected. Returns all keys that are free now. */
export const rejectHeld = (tx: Tx, items: readonly HeldItem[], reason: string): Promise<{ key: Buffer }[]> =>
  tx.query(
    `WITH ended AS (
       UPDATE item i SET state = 'rejected', hold_reason = $3, aside = false FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
       WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${awaitsApproval('i')} RETURNING i.event_id, i.flow_code, i.order_key)
     SELECT order_key AS key FROM ended
     UNION SELECT k.order_key FROM ended e JOIN item_key k ON k.event_id = e.event_id AND k.flow_code = e.flow_code`,
    [items.map((i) => i.eventId), items.map((i) => i.flowCode), reason],
  );
