/**
 * What waits behind another, as SQL. One formula for lists, looks, the fold and `verify`: a ready item that was found behind another of
 * its key (`pushed`), while an earlier one of that key needs a person and was not set aside.
 */

/** Over `i` (item): what it waits behind. */
export const IN_FRONT = `FROM item b WHERE b.order_key = i.order_key AND b.position < i.position AND b.state IN ('exception', 'held') AND NOT b.aside`;
/** Over `i`: it may wait. Served by the index of pushed items. */
export const FOUND_BEHIND = `i.state = 'ready' AND i.pushed > 0`;

const SCOPE = 'flow_code, asset, entity_code, facility_id, payer_id, period';
export const WAIT_TOTAL = `order_key, ${SCOPE}, front_facilities, front_causes, items, amount_minor`;

/** What waits in the keys that `keys` (SQL, a column order_key) names, as rows of the total. */
export const waitingIn = (keys: string): string => `
  SELECT i.order_key, i.flow_code, i.asset, i.entity_code, i.facility_id, i.payer_id, tieout_month(i.period, i.business_date)::char(7) AS period,
    w.facilities AS front_facilities, w.causes AS front_causes, count(*) AS items, sum(i.amount_minor)::bigint AS amount_minor
  FROM (${keys}) AS k JOIN item i ON i.order_key = k.order_key AND ${FOUND_BEHIND} AND i.parcel_id IS NOT NULL
  JOIN LATERAL (SELECT array_agg(f.facility_id ORDER BY f.position) AS facilities, array_agg(f.cause_id ORDER BY f.position) AS causes
    FROM (SELECT DISTINCT ON (b.facility_id) b.facility_id, b.cause_id, b.position ${IN_FRONT} ORDER BY b.facility_id, b.position) AS f) AS w
    ON w.causes IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;

/** Over `t` (wait_total): nothing of its key has changed since it was added up. */
export const UNMARKED = 't.order_key NOT IN (SELECT m.order_key FROM wait_mark m)';
