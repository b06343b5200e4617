import type { Tx } from '../platform/db';
import { REPLACED } from './taking-back';
import { check, type Found } from './verify-check';

/** The books of a flow as an accountant reads them. Accounts and facts are named by the flow; nothing here knows what they are. */

/** Joins over everything that is booked: looked up row by row they would take minutes where hashed they take seconds. */
async function checkAll(tx: Tx, rows: string, values: readonly unknown[] = []): Promise<Found> {
  await tx.execute('SET LOCAL enable_nestloop = off');
  return check(tx, rows, values);
}

/** SQL: what events of flow `$1` gave to each account, as their targets have it; `live` are those that were not taken back. */
const GIVEN = `SELECT l.event_id, p.entity_code, n.account, sum(u.amount) AS minor FROM leg l
  CROSS JOIN LATERAL unnest(l.posting_nos, l.line_nos, l.amounts) AS u(no, line_no, amount)
  JOIN posting p ON p.group_id = l.group_id AND p.no = u.no AND p.state = 'confirmed'
  JOIN posting_line n ON n.posting_id = p.id AND n.line_no = u.line_no
  WHERE l.flow_code = $1 GROUP BY 1, 2, 3`;

export type Charged = { readonly type: string; readonly field: string; readonly accounts: readonly string[] };

/** SQL: claims of the flow that are booked, with what they took out of receivables. `$2` type, `$3` field, `$4` receivables. */
const CLAIMS = `SELECT i.event_id AS id, i.facility_id, e.index_a, e.index_b, e.facts, i.judgements, i.amount_minor, i.parcel_id,
    (e.facts->>$3)::bigint AS charge, COALESCE(t.taken, 0) AS taken
  FROM item i JOIN event e ON e.id = i.event_id AND e.type = $2
  LEFT JOIN (SELECT event_id, -sum(minor) AS taken FROM (${GIVEN}) AS g WHERE account = ANY ($4::text[]) GROUP BY 1) AS t ON t.event_id = i.event_id
  WHERE i.flow_code = $1 AND i.state = 'posted'`;

const marked = (claim: string, mark: string): string =>
  `COALESCE(${claim}.judgements @> '[{"mark": "${mark}"}]', false)`;

/**
 * No account gives more than its charge, and none is owed more than it. The charge is what its payers state: the parts of one payer
 * add up, and of several payers the largest counts. What was taken back counts against it only where it was booked as a receivable.
 */
export const accountsWithinCharge = (tx: Tx, flow: string, { type, field, accounts }: Charged): Promise<Found> =>
  checkAll(
    tx,
    `WITH booked AS (${CLAIMS}),
       -- A takeback under a cut account belongs to the account of what it takes back.
       origin AS (SELECT v.id, min(o.index_a::text)::bytea AS index_a FROM booked v
         JOIN booked o ON o.index_b = v.index_b AND o.charge = -v.charge AND o.index_a IS NOT NULL WHERE v.charge < 0 GROUP BY 1),
       claim AS (SELECT c.id, c.facility_id, c.index_b, c.judgements, c.parcel_id, c.charge, c.taken, COALESCE(o.index_a, c.index_a) AS index_a
         FROM booked c LEFT JOIN origin o ON o.id = c.id WHERE c.index_a IS NOT NULL),
       part AS (SELECT c.index_a, c.facility_id, r.parties->>'payerKey' AS payer,
           CASE WHEN ${marked('c', 'real-too')} THEN c.id::text ELSE COALESCE(encode(c.index_b, 'hex'), c.charge::text) END AS part,
           max(c.charge) AS most, sum(c.charge) FILTER (WHERE c.charge > 0 OR c.taken <> 0) AS net
         FROM claim c JOIN parcel r ON r.id = c.parcel_id GROUP BY 1, 2, 3, 4),
       payer AS (SELECT index_a, facility_id, payer, sum(GREATEST(most, 0)) AS most, sum(net) AS net FROM part GROUP BY 1, 2, 3),
       charged AS (SELECT index_a, facility_id, max(GREATEST(LEAST(most, net), 0)) AS minor FROM payer GROUP BY 1, 2),
       taken AS (SELECT index_a, facility_id, sum(taken) AS minor, min(id::text) AS label FROM claim GROUP BY 1, 2)
     SELECT t.label, t.minor > c.minor OR t.minor < 0 AS bad FROM taken t
     JOIN charged c ON c.index_a = t.index_a AND c.facility_id IS NOT DISTINCT FROM t.facility_id`,
    [flow, type, field, accounts],
  );

