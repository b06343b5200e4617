import { PLACE_OF, PLACES, type Place, type Standing } from '@/domain/stages';
import type { Tx } from '@/server/platform/db';

/**
 * Where the money is: the one formula of the product. A remit that is not yet canonical is in flight with the amount of
 * its header (BPR02); a canonical remit is where its events are. Nothing else adds up dollars by place.
 */
export type PlacesFilter = {
  readonly artifactId?: string;
  readonly remitId?: string;
  readonly entity?: string;
  readonly facilityId?: string;
  readonly payerId?: string;
  /** `YYYY-MM`: the period of the event, or the month of its business date while no period is known. */
  readonly period?: string;
};

export type Holding = { readonly amountMinor: bigint; readonly items: number };
export type Places = {
  /** From the headers of remits; from their events when the scope cuts through remits (facility, entity, payer, period). */
  readonly receivedMinor: bigint;
  readonly items: number;
  readonly places: Readonly<Record<Place, Holding>>;
  /** Inside `inFlight`, never added to it: sent, and the answer is not known. */
  readonly unknown: Holding;
  /** Inside `exception`, never added to it: behind a stopped item of the same key, and goes on by itself after it. */
  readonly waiting: Holding;
  /** What is missing from the places (received − sum); zero when they sum. */
  readonly differenceMinor: bigint;
  readonly sums: boolean;
};

/** SQL conditions over `e` (event) and the values they bind, so that a list and its total can never disagree. */
export type Conditions = { readonly sql: string; readonly values: readonly unknown[] };

/** Over `e`: an earlier item of its key waits for a person, and this one waits for that. One index probe per ready event. */
export const WAITS = `(e.state = 'ready' AND EXISTS (SELECT FROM event b WHERE b.partition_key = e.partition_key AND b.id < e.id
  AND b.state IN ('exception', 'held')))`;
/** Over `e`: its state, or that it waits. */
export const STANDING = `CASE WHEN ${WAITS} THEN 'waiting' ELSE e.state END`;
/** Joins the cause in front as `w`, for lists that name it. */
export const BEHIND = `LEFT JOIN LATERAL (SELECT b.cause_id FROM event b WHERE e.state = 'ready' AND b.partition_key = e.partition_key
  AND b.id < e.id AND b.state IN ('exception', 'held') ORDER BY b.id LIMIT 1) w ON true`;

/** The month an event counts in. */
export const EVENT_PERIOD = `COALESCE(e.period, to_char(e.business_date, 'YYYY-MM'))`;
const REMIT_PERIOD = `to_char(COALESCE(r.payment_date, (r.created_at AT TIME ZONE 'UTC')::date), 'YYYY-MM')`;

type Column = readonly [keyof PlacesFilter, string];
const EVENT_COLUMNS: readonly Column[] = [
  ['artifactId', 'e.artifact_id'],
  ['remitId', 'e.remit_id'],
  ['entity', 'e.entity_code'],
  ['facilityId', 'e.facility_id'],
  ['payerId', 'e.payer_id'],
  ['period', EVENT_PERIOD],
];

function conditions(filter: PlacesFilter, columns: readonly Column[]): Conditions {
  const values: unknown[] = [];
  const parts = columns.flatMap(([key, column]) => {
    const value = filter[key];
    if (value === undefined) return [];
    values.push(value);
    return [`${column} = $${values.length}`];
  });
  return { sql: parts.length === 0 ? 'true' : parts.join(' AND '), values };
}

export const eventConditions = (filter: PlacesFilter): Conditions => conditions(filter, EVENT_COLUMNS);

/** The same scope over `r` (remit). */
export function remitConditions(filter: PlacesFilter): Conditions {
  const { facilityId, ...rest } = filter;
  const base = conditions(rest, [
    ['artifactId', 'r.artifact_id'],
    ['remitId', 'r.id'],
    ['entity', 'r.entity_code'],
    ['payerId', 'r.payer_id'],
    ['period', REMIT_PERIOD],
  ]);
  if (facilityId === undefined) return base;
  const values = [...base.values, facilityId];
  return { sql: `${base.sql} AND $${values.length} = ANY (r.facility_ids)`, values };
}

