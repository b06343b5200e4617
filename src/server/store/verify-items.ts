import { ITEM_STATES, POSTING_STATES } from '@/domain/stages';
import { allFlows } from '@/flows/registry';
import type { Tx } from '../platform/db';
import { isSettled } from './booked';
import { inList } from './sql';
import { TAKEN_BACK } from './taking-back';
import { keptDay, STOP_KEY } from './totals';
import { check, type Found } from './verify-check';
import { FOUND_BEHIND, UNMARKED, WAIT_TOTAL, waitingIn } from './waiting';

/** Invariants of parcels, items and ties: every amount that was received is in exactly one place, and stays what was read. */

/** Control totals of canonical parcels; what is not worked fact by fact is one item of the first of them. */
const CONTROLS = `SELECT p.id, p.flow_code, c.asset, c.minor FROM parcel p CROSS JOIN LATERAL (
    SELECT u.asset, u.minor FROM jsonb_to_recordset(p.controls) AS u(asset text, minor bigint) WHERE p.disposition = 'accepted'
    UNION ALL SELECT p.asset, p.control_minor WHERE p.controls IS NULL OR p.disposition IS DISTINCT FROM 'accepted') AS c
  WHERE p.state = 'canonical' AND p.flow_code IS NOT NULL`;

/** Items of canonical parcels in the flow that takes them. */
const OWN_SUMS = `SELECT i.parcel_id, i.asset, sum(i.amount_minor) AS minor, count(*) AS items
  FROM item i JOIN parcel p ON p.id = i.parcel_id AND p.flow_code = i.flow_code AND p.state = 'canonical' GROUP BY 1, 2`;

/** Items of a canonical parcel sum to its control total in every asset, and are as many as its records, or one for all. */
export const placesSumPerParcel = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT p.id::text AS label, bool_or(s.asked <> s.held)
       OR sum(s.items) <> CASE WHEN p.disposition = 'accepted' THEN p.record_count ELSE 1 END AS bad
     FROM (SELECT COALESCE(c.id, o.parcel_id) AS id, COALESCE(c.minor, 0) AS asked, COALESCE(o.minor, 0) AS held, COALESCE(o.items, 0) AS items
           FROM (${CONTROLS}) AS c FULL JOIN (${OWN_SUMS}) AS o ON o.parcel_id = c.id AND o.asset = c.asset) AS s
     JOIN parcel p ON p.id = s.id GROUP BY p.id`,
  );

/** Running totals and what was not folded into them yet. */
const TOTALS = `SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, items, amount_minor FROM place_total
  UNION ALL SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, items, amount_minor FROM place_delta`;

/** Per flow and asset, the places hold what parcels say they add up to: their own totals, and those of subscribers. */
export const placesSum = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT flow_code || ' ' || asset AS label, sum(minor) <> 0 AS bad FROM (
       SELECT flow_code, asset, minor FROM (${CONTROLS}) AS c
       UNION ALL SELECT f.flow_code, f.asset, f.control_minor FROM parcel_flow f JOIN parcel p ON p.id = f.parcel_id
         AND p.flow_code <> f.flow_code AND p.state = 'canonical'
       UNION ALL SELECT flow_code, asset, -amount_minor FROM (${TOTALS}) AS t) AS s
     GROUP BY flow_code, asset`,
  );

/** What the items of each scope add up to, taken off its running total. */
const TOTALS_MATCH = `SELECT concat_ws(' ', flow_code, asset, state, period, entity_code, facility_id, payer_id) AS label,
    sum(items) <> 0 OR sum(amount_minor) <> 0 AS bad FROM (${TOTALS}
    UNION ALL SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date), -1, -amount_minor
      FROM item WHERE parcel_id IS NOT NULL) AS t
  GROUP BY flow_code, asset, state, period, entity_code, facility_id, payer_id`;

/** What the items of a parcel add up to in each flow. */
const FLOW_SUMS = `SELECT parcel_id, flow_code, count(*) AS items, count(*) FILTER (WHERE NOT tieout_finished(state)) AS open
  FROM item WHERE parcel_id IS NOT NULL GROUP BY 1, 2`;
