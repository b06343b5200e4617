import { type CureKind, curesOf } from '@/server/exceptions/cures';
import { openIdentifiers } from '@/server/platform/crypto';
import type { Row, Tx } from '@/server/platform/db';
import { type CauseLine, countHidden, PAYER_NAME, readCauseLines } from './exceptions';
import { maskIdentifier } from './exceptions-mask';
import { type ItemKind, KIND } from './item-kinds';
import { type Matter, type MatterLine, readMatters, readMattersOf } from './matters';
import { Bound, itemsIn, type PlacesFilter } from './scope';
import { FACTS } from './standing';

/** Read models of one cause: its head, what people wrote, and its items. */

export type CauseNote = { readonly id: string; readonly author: string; readonly body: string; readonly at: Date };
export type CauseDetail = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  /** What to do, in words. */
  readonly advice: string;
  readonly field: string;
  readonly value: string;
  readonly stage: string;
  readonly state: 'open' | 'cured';
  readonly firstSeenAt: Date;
  readonly regressedAt: Date | null;
  readonly curedAt: Date | null;
  readonly owner: { readonly email: string; readonly name: string } | null;
  readonly dueAt: Date;
  /** `null` when nothing is stopped under it any more. */
  readonly line: CauseLine | null;
  /** What stands under it and stops nothing; null: nothing does. */
  readonly open: { readonly line: MatterLine; readonly matters: readonly Matter[] } | null;
  readonly cures: readonly CureKind[];
  /** From this date on a mapping would cover every item. */
  readonly firstBusinessDate: string | null;
  readonly holdUntil: string | null;
  readonly holdReason: string | null;
  readonly notes: readonly CauseNote[];
  readonly hidden: number;
  /** Manifests of this cause that are not sent to the end: their items wait for a person or for the sender. */
  readonly pending: readonly PendingReplay[];
};

export type PendingReplay = {
  readonly id: string;
  readonly number: number;
  readonly items: number;
  readonly state: 'frozen' | 'sending';
};

const NOTES_MAX = 50;
const PENDING_MAX = 10;

const readPending = (tx: Tx, causeId: string): Promise<PendingReplay[]> =>
  tx.query<PendingReplay & Row>(
    `SELECT id, number, item_count AS items, state FROM replay
     WHERE cause_id = $1 AND state IN ('frozen', 'sending') ORDER BY number DESC LIMIT $2`,
    [causeId, PENDING_MAX],
  );

interface HeadSql extends Row {
  id: string;
  code: string;
  title: string;
  cure: string;
  field: string;
  value: string;
  stage: string;
  state: 'open' | 'cured';
  opened_at: Date;
  due_at: Date;
  regressed_at: Date | null;
  cured_at: Date | null;
  owner_email: string | null;
  owner_name: string | null;
}

/** `null` when there is no such cause among the reader's facilities. */
export async function readCause(tx: Tx, causeId: string, filter: PlacesFilter): Promise<CauseDetail | null> {
  const [head] = await tx.query<HeadSql>(
    `SELECT c.*, u.name AS owner_name FROM cause c LEFT JOIN app_user u ON u.email = c.owner_email WHERE c.id = $1`,
    [causeId],
  );
  if (!head) return null;
  const [line] = await readCauseLines(tx, filter, causeId);
  const [matter] = await readMatters(tx, causeId);
  const [dates] = await tx.query<{ first: string | null; until: string | null; reason: string | null }>(
    `SELECT min(business_date)::text AS first, min(hold_until)::text AS until, min(hold_reason) AS reason
     FROM item WHERE cause_id = $1 AND state IN ('exception', 'held')`,
    [causeId],
  );
  const notes = await tx.query<CauseNote & Row>(
    `SELECT n.id, COALESCE(u.name, n.author) AS author, n.body, n.created_at AS at
     FROM cause_note n LEFT JOIN app_user u ON u.email = n.author WHERE n.cause_id = $1 ORDER BY n.id DESC LIMIT $2`,
    [causeId, NOTES_MAX],
  );
  return {
    id: head.id,
    code: head.code,
    title: head.title,
    advice: head.cure,
    field: head.field,
    value: head.value,
    stage: head.stage,
    state: head.state,
    firstSeenAt: head.opened_at,
    regressedAt: head.regressed_at,
    curedAt: head.cured_at,
    owner: head.owner_email === null ? null : { email: head.owner_email, name: head.owner_name ?? head.owner_email },
    dueAt: head.due_at,
    line: line ?? null,
    open: matter ? { line: matter, matters: await readMattersOf(tx, causeId) } : null,
    cures: curesOf(head.code, head.value),
    firstBusinessDate: dates?.first ?? null,
    holdUntil: dates?.until ?? null,
    holdReason: dates?.reason ?? null,
    notes,
    hidden: await countHidden(tx, causeId),
    pending: await readPending(tx, causeId),
  };
}

