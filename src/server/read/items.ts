import { openIdentifiers } from '@/server/platform/crypto';
import type { Tx } from '@/server/platform/db';
import { maskIdentifier } from './exceptions-mask';
import { CONTROL_MINOR } from './part';
import { itemConditions, type PlacesFilter, parcelConditions } from './scope';
import { BEHIND, FACTS, UNKNOWN, WAITS } from './standing';

/** What stands behind a number: items, and parcels whose items do not count yet. Identifiers leave here masked. */
export const ITEM_STATES = ['posted', 'inflight', 'unknown', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export type Item = {
  readonly id: string;
  readonly kind: 'event' | 'parcel';
  readonly flow: string | null;
  readonly type: string;
  /** Masked; null on items that carry none (PLB adjustments, whole parcels). */
  readonly account: string | null;
  readonly control: string | null;
  readonly trace: string;
  readonly payer: string;
  readonly facility: string | null;
  readonly businessDate: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly state: ItemState;
  /** The title of the cause that stops it, or it and what it waits behind; the reason it is held; or that nothing of it was to be booked. */
  readonly reason: string | null;
  readonly causeId: string | null;
  readonly createdAt: Date;
};

/** It is done and moved no account: a claim that pays and adjusts nothing. */
const NOTHING_BOOKED = 'Nothing to book';

type EventRow = Omit<Item, 'kind' | 'account' | 'control'> & { readonly identifiers: Buffer | null };

/** Chosen, ordered and cut on items alone; only what is shown is joined with what it says. */
const eventItems = (sql: string, limit: number): string => `
  SELECT i.event_id AS id, i.flow_code AS flow, e.type, e.identifiers, COALESCE(r.trace, '') AS trace,
         COALESCE(p.name, r.parties->>'payerName', '') AS payer, f.name AS facility, i.business_date AS "businessDate",
         i.asset, i.amount_minor AS "amountMinor",
         CASE WHEN ${UNKNOWN} THEN 'unknown' WHEN w.cause_id IS NOT NULL THEN 'exception'
              WHEN i.state IN ('ready', 'mapped') THEN 'inflight' ELSE i.state END AS state,
         CASE WHEN i.state = 'held' THEN i.hold_reason WHEN i.state = 'exception' THEN c.title
              WHEN w.cause_id IS NOT NULL THEN 'Waits behind: ' || c.title
              WHEN i.state = 'posted' AND NOT EXISTS (SELECT FROM leg l WHERE l.event_id = i.event_id AND l.flow_code = i.flow_code) THEN '${NOTHING_BOOKED}'
         END AS reason,
         CASE WHEN i.state = 'exception' THEN i.cause_id ELSE w.cause_id END AS "causeId", r.created_at AS "createdAt"
    FROM (SELECT * FROM item i WHERE i.parcel_id IS NOT NULL AND ${sql} ORDER BY i.event_id DESC LIMIT ${limit}) i
    JOIN parcel r ON r.id = i.parcel_id ${FACTS}
    LEFT JOIN payer p ON p.id = i.payer_id LEFT JOIN facility f ON f.id = i.facility_id
    ${BEHIND} LEFT JOIN cause c ON c.id = COALESCE(i.cause_id, w.cause_id) ORDER BY i.event_id DESC`;

/** The first of these that it carries, as much of it as anybody may read. */
function maskedFirst(values: readonly (string | undefined)[]): string | null {
  const known = values.find(Boolean);
  return known ? maskIdentifier(known) : null;
}

function masked({ identifiers, ...row }: EventRow): Item {
  const open = identifiers ? openIdentifiers(row.id, identifiers) : {};
  return {
    ...row,
    kind: 'event',
    account: maskedFirst([open.claimId, open.account]),
    control: maskedFirst([open.controlNumber, open.reference, open.trace, open.claim]),
  };
}

/** Items that satisfy a condition over `i`, newest first, at most `limit`. */
export async function readEventItems(tx: Tx, sql: string, values: readonly unknown[], limit: number): Promise<Item[]> {
  return (await tx.query<EventRow>(eventItems(sql, limit), values)).map(masked);
}

const PARCEL_ITEM = `
  SELECT r.id, 'parcel' AS kind, r.flow_code AS flow, 'parcel' AS type, NULL AS account, NULL AS control, COALESCE(r.trace, '') AS trace,
         COALESCE(r.parties->>'payerName', '') AS payer, NULL AS facility, r.business_date AS "businessDate", r.asset,
         ${CONTROL_MINOR} AS "amountMinor", 'inflight' AS state, NULL AS reason, NULL AS "causeId", r.created_at AS "createdAt" FROM parcel r`;

export const ITEM_PLACES = [
  'received',
  'not-posted',
  'posted',
  'inFlight',
  'unknown',
  'exception',
  'waiting',
  'held',
  'duplicate',
  'rejected',
] as const;
export type ItemPlace = (typeof ITEM_PLACES)[number];

const IN_PLACE: Readonly<Record<ItemPlace, string>> = {
  received: 'true',
  // Two indexes of few items each. A duplicate is kept out: what it repeats is counted where it is.
  'not-posted': "(i.state IN ('ready', 'mapped', 'exception', 'held') OR i.state = 'rejected')",
  posted: "i.state = 'posted'",
  inFlight: `i.state IN ('ready', 'mapped') AND NOT ${WAITS}`,
  unknown: UNKNOWN,
  exception: `(i.state = 'exception' OR ${WAITS})`,
  waiting: WAITS,
  held: "i.state = 'held'",
  duplicate: "i.state = 'duplicate'",
  rejected: "i.state = 'rejected'",
};
/** Places in which a parcel may stand whose items do not count yet. */
const WITH_PARCELS: readonly ItemPlace[] = ['received', 'not-posted', 'inFlight'];

export const ITEMS_PER_PAGE = 50;
export type ItemPage = { readonly rows: readonly Item[]; readonly next: string | null };

/** One page of a place in a scope, newest first; `after` is the id of the last row before it. */
export async function readItems(
  tx: Tx,
  place: ItemPlace,
  filter: PlacesFilter,
  after: string | null,
): Promise<ItemPage> {
  const scope = itemConditions(filter);
  // A bound on ids says which months need not be looked at; a condition that may be absent would not.
  const rest = after === null ? '' : ` AND i.event_id < $${scope.values.length + 1}`;
  const found = await readEventItems(
    tx,
    `${IN_PLACE[place]} AND ${scope.sql}${rest}`,
    after === null ? scope.values : [...scope.values, after],
    ITEMS_PER_PAGE + 1,
  );
  const parcels = WITH_PARCELS.includes(place) ? await unreadParcels(tx, filter, after) : [];
  const rows = [...found, ...parcels].sort((a, b) => (a.id < b.id ? 1 : -1));
  const page = rows.slice(0, ITEMS_PER_PAGE);
  return { rows: page, next: rows.length > ITEMS_PER_PAGE ? (page.at(-1)?.id ?? null) : null };
}

async function unreadParcels(tx: Tx, filter: PlacesFilter, after: string | null): Promise<Item[]> {
  const scope = parcelConditions(filter);
  const at = `$${scope.values.length + 1}`;
  return tx.query<Item>(
    `${PARCEL_ITEM} WHERE r.state = 'parsed' AND ${scope.sql} AND (${at}::uuid IS NULL OR r.id < ${at})
      ORDER BY r.id DESC LIMIT ${ITEMS_PER_PAGE + 1}`,
    [...scope.values, after],
  );
}