const FLOW_AMOUNTS = `SELECT parcel_id, flow_code, asset, sum(amount_minor) AS minor FROM item WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3`;
const CHANGES = `SELECT parcel_id, flow_code, sum(open_change) AS open FROM parcel_delta GROUP BY 1, 2`;

/** What each canonical parcel is noted to have open and to add up to, in the flow that takes it and in those that subscribe. */
const PARCELS_MATCH = `SELECT p.id || ' ' || COALESCE(f.flow_code, p.flow_code) AS label,
    f.parcel_id IS NULL OR f.open_count + COALESCE(d.open, 0) <> COALESCE(i.open, 0) OR f.item_count <> COALESCE(i.items, 0)
      OR f.control_minor <> COALESCE(a.minor, 0) OR (f.flow_code = p.flow_code AND f.control_minor <> p.control_minor)
      OR (f.reconcile_state = 'tied' AND COALESCE(i.open, 0) <> 0) AS bad
  FROM parcel p LEFT JOIN parcel_flow f ON f.parcel_id = p.id
  LEFT JOIN (${FLOW_SUMS}) AS i ON i.parcel_id = f.parcel_id AND i.flow_code = f.flow_code
  LEFT JOIN (${FLOW_AMOUNTS}) AS a ON a.parcel_id = f.parcel_id AND a.flow_code = f.flow_code AND a.asset = f.asset
  LEFT JOIN (${CHANGES}) AS d ON d.parcel_id = f.parcel_id AND d.flow_code = f.flow_code
  WHERE p.state = 'canonical' AND p.flow_code IS NOT NULL`;

/** What is stopped under each cause, taken off its running total. Days that grew old since the last fold count as old ones. */
const STOPS_MATCH = `SELECT concat_ws(' ', 'stopped', cause_id, state, flow_code, asset, period, entity_code, facility_id, payer_id, day) AS label,
    sum(items) <> 0 OR sum(amount_minor) <> 0 OR sum(gross_minor) <> 0 AS bad FROM (
    SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, ${keptDay('day')} AS day, items, amount_minor, gross_minor
      FROM (SELECT * FROM stop_total UNION ALL SELECT * FROM stop_delta) AS s
    UNION ALL SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date),
      ${keptDay('tieout_day(ready_at)')}, -1, -amount_minor, -abs(amount_minor) FROM item WHERE tieout_stopped(state) AND parcel_id IS NOT NULL) AS t
  GROUP BY ${STOP_KEY}`;

const PUSHED_KEYS = `SELECT DISTINCT i.order_key FROM item i WHERE ${FOUND_BEHIND}`;
/** What waits in each key that is not marked, taken off its total. */
const WAITS_MATCH = `SELECT 'waiting ' || encode(order_key, 'hex') AS label, sum(items) <> 0 OR sum(amount_minor) <> 0 AS bad FROM (
    SELECT ${WAIT_TOTAL} FROM wait_total UNION ALL
    SELECT order_key, flow_code, asset, entity_code, facility_id, payer_id, period, front_facilities, front_causes, -items, -amount_minor
      FROM (${waitingIn(PUSHED_KEYS)}) AS w) AS t
  WHERE ${UNMARKED} GROUP BY order_key, flow_code, asset, entity_code, facility_id, payer_id, period, front_facilities, front_causes`;

/** What parcels and subscribers say they add up to, taken off what is noted as received. */
const RECEIVED_MATCHES = `SELECT concat_ws(' ', 'received', flow_code, asset) AS label, sum(parcels) <> 0 OR sum(amount_minor) <> 0 AS bad FROM (
    SELECT * FROM received_total UNION ALL SELECT * FROM received_delta
    UNION ALL SELECT flow_code, asset, -1, -control_minor FROM parcel
    UNION ALL SELECT f.flow_code, f.asset, -1, -f.control_minor FROM parcel_flow f JOIN parcel r ON r.id = f.parcel_id
      AND r.flow_code IS DISTINCT FROM f.flow_code) AS t GROUP BY flow_code, asset`;