export type CauseItem = {
  readonly eventId: string;
  readonly flow: string;
  readonly parcelId: string | null;
  readonly kind: ItemKind;
  /** Masked; `null` for cash that belongs to no single claim. */
  readonly account: string | null;
  readonly control: string | null;
  readonly trace: string | null;
  readonly payer: string;
  readonly facility: string | null;
  readonly stoppedAt: Date;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly held: boolean;
  /** Times it was released before. */
  readonly releases: number;
};

export const ITEMS_PAGE_MAX = 100;
export type ItemCursor = { readonly amountMinor: bigint; readonly eventId: string };
export type CauseItems = { readonly items: readonly CauseItem[]; readonly next: ItemCursor | null };

interface ItemSql extends Row {
  id: string;
  flow: string;
  parcel_id: string | null;
  kind: ItemKind;
  identifiers: Buffer | null;
  trace: string | null;
  payer: string;
  facility: string | null;
  stopped_at: Date;
  asset: string;
  amount: bigint;
  state: string;
  releases: number;
}

/** Items of a cause, largest first by size whatever the sign, keyset by size and id. */
export async function readCauseItems(
  tx: Tx,
  causeId: string,
  filter: PlacesFilter,
  after: ItemCursor | null,
  limit: number,
): Promise<CauseItems> {
  const bound = new Bound();
  const scope = itemsIn(filter, bound);
  const [cause, weight, id] = [
    bound.add(causeId),
    bound.add(after?.amountMinor ?? null),
    bound.add(after?.eventId ?? null),
  ];
  const most = Math.min(limit, ITEMS_PAGE_MAX) + 1;
  const rows = await tx.query<ItemSql>(
    `SELECT i.event_id AS id, i.flow_code AS flow, i.parcel_id, ${KIND} AS kind, e.identifiers, NULLIF(r.trace, '') AS trace,
       COALESCE(${PAYER_NAME}, '') AS payer, f.name AS facility, COALESCE(x.opened_at, r.created_at) AS stopped_at, i.asset, i.amount_minor AS amount,
       i.state, i.release_count AS releases
     FROM (SELECT i.* FROM item i JOIN parcel r ON r.id = i.parcel_id
       WHERE i.cause_id = ${cause} AND i.state IN ('exception', 'held') AND ${scope}
         AND (${weight}::bigint IS NULL OR (abs(i.amount_minor), i.event_id) < (abs(${weight}::bigint), ${id}::uuid))
       ORDER BY abs(i.amount_minor) DESC, i.event_id DESC LIMIT ${bound.add(most)}) i
     JOIN parcel r ON r.id = i.parcel_id ${FACTS}
     LEFT JOIN exception x ON x.event_id = i.event_id AND x.flow_code = i.flow_code AND x.state = 'open'
     LEFT JOIN payer p ON p.id = i.payer_id LEFT JOIN facility f ON f.id = i.facility_id
     ORDER BY abs(i.amount_minor) DESC, i.event_id DESC`,
    bound.values,
  );
  const page = rows.slice(0, Math.min(limit, ITEMS_PAGE_MAX));
  const last = page.at(-1);
  return {
    items: page.map(itemOf),
    next: rows.length > page.length && last ? { amountMinor: last.amount, eventId: last.id } : null,
  };
}

function itemOf(row: ItemSql): CauseItem {
  const identifiers = row.identifiers === null ? {} : openIdentifiers(row.id, row.identifiers);
  const masked = (value: string | undefined) => (value ? maskIdentifier(value) : null);
  return {
    eventId: row.id,
    flow: row.flow,
    parcelId: row.parcel_id,
    kind: row.kind,
    account: masked(identifiers.claimId),
    control: masked(identifiers.controlNumber),
    trace: row.trace,
    payer: row.payer,
    facility: row.facility,
    stoppedAt: row.stopped_at,
    asset: row.asset,
    amountMinor: row.amount,
    held: row.state === 'held',
    releases: row.releases,
  };
}