/** Every takeback that was booked against a receivable is the opposite of a claim that stands booked, account by account. */
export const takebacksPair = (tx: Tx, flow: string, { type, field, accounts }: Charged): Promise<Found> =>
  checkAll(
    tx,
    `WITH claim AS (${CLAIMS}),
       -- What an event gave, and its opposite, as texts: pairs are found by equality, however many claims there are.
       gave AS (SELECT event_id, string_agg(entity_code || '/' || account || '=' || minor, ',' ORDER BY entity_code, account) AS text,
           string_agg(entity_code || '/' || account || '=' || -minor, ',' ORDER BY entity_code, account) AS opposite
         FROM (${GIVEN}) AS g WHERE minor <> 0 GROUP BY 1),
       stood AS (SELECT c.*, g.text, g.opposite FROM claim c JOIN gave g ON g.event_id = c.id),
       back AS (SELECT * FROM stood WHERE charge < 0 AND taken <> 0 AND NOT ${marked('stood', 'accepted')}),
       pair AS (SELECT v.id FROM back v JOIN stood o ON o.index_a = v.index_a AND o.text = v.opposite AND o.charge = -v.charge
         UNION SELECT v.id FROM back v JOIN stood o ON o.index_b = v.index_b AND o.text = v.opposite AND o.charge = -v.charge)
     SELECT v.id::text AS label, p.id IS NULL AS bad FROM back v LEFT JOIN pair p ON p.id = v.id`,
    [flow, type, field, accounts],
  );

/** What is owed is never less than nothing, in any entity. */
export const liabilitiesOwe = (tx: Tx, flow: string, accounts: readonly string[]): Promise<Found> =>
  checkAll(
    tx,
    `SELECT entity_code || ' ' || account AS label, sum(minor) > 0 AS bad FROM (${GIVEN}) AS g WHERE account = ANY ($2::text[]) GROUP BY entity_code, account`,
    [flow, accounts],
  );

/** What an event left open in a tie is what it gave to the accounts of open items. One that a customer sent elsewhere gave nothing. */
export const openItemsExplain = (tx: Tx, flow: string, tie: string, accounts: readonly string[]): Promise<Found> =>
  checkAll(
    tx,
    `WITH given AS (SELECT event_id, sum(minor) AS minor FROM (${GIVEN}) AS g WHERE account = ANY ($2::text[]) GROUP BY 1)
     SELECT g.event_id::text AS label, g.minor <> COALESCE(n.minor, 0) AS bad
     FROM given g JOIN item i ON i.event_id = g.event_id AND i.flow_code = $1 AND i.state = 'posted'
     JOIN (SELECT n.source_id, sum(n.amount_minor) AS minor FROM tie_entry n JOIN tie t ON t.id = n.origin_id AND t.kind = $3
           WHERE n.flow_code = $1 GROUP BY 1) AS n ON n.source_id = g.event_id`,
    [flow, accounts, tie],
  );

/** No two parcels that say the same are both in the books, unless a person said that both are real. */
export const oneLiveParcel = (tx: Tx): Promise<Found> =>
  checkAll(
    tx,
    `WITH RECURSIVE live AS (SELECT p.id, p.flow_code, p.prior_id, p.decision, p.contradicts FROM parcel p WHERE p.contradicts IS NOT NULL
       AND p.disposition = 'accepted' AND NOT EXISTS (SELECT FROM item i WHERE i.parcel_id = p.id AND i.hold_reason = '${REPLACED}')),
     -- What took the place of one that a person called real too is real too.
     place AS (SELECT id, prior_id, decision FROM live
       UNION ALL SELECT c.id, p.prior_id, p.decision FROM place c JOIN parcel p ON p.id = c.prior_id WHERE c.decision = 'replace'),
     told AS (SELECT l.id, l.flow_code, r.decision, t.text FROM live l JOIN place r ON r.id = l.id AND r.decision IS DISTINCT FROM 'replace'
       CROSS JOIN LATERAL unnest(string_to_array(l.contradicts, E'\\n')) AS t(text))
     SELECT min(id::text) AS label, count(*) FILTER (WHERE decision IS DISTINCT FROM 'accept') > 1 AS bad FROM told GROUP BY flow_code, text`,
  );