/** Running totals, and what parcels note about themselves, are what their rows add up to. */
export const totalsMatchItems = (tx: Tx): Promise<Found> =>
  check(tx, [TOTALS_MATCH, STOPS_MATCH, WAITS_MATCH, RECEIVED_MATCHES, PARCELS_MATCH].join(' UNION ALL '));

/** Per item: what stands behind it in the targets. Several groups may. */
const BEHIND = `SELECT l.event_id, l.flow_code, bool_or(NOT ${isSettled('p')}) AS open, bool_or(p.state = 'proposed') AS proposed
  FROM leg l JOIN posting p ON p.group_id = l.group_id GROUP BY 1, 2`;

/**
 * An item's state, those of its postings and its stays under causes tell one story. A parcel that is being decided again is in
 * flight by its header, whatever the item says that still stands for it.
 */
export const statesAgree = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT i.event_id || ' ' || i.flow_code AS label, CASE
       WHEN i.state = 'posted' THEN COALESCE(b.open, false) OR x.id IS NOT NULL
       WHEN i.state = 'mapped' THEN NOT COALESCE(b.open, false) OR x.id IS NOT NULL
       WHEN i.state = 'exception' THEN COALESCE(p.state, 'canonical') = 'canonical' AND NOT ${STAYS}
       WHEN i.state = 'held' THEN i.waits_for IS NULL AND NOT COALESCE(b.proposed, false) AND NOT ${STAYS}
       ELSE x.id IS NOT NULL END AS bad
     FROM item i LEFT JOIN event e ON e.id = i.event_id LEFT JOIN parcel p ON p.id = e.parcel_id
     LEFT JOIN (${BEHIND}) AS b ON b.event_id = i.event_id AND b.flow_code = i.flow_code
     LEFT JOIN exception x ON x.event_id = i.event_id AND x.flow_code = i.flow_code AND x.state = 'open'`,
  );

/** SQL: it stays open under the cause that it names, with its own amount. */
const STAYS = `(x.id IS NOT NULL AND x.cause_id IS NOT DISTINCT FROM i.cause_id AND x.amount_minor = i.amount_minor AND x.asset = i.asset)`;

/**
 * What a target has is shown as posted: no item of a group that is confirmed whole may be anywhere else, unless another of its groups
 * is open, or all of it was taken back.
 */
export const bookedIsPosted = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT DISTINCT i.event_id || ' ' || i.flow_code AS label, i.state <> 'posted' AND NOT b.open AND NOT ${TAKEN_BACK} AS bad
     FROM (SELECT group_id FROM posting GROUP BY group_id HAVING bool_and(state = 'confirmed') AND bool_or(line_count > 0 OR send_count > 0)) AS g
     JOIN leg l ON l.group_id = g.group_id JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code
     JOIN (${BEHIND}) AS b ON b.event_id = l.event_id AND b.flow_code = l.flow_code`,
  );

/** Each of its lines is a key of its own. */
const UNCLAIMED = `EXISTS (SELECT FROM unnest(string_to_array(p.contradicts, E'\\n')) AS t(text) WHERE NOT EXISTS (SELECT FROM parcel_key o
  WHERE o.kind = 'contradicts' AND o.key = sha256(convert_to(t.text, 'UTF8')) AND o.flow_code = p.flow_code))`;

/** A person rejected the holder of the key, and this is the only one that came in since. */
const AFTER_REJECTED = `(EXISTS (SELECT FROM parcel h WHERE h.id = same.parcel_id AND h.decision = 'reject')
  AND NOT EXISTS (SELECT FROM parcel q WHERE q.flow_code = p.flow_code AND q.same = p.same AND q.id <> p.id AND q.disposition = 'accepted'))`;

const PARCEL_KEYS = `SELECT p.id::text AS label,
    (same.parcel_id IS DISTINCT FROM p.id AND NOT ${AFTER_REJECTED}) OR ${UNCLAIMED} AS bad
  FROM parcel p
  LEFT JOIN parcel_key same ON same.kind = 'same' AND same.key = sha256(convert_to(p.same, 'UTF8')) AND same.flow_code = p.flow_code
  WHERE p.state = 'canonical' AND p.disposition = 'accepted'`;

