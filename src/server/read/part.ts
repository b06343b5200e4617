/**
 * A parcel may hold money of several facilities. Whoever sees all reads what the parcel says of itself; whoever sees some reads
 * the items that are theirs, and never a sum from which the rest could be told. SQL over parcel `r`.
 */
const SEES_ALL = '(SELECT tieout_sees_all())';

/** True when the reader sees the parcel as a whole. */
export const IS_WHOLE = SEES_ALL;

const own = (what: string): string =>
  `(SELECT ${what} FROM item_event y WHERE y.parcel_id = r.id AND y.flow_code = r.flow_code)`;
const either = (whole: string, part: string): string => `CASE WHEN ${SEES_ALL} THEN ${whole} ELSE ${own(part)} END`;

/** Its control total, or the reader's part of it. */
export const CONTROL_MINOR = either(
  'r.control_minor',
  'COALESCE(sum(y.amount_minor) FILTER (WHERE y.asset = r.asset), 0)::bigint',
);

/** What people count in a parcel: its claims where its head tells them from adjustments, else all of its records. */
export const RECORDS_OF_PARCEL = either(
  `COALESCE((r.head->>'claimCount')::int, r.record_count)`,
  `count(*) FILTER (WHERE y.type <> 'provider.adjusted')::int`,
);
export const ADJUSTMENTS_OF_PARCEL = either(
  `COALESCE((r.head->>'plbCount')::int, 0)`,
  `count(*) FILTER (WHERE y.type = 'provider.adjusted')::int`,
);
/** What its payments add up to, and what adjustments of the provider take off them. */
export const PAID_MINOR = either(
  `COALESCE((r.head->>'paidMinor')::bigint, r.control_minor)`,
  `COALESCE(sum(y.amount_minor) FILTER (WHERE y.asset = r.asset AND y.type <> 'provider.adjusted'), 0)::bigint`,
);
export const ADJUSTED_MINOR = either(
  `COALESCE((r.head->>'plbMinor')::bigint, 0)`,
  `COALESCE(-sum(y.amount_minor) FILTER (WHERE y.asset = r.asset AND y.type = 'provider.adjusted'), 0)::bigint`,
);
/** Services are not kept one by one: only the whole is counted. */
export const SERVICES_OF_PARCEL = `CASE WHEN ${SEES_ALL} THEN COALESCE((r.head->>'serviceCount')::int, 0) ELSE 0 END`;

/** SQL over posting `p`: its items that the reader sees. A journal of a whole payment carries those of several facilities. */
const carried = (what: string): string =>
  `(SELECT ${what} FROM leg l JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code
    WHERE l.group_id = p.group_id AND l.ref = p.ref AND l.event_id BETWEEN p.first_event_id AND p.last_event_id)`;

/** What it carries of what was received: of an intercompany group one posting says it, the others nothing. */
export const POSTED_MINOR = `CASE WHEN ${SEES_ALL} OR p.own_minor = 0 THEN p.own_minor ELSE ${carried('COALESCE(sum(i.amount_minor), 0)::bigint')} END`;
/** The totals of its document; whoever sees a part is told what their own items bring to it. */
export const DEBIT_MINOR = `CASE WHEN ${SEES_ALL} THEN p.debit_minor ELSE ${carried('COALESCE(sum(i.amount_minor), 0)::bigint')} END`;
export const CREDIT_MINOR = `CASE WHEN ${SEES_ALL} THEN p.credit_minor ELSE ${carried('COALESCE(sum(i.amount_minor), 0)::bigint')} END`;
export const POSTED_ITEMS = `CASE WHEN ${SEES_ALL} THEN p.event_count ELSE ${carried('count(*)::int')} END`;
