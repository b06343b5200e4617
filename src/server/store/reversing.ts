import type { Kind } from '@/domain/kinds';
import { POSTING_LIVE, POSTING_UNSENT, postingStatesBefore } from '@/domain/stages';
import type { Tx } from '../platform/db';
import { stoppedBefore } from './holds';
import { proposedGroups, withdrawGroups } from './proposed';
import type { Hold } from './sagas';
import { inList } from './sql';

/** A posting of a subject as it stands, locked: what a later decision of the subject takes back. */
export type StandingPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly subject: string;
  readonly ref: string;
  readonly kind: Kind;
  readonly role: string;
  readonly targetId: string;
  readonly entity: string;
  readonly asset: string;
  readonly period: string | null;
  readonly header: Readonly<Record<string, unknown>>;
  readonly documentNumber: string | null;
  readonly key: string;
  readonly state: string;
  readonly reversed: boolean;
};

/** The postings of these subjects that were not superseded, newest last. */
export const takeStanding = (
  tx: Tx,
  flowCode: string,
  subjects: readonly string[],
  hold: Hold,
): Promise<StandingPosting[]> =>
  tx.query<StandingPosting>(
    `SELECT p.id, p.group_id AS "groupId", encode(p.subject, 'hex') AS subject, p.ref, p.kind, p.role, p.target_id AS "targetId", p.entity_code AS entity,
       p.asset, p.period, p.header, p.document_number AS "documentNumber", p.key, p.state,
       EXISTS (SELECT FROM posting r WHERE r.reverses_posting = p.id AND r.state <> 'superseded') AS reversed
     FROM posting p WHERE p.subject = ANY ($2::bytea[]) AND p.flow_code = $1 AND p.state <> 'superseded' AND p.reverses_posting IS NULL
     ORDER BY p.id ${hold === 'lock' ? 'FOR UPDATE OF p' : ''}`,
    [flowCode, subjects.map((subject) => Buffer.from(subject, 'hex'))],
  );

export type StandingLine = {
  readonly postingId: string;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims: Readonly<Record<string, string>> | null;
  readonly amountMinor: bigint;
};

export const readStandingLines = (tx: Tx, postingIds: readonly string[]): Promise<StandingLine[]> =>
  tx.query<StandingLine>(
    `SELECT posting_id AS "postingId", account, cost_center AS "costCenter", facility_code AS facility, payer_class AS "payerClass", affiliate, dims,
       debit_minor - credit_minor AS "amountMinor"
     FROM posting_line WHERE posting_id = ANY ($1::uuid[]) AND debit_minor <> credit_minor ORDER BY posting_id, line_no`,
    [postingIds],
  );

/** Withdraws postings that never left the house, or that were refused. */
export const supersede = (tx: Tx, postingIds: readonly string[]): Promise<number> =>
  postingIds.length === 0
    ? Promise.resolve(0)
    : tx.execute(
        `UPDATE posting SET state = 'superseded' WHERE id = ANY ($1::uuid[]) AND state IN ${inList(postingStatesBefore('superseded'))}`,
        [postingIds],
      );

/**
 * Items behind withdrawn groups of which nothing is left to be sent end as rejected; those with other live documents go on. Returns
 * the keys that are free now.
 */
export const endWithdrawn = (tx: Tx, groupIds: readonly string[], reason: string): Promise<{ key: Buffer }[]> =>
  groupIds.length === 0
    ? Promise.resolve([])
    : tx.query(
        `WITH ended AS (UPDATE item i SET state = 'rejected', hold_reason = $2, hold_until = NULL, aside = false FROM leg l
         WHERE l.group_id = ANY ($1::uuid[]) AND i.event_id = l.event_id AND i.flow_code = l.flow_code AND i.state IN ('mapped', 'held', 'exception')
           AND NOT EXISTS (SELECT FROM leg o JOIN posting p ON p.group_id = o.group_id AND p.state <> 'superseded'
                           WHERE o.event_id = i.event_id AND o.flow_code = i.flow_code)
         RETURNING i.event_id, i.flow_code, i.order_key),
         closed AS (UPDATE exception x SET state = 'closed', closed_at = now() FROM ended e
           WHERE x.event_id = e.event_id AND x.flow_code = e.flow_code AND x.state = 'open' RETURNING 1)
         SELECT order_key AS key, (SELECT count(*) FROM closed) AS closed FROM ended`,
        [groupIds, reason],
      );

/**
 * Ends the stopped earlier items of these keys: what they stopped at no longer matters, and what somebody was asked about them is
 * withdrawn. An item of which something is in a target, or may be, is left alone. Returns the ids of those that ended.
 */
export async function annulStopped(
  tx: Tx,
  flowCode: string,
  keys: readonly string[],
  before: string,
  reason: string,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE item i SET state = 'rejected', hold_reason = $4, hold_until = NULL, waits_for = NULL, wait_until = NULL, wait_late = NULL, aside = false
     WHERE i.flow_code = $1 AND i.order_key = ANY ($2::bytea[]) AND i.position < $3 AND i.state IN ${stoppedBefore('rejected')}
       AND NOT EXISTS (SELECT FROM leg l JOIN posting p ON p.group_id = l.group_id AND p.state IN ${inList(NOT_ANNULLED)}
                       WHERE l.event_id = i.event_id AND l.flow_code = i.flow_code AND (p.line_count > 0 OR p.kind = 'callback'))
     RETURNING i.event_id AS id`,
    [flowCode, keys.map((key) => Buffer.from(key, 'hex')), before, reason],
  );
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return ids;
  await tx.execute(
    "UPDATE exception SET state = 'closed', closed_at = now() WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 AND state = 'open'",
    [ids, flowCode],
  );
  const asked = await proposedGroups(
    tx,
    ids.map((eventId) => ({ eventId, flowCode })),
  );
  await withdrawGroups(tx, asked);
  return ids;
}

/** Live, and more than a proposal. */
const NOT_ANNULLED = POSTING_LIVE.filter((state) => state !== 'proposed');

export const isUnsent = (state: string): boolean => (POSTING_UNSENT as readonly string[]).includes(state);