const EVENT_KEYS = `SELECT e.id::text AS label, k.event_id IS NULL OR (k.event_id <> e.id AND i.state <> 'duplicate') AS bad
  FROM item i JOIN event e ON e.id = i.event_id AND e.natural_key IS NOT NULL
  JOIN parcel p ON p.id = i.parcel_id AND p.flow_code = i.flow_code AND p.disposition = 'accepted'
  LEFT JOIN event_key k ON k.natural_key = e.natural_key AND k.flow_code = i.flow_code WHERE i.flow_code = ANY ($1::text[])`;

/** Every accepted parcel holds its key, or a person rejected what held it, and every event that is told apart by one holds its own, or is a duplicate of its holder. */
export const naturalKeysUnique = (tx: Tx): Promise<Found> =>
  check(tx, `${PARCEL_KEYS} UNION ALL ${EVENT_KEYS}`, [
    allFlows().flatMap((flow) => (flow.dedupes ? [flow.code] : [])),
  ]);

/** A tie's balance is the sum of its entries; it is tied exactly when that is zero. One that was joined with another has none. */
export const tiesMatchEntries = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT t.kind || ' ' || t.id AS label, t.balance_minor <> COALESCE(e.minor, 0) OR t.entry_count <> COALESCE(e.entries, 0)
       OR (t.merged_into IS NULL AND (t.state = 'tied') <> (t.balance_minor = 0 AND t.entry_count > 0))
       OR (t.merged_into IS NOT NULL AND t.entry_count <> 0) AS bad
     FROM tie t LEFT JOIN (SELECT tie_id, sum(amount_minor) AS minor, count(*) AS entries FROM tie_entry GROUP BY 1) AS e ON e.tie_id = t.id`,
  );

/** A signal and a wait that were written at once did not see each other; the sweep brings them together within minutes. */
const WAKE_MINUTES = 5;

/** Nothing waits for what has been signalled. */
export const waitsAreWoken = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT i.event_id || ' ' || i.flow_code AS label, EXISTS (SELECT FROM topic t
       WHERE t.topic = ANY (i.waits_for) AND t.at < now() - make_interval(mins => ${WAKE_MINUTES})) AS bad
     FROM item i WHERE i.waits_for IS NOT NULL`,
  );

/** States are those that the domain knows, also where the tables do not insist on it. */
export const statesKnown = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT 'item ' || state AS label, state NOT IN ${inList(ITEM_STATES)} AS bad FROM item GROUP BY state
     UNION ALL SELECT 'place ' || state, state NOT IN ${inList(ITEM_STATES)} FROM (${TOTALS}) AS t GROUP BY state
     UNION ALL SELECT 'posting ' || state, state NOT IN ${inList(POSTING_STATES)} FROM posting GROUP BY state`,
  );

/** Events without bytes of their own that come from one with bytes, through those that asked for them. */
const DERIVED = `WITH RECURSIVE derived AS (
    SELECT e.id FROM event e JOIN event o ON o.id = e.parent_id AND o.parcel_id IS NOT NULL WHERE e.parcel_id IS NULL
    UNION SELECT e.id FROM derived d JOIN event e ON e.parent_id = d.id AND e.parcel_id IS NULL)
  SELECT id FROM derived`;

/** Every event that counts reaches bytes: its own, its parcel's, or those of the event that asked for it. */
export const eventsReachBytes = (tx: Tx): Promise<Found> =>
  check(
    tx,
    `SELECT i.event_id::text AS label, CASE
       WHEN e.id IS NULL THEN true
       WHEN e.parcel_id IS NULL THEN d.id IS NULL
       WHEN e.type = 'parcel.whole' THEN COALESCE(p.byte_length, 0) = 0
       ELSE p.id IS NULL OR e.byte_offset IS NULL OR COALESCE(e.byte_length, 0) = 0 END AS bad
     FROM item i LEFT JOIN event e ON e.id = i.event_id LEFT JOIN parcel p ON p.id = e.parcel_id LEFT JOIN (${DERIVED}) AS d ON d.id = e.id`,
  );
