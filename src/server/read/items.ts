import { openIdentifiers } from '@/server/platform/crypto';
import type { Tx } from '@/server/platform/db';
import { maskIdentifier } from './exceptions-mask';
import { BEHIND, eventConditions, type PlacesFilter, remitConditions, WAITS } from './places';

/** The items behind a number: events, and remits whose events are not known yet. Identifiers leave here masked. */
export const ITEM_STATES = ['posted', 'inflight', 'unknown', 'exception', 'held', 'duplicate', 'rejected'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export type Item = {
  readonly id: string;
  readonly kind: 'event' | 'remit';
  readonly type: string;
  /** Masked; null on items that carry none (PLB adjustments, whole remits). */
  readonly account: string | null;
  readonly control: string | null;
  readonly trace: string;
  readonly payer: string;
  readonly facility: string | null;
  readonly businessDate: string | null;
  readonly amountMinor: bigint;
  readonly state: ItemState;
  /** The title of the cause that stops it, or it and what it waits behind; or the reason it is held. */
  readonly reason: string | null;
  readonly causeId: string | null;
  readonly createdAt: Date;
};

type EventRow = Omit<Item, 'kind' | 'account' | 'control'> & { readonly identifiers: Buffer | null };

const EVENT_ITEM = `
  SELECT e.id, e.type, e.identifiers, COALESCE(r.trn02, '') AS trace, COALESCE(p.name, r.payer_name) AS payer,
         f.name AS facility, e.business_date AS "businessDate", e.amount_minor AS "amountMinor",
         CASE WHEN e.state = 'mapped' AND g.state = 'unknown' THEN 'unknown'
              WHEN w.cause_id IS NOT NULL THEN 'exception'
              WHEN e.state IN ('ready', 'mapped') THEN 'inflight' ELSE e.state END AS state,
         CASE WHEN e.state = 'held' THEN e.hold_reason WHEN e.state = 'exception' THEN c.title
              WHEN w.cause_id IS NOT NULL THEN 'Waits behind: ' || c.title END AS reason,
         CASE WHEN e.state = 'exception' THEN e.cause_id ELSE w.cause_id END AS "causeId", e.created_at AS "createdAt"
    FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
    LEFT JOIN payer p ON p.id = e.payer_id LEFT JOIN facility f ON f.id = e.facility_id
    LEFT JOIN posting g ON g.id = e.posting_id ${BEHIND} LEFT JOIN cause c ON c.id = COALESCE(e.cause_id, w.cause_id)`;

function masked({ identifiers, ...row }: EventRow): Item {
  const open = identifiers ? openIdentifiers(row.id, identifiers) : {};
  return {
    ...row,
    kind: 'event',
    account: open.claimId ? maskIdentifier(open.claimId) : null,
    control: open.controlNumber ? maskIdentifier(open.controlNumber) : null,
  };
}

/** Events that satisfy a condition over `e`, newest first, at most `limit`. */
export async function readEventItems(tx: Tx, sql: string, values: readonly unknown[], limit: number): Promise<Item[]> {
  const rows = await tx.query<EventRow>(`${EVENT_ITEM} WHERE ${sql} ORDER BY e.id DESC LIMIT ${limit}`, values);
  return rows.map(masked);
}

const REMIT_ITEM = `
  SELECT r.id, 'remit' AS kind, 'remit' AS type, NULL AS account, NULL AS control, COALESCE(r.trn02, '') AS trace,
         r.payer_name AS payer, NULL AS facility, r.payment_date AS "businessDate", r.received_minor AS "amountMinor",
         'inflight' AS state, NULL AS reason, NULL AS "causeId", r.created_at AS "createdAt" FROM remit r`;

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
  'not-posted': "e.state <> 'posted'",
  posted: "e.state = 'posted'",
  inFlight: `e.state IN ('ready', 'mapped') AND NOT ${WAITS}`,
  unknown: "e.state = 'mapped' AND g.state = 'unknown'",
  exception: `(e.state = 'exception' OR ${WAITS})`,
  waiting: WAITS,
  held: "e.state = 'held'",
  duplicate: "e.state = 'duplicate'",
  rejected: "e.state = 'rejected'",
};
/** Places in which a remit may stand whose events are not known yet. */
const WITH_REMITS: readonly ItemPlace[] = ['received', 'not-posted', 'inFlight'];

export const ITEMS_PER_PAGE = 50;
export type ItemPage = { readonly rows: readonly Item[]; readonly next: string | null };

/** One page of a place in a scope, newest first; `after` is the id of the last row before it. */
export async function readItems(
  tx: Tx,
  place: ItemPlace,
  filter: PlacesFilter,
  after: string | null,
): Promise<ItemPage> {
  const events = eventConditions(filter);
  const eventAfter = `($${events.values.length + 1}::uuid IS NULL OR e.id < $${events.values.length + 1})`;
  const found = await readEventItems(
    tx,
    `${IN_PLACE[place]} AND ${events.sql} AND ${eventAfter}`,
    [...events.values, after],
    ITEMS_PER_PAGE + 1,
  );
  const remits = WITH_REMITS.includes(place) ? await unreadRemits(tx, filter, after) : [];
  const rows = [...found, ...remits].sort((a, b) => (a.id < b.id ? 1 : -1));
  const page = rows.slice(0, ITEMS_PER_PAGE);
  return { rows: page, next: rows.length > ITEMS_PER_PAGE ? (page.at(-1)?.id ?? null) : null };
}

async function unreadRemits(tx: Tx, filter: PlacesFilter, after: string | null): Promise<Item[]> {
  const remits = remitConditions(filter);
  const at = remits.values.length + 1;
  return tx.query<Item>(
    `${REMIT_ITEM} WHERE r.state <> 'canonical' AND ${remits.sql} AND ($${at}::uuid IS NULL OR r.id < $${at})
      ORDER BY r.id DESC LIMIT ${ITEMS_PER_PAGE + 1}`,
    [...remits.values, after],
  );
}
