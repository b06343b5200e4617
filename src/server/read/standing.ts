/** How an item stands beyond its own state, as SQL over `i` (item). */

/** What it waits behind: an earlier item of its key that a person has to see to and that was not set aside. */
const IN_FRONT = `FROM item b WHERE b.order_key = i.order_key AND b.position < i.position AND b.state IN ('exception', 'held') AND NOT b.aside`;

/** It was found behind another, and that one waits for a person. Served by the index of pushed items. */
export const WAITS = `(i.state = 'ready' AND i.pushed > 0 AND EXISTS (SELECT ${IN_FRONT}))`;

/** Its state, or that it waits. */
export const STANDING = `CASE WHEN ${WAITS} THEN 'waiting' ELSE i.state END`;

/** Joins the cause in front as `w`, for lists that name it. */
export const BEHIND = `LEFT JOIN LATERAL (SELECT b.cause_id ${IN_FRONT} AND i.state = 'ready' AND i.pushed > 0 ORDER BY b.position LIMIT 1) w ON true`;

/** Sent, and the answer is not known: a posting of its group is. Such postings are few, so a plan begins with them. */
export const UNKNOWN = `(i.state = 'mapped' AND EXISTS (SELECT FROM leg g JOIN posting q ON q.group_id = g.group_id
  WHERE g.event_id = i.event_id AND g.flow_code = i.flow_code AND q.state = 'unknown'))`;

/**
 * Joins the posting that carries an item's amount as `p`: of its newest group that still counts, the one with an amount of the
 * flow's measure, else the first that it gave something to.
 */
export const CARRIER = `LEFT JOIN LATERAL (SELECT q.* FROM leg g JOIN posting q ON q.group_id = g.group_id
  WHERE g.event_id = i.event_id AND g.flow_code = i.flow_code AND q.state <> 'superseded'
  ORDER BY g.group_id DESC, q.own_minor <> 0 DESC, q.no = ANY (g.posting_nos) DESC, q.no LIMIT 1) p ON true`;

/**
 * Joins what the item says as `e`, through the view that shows a person only what the item's own policy shows. The limit keeps the
 * look-up by key: joined freely, a security barrier would be read as a whole.
 */
export const FACTS = `JOIN LATERAL (SELECT v.type, v.ordinal, v.facts, v.identifiers, v.byte_offset, v.byte_length, v.part
  FROM item_event v WHERE v.id = i.event_id AND v.flow_code = i.flow_code LIMIT 1) e ON true`;