type Counted = { items: number; amount: bigint };
const NOTHING: Holding = { amountMinor: 0n, items: 0 };
const holding = (row: Counted | undefined): Holding =>
  row === undefined ? NOTHING : { amountMinor: row.amount, items: row.items };
const plus = (a: Holding, b: Holding): Holding => ({
  amountMinor: a.amountMinor + b.amountMinor,
  items: a.items + b.items,
});

/** Sums the scope. Reads under the transaction's actor, so a facility-scoped person gets the sums of those facilities. */
export async function placesOf(tx: Tx, filter: PlacesFilter): Promise<Places> {
  const events = eventConditions(filter);
  const byStanding = await tx.query<Counted & { standing: Standing }>(
    `SELECT ${STANDING} AS standing, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
      WHERE ${events.sql} GROUP BY 1`,
    events.values,
  );
  const unknown = await tx.query<Counted>(
    `SELECT count(*)::int AS items, COALESCE(sum(e.amount_minor), 0)::bigint AS amount
       FROM posting p JOIN event e ON e.posting_id = p.id AND e.state = 'mapped'
      WHERE p.state = 'unknown' AND ${events.sql}`,
    events.values,
  );
  const places: Record<Place, Holding> = {
    posted: NOTHING,
    inFlight: await unreadRemits(tx, filter),
    exception: NOTHING,
    held: NOTHING,
    duplicate: NOTHING,
    rejected: await unreadArtifacts(tx, filter),
  };
  for (const row of byStanding) {
    const place = PLACE_OF[row.standing];
    places[place] = plus(places[place], holding(row));
  }
  const sum = PLACES.map((place) => places[place]).reduce(plus, NOTHING);
  const receivedMinor = (await receivedByHeader(tx, filter)) ?? sum.amountMinor;
  const differenceMinor = receivedMinor - sum.amountMinor;
  return {
    receivedMinor,
    items: sum.items,
    places,
    unknown: holding(unknown[0]),
    waiting: holding(byStanding.find((row) => row.standing === 'waiting')),
    differenceMinor,
    sums: differenceMinor === 0n,
  };
}

async function unreadRemits(tx: Tx, filter: PlacesFilter): Promise<Holding> {
  const remits = remitConditions(filter);
  const [row] = await tx.query<Counted>(
    `SELECT count(*)::int AS items, COALESCE(sum(r.received_minor), 0)::bigint AS amount
       FROM remit r WHERE r.state <> 'canonical' AND ${remits.sql}`,
    remits.values,
  );
  return holding(row);
}

/** Artifacts refused before a remit could be read: no dollars are known of them, and each counts as one item. */
async function unreadArtifacts(tx: Tx, filter: PlacesFilter): Promise<Holding> {
  const { artifactId, remitId, entity, facilityId, payerId, period } = filter;
  if (remitId ?? entity ?? facilityId ?? payerId) return NOTHING;
  const [row] = await tx.query<Counted>(
    `SELECT count(*)::int AS items, 0::bigint AS amount FROM artifact a
      WHERE a.state = 'quarantined' AND NOT EXISTS (SELECT FROM remit r WHERE r.artifact_id = a.id)
        AND ($1::uuid IS NULL OR a.id = $1) AND ($2::text IS NULL OR to_char(a.received_at, 'YYYY-MM') = $2)`,
    [artifactId ?? null, period ?? null],
  );
  return holding(row);
}

/** Null when the scope cuts through remits: a header cannot be divided, so there its events are what was received. */
async function receivedByHeader(tx: Tx, filter: PlacesFilter): Promise<bigint | null> {
  const { entity, facilityId, payerId, period } = filter;
  if ((entity ?? facilityId ?? payerId ?? period) !== undefined || tx.actor.scope !== '*') return null;
  const remits = remitConditions(filter);
  const [row] = await tx.query<{ amount: bigint }>(
    `SELECT COALESCE(sum(r.received_minor), 0)::bigint AS amount FROM remit r WHERE ${remits.sql}`,
    remits.values,
  );
  return row?.amount ?? 0n;
}
