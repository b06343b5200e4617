/** How an item stands beyond its own state, as SQL over `i` (item). */

/** What it waits behind: an earlier item of its key that a person has to see to and that was not set aside. */
const IN_FRONT = `FROM item b WHERE b.order_key = i.order_key AND b.position < i.position AND b.state IN ('exception', 'held') AND NOT b.aside`;

/** It was found behind another, and that one waits for a person. Served by the index of pushed items. */
export const WAITS = `(i.state = 'ready' AND i.pushed > 0 AND EXISTS (SELECT ${IN_FRONT}))`;

/** Its state, or that it waits. */
export const STANDING = `CASE WHEN ${WAITS} THEN 'waiting' ELSE i.state END`;

/** Joins the cause in front as `w`, for lists that name it. */
export const BEHIND = `LEFT JOIN LATERAL (SELECT b.cause_id ${IN_FRONT} AND i.state = 'ready' AND i.pushed > 0 ORDER BY b.position LIMIT 1) w ON true`;

/** Sent, and the answer is not known: a posting of its group is. Such postings are few; their items are found once, not per item. */
export const UNKNOWN = `(i.state = 'mapped' AND (i.event_id, i.flow_code) IN (SELECT g.event_id, g.flow_code FROM posting q
  JOIN leg g ON g.group_id = q.group_id WHERE q.state = 'unknown'))`;

/**
 * Joins what the item says as `e`, through the view that shows a person only what the item's own policy shows. The limit keeps the
 * look-up by key: joined freely, a security barrier would be read as a whole.
 */
export const FACTS = `JOIN LATERAL (SELECT v.type, v.ordinal, v.facts, v.identifiers, v.byte_offset, v.byte_length, v.part
  FROM item_event v WHERE v.id = i.event_id AND v.flow_code = i.flow_code LIMIT 1) e ON true`;
