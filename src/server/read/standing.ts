import { FOUND_BEHIND, IN_FRONT, UNMARKED } from '@/server/store/waiting';

/** How an item stands beyond its own state, as SQL over `i` (item). */

/** It was found behind another, and that one waits for a person. */
export const WAITS = `(${FOUND_BEHIND} AND EXISTS (SELECT ${IN_FRONT}))`;

/** Its state, or that it waits. */
export const STANDING = `CASE WHEN ${WAITS} THEN 'waiting' ELSE i.state END`;

/** Joins the cause in front as `w`, for lists that name it. */
export const BEHIND = `LEFT JOIN LATERAL (SELECT b.cause_id ${IN_FRONT} AND ${FOUND_BEHIND} ORDER BY b.position LIMIT 1) w ON true`;

/** Sent, and the answer is not known: a posting of its group is. Such postings are few; their items are found once, not per item. */
export const UNKNOWN = `(i.state = 'mapped' AND (i.event_id, i.flow_code) IN (SELECT g.event_id, g.flow_code FROM posting q
  JOIN leg g ON g.group_id = q.group_id WHERE q.state = 'unknown'))`;

/**
 * Joins what the item says as `e`, through the view that shows a person only what the item's own policy shows. The limit keeps the
 * look-up by key: joined freely, a security barrier would be read as a whole.
 */
export const FACTS = `JOIN LATERAL (SELECT v.type, v.ordinal, v.facts, v.identifiers, v.byte_offset, v.byte_length, v.part
  FROM item_event v WHERE v.id = i.event_id AND v.flow_code = i.flow_code LIMIT 1) e ON true`;

/** Of `t` (wait_total): the first cause in front that the reader may see, as his own look at the items would find it. */
const FIRST_IN_FRONT = `(SELECT u.cause_id FROM unnest(t.front_facilities, t.front_causes) WITH ORDINALITY AS u(facility_id, cause_id, at)
  WHERE tieout_sees_all() OR u.facility_id = ANY (tieout_facilities()) ORDER BY u.at LIMIT 1)`;

/**
 * What waits, added up by scope and by the cause in front: the totals of all keys that did not change since, and the items themselves
 * of those that did.
 */
export const WAITING = `(SELECT t.flow_code, t.asset, t.entity_code, t.facility_id, t.payer_id, t.period::text AS period, ${FIRST_IN_FRONT} AS cause_id,
    t.items, t.amount_minor FROM wait_total t WHERE ${UNMARKED}
  UNION ALL
  SELECT i.flow_code, i.asset, i.entity_code, i.facility_id, i.payer_id, tieout_month(i.period, i.business_date), w.cause_id, 1::bigint, i.amount_minor
    FROM (SELECT DISTINCT order_key FROM wait_mark) AS k JOIN item i ON i.order_key = k.order_key AND ${FOUND_BEHIND} AND i.parcel_id IS NOT NULL
    JOIN LATERAL (SELECT b.cause_id ${IN_FRONT} ORDER BY b.position LIMIT 1) w ON true)`;

/** What is stopped, added up by cause, scope and day: totals and their tail. */
export const STOPS = `(SELECT * FROM stop_total UNION ALL SELECT * FROM stop_delta)`;
