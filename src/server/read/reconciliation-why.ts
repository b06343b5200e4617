import { type EventState, PLACE_OF, type Place } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { EVENT_PERIOD } from './places';
import { type Dimension, NOT_KNOWN } from './reconciliation';

/** One scope of the screen: a period, and for each dimension the keys it means (absent: all of them). */
export type Scope = { readonly period: string } & Readonly<Partial<Record<Dimension, readonly string[]>>>;

const COLUMN: Readonly<Record<Dimension, string>> = {
  payer: `COALESCE(e.payer_id::text, '${NOT_KNOWN}')`,
  facility: `COALESCE(e.facility_id::text, '${NOT_KNOWN}')`,
  entity: `COALESCE(r.entity_code, '${NOT_KNOWN}')`,
};

function conditionsOf(scope: Scope): { sql: string; values: unknown[] } {
  const values: unknown[] = [scope.period];
  const parts = [`${EVENT_PERIOD} = $1`];
  for (const dimension of ['payer', 'facility', 'entity'] as const) {
    const keys = scope[dimension];
    if (keys === undefined) continue;
    values.push(keys);
    parts.push(`${COLUMN[dimension]} = ANY ($${values.length}::text[])`);
  }
  return { sql: parts.join(' AND '), values };
}

/** One reason why posted is less than received: its dollars (negative), its items, and who owns it. */
export type Reason = {
  readonly place: Exclude<Place, 'posted'>;
  readonly unknown: boolean;
  readonly causeId: string | null;
  readonly title: string;
  readonly owner: string;
  /** A person, a role that has not taken it yet, or nobody because it moves by itself. */
  readonly ownerKind: 'person' | 'role' | 'automatic';
  readonly items: number;
  readonly amountMinor: bigint;
};

interface ReasonRow extends Row {
  state: EventState;
  unknown: boolean;
  cause_id: string | null;
  title: string | null;
  owner_name: string | null;
  owner_role: string | null;
  items: number;
  amount: bigint;
}

/** Reasons listed one by one; the smaller ones are summed in one that says how many. */
export const REASONS_MAX = 30;

/** Why posted is less than received: every event that is not posted is in exactly one reason, so reasons sum to the difference. */
export async function readReasons(tx: Tx, scope: Scope, unreadMinor: bigint, unreadItems: number): Promise<Reason[]> {
  const { sql, values } = conditionsOf(scope);
  const rows = await tx.query<ReasonRow>(
    `SELECT CASE WHEN e.state = 'mapped' THEN 'ready' ELSE e.state END AS state, COALESCE(p.state = 'unknown', false) AS unknown,
            k.id AS cause_id, k.title, u.name AS owner_name, k.owner_role, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
       LEFT JOIN posting p ON p.id = e.posting_id AND e.state = 'mapped'
       LEFT JOIN cause k ON k.id = e.cause_id AND e.state IN ('exception', 'held')
       LEFT JOIN app_user u ON u.email = k.owner_email
      WHERE e.state <> 'posted' AND ${sql} GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY abs(sum(e.amount_minor)) DESC, 3`,
    values,
  );
  const reasons = rows.flatMap((row) => reasonOf(row));
  if (unreadItems > 0) reasons.push(unread(unreadMinor, unreadItems));
  return summedUp(reasons);
}

function reasonOf(row: ReasonRow): Reason[] {
  const place = PLACE_OF[row.state];
  if (place === 'posted') return [];
  const words: Readonly<Record<Exclude<Place, 'posted'>, string>> = {
    inFlight: row.unknown ? 'Sent, no answer yet; probed' : 'In flight',
    exception: row.title ?? 'Stopped by a cause of another facility',
    held: row.title ?? 'Held',
    duplicate: 'Duplicate, kept out',
    rejected: 'Rejected at source',
  };
  const automatic = place === 'inFlight' || place === 'duplicate' || place === 'rejected';
  return [
    {
      place,
      unknown: row.unknown,
      causeId: row.cause_id,
      title: words[place],
      owner: automatic ? 'automatic' : (row.owner_name ?? row.owner_role ?? 'no owner'),
      ownerKind: automatic ? 'automatic' : row.owner_name ? 'person' : 'role',
      items: row.items,
      amountMinor: -row.amount,
    },
  ];
}

const unread = (amountMinor: bigint, items: number): Reason => ({
  place: 'inFlight',
  unknown: false,
  causeId: null,
  title: 'Remits being read',
  owner: 'automatic',
  ownerKind: 'automatic',
  items,
  amountMinor: -amountMinor,
});

function summedUp(reasons: Reason[]): Reason[] {
  if (reasons.length <= REASONS_MAX) return reasons;
  const rest = reasons.slice(REASONS_MAX - 1);
  const sum = rest.reduce((total, reason) => total + reason.amountMinor, 0n);
  const items = rest.reduce((total, reason) => total + reason.items, 0);
  return [
    ...reasons.slice(0, REASONS_MAX - 1),
    {
      place: 'exception',
      unknown: false,
      causeId: null,
      title: `${rest.length} smaller reasons`,
      owner: 'several',
      ownerKind: 'role',
      items,
      amountMinor: sum,
    },
  ];
}

/** What of a scope is not canonical yet: no facility is known of it, so it counts where no facility is asked for. */
export async function readUnread(tx: Tx, scope: Scope): Promise<{ items: number; amountMinor: bigint }> {
  if (scope.facility && !scope.facility.includes(NOT_KNOWN)) return { items: 0, amountMinor: 0n };
  const [row] = await tx.query<{ items: number; amount: bigint }>(
    `SELECT count(*)::int AS items, COALESCE(sum(r.received_minor), 0)::bigint AS amount FROM remit r
      WHERE r.state <> 'canonical' AND to_char(COALESCE(r.payment_date, (r.created_at AT TIME ZONE 'UTC')::date), 'YYYY-MM') = $1
        AND ($2::text[] IS NULL OR COALESCE(r.payer_id::text, '${NOT_KNOWN}') = ANY ($2))
        AND ($3::text[] IS NULL OR COALESCE(r.entity_code, '${NOT_KNOWN}') = ANY ($3))`,
    [scope.period, scope.payer ?? null, scope.entity ?? null],
  );
  return { items: row?.items ?? 0, amountMinor: row?.amount ?? 0n };
}

export interface ItemRow extends Row {
  readonly id: string;
  readonly state: EventState;
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
  readonly stoppedOn: string | null;
  readonly since: Date;
  readonly weight: bigint;
}

export const ITEMS_PAGE = 20;

/** Items behind a difference, dearest first, a page after a key. */
export function readItems(tx: Tx, scope: Scope, after: { weight: bigint; id: string } | null): Promise<ItemRow[]> {
  const { sql, values } = conditionsOf(scope);
  const at = values.length;
  return tx.query<ItemRow>(
    `SELECT e.id, e.state, e.amount_minor AS "amountMinor", e.identifiers, NULLIF(k.value, '') AS "stoppedOn",
            COALESCE(x.opened_at, e.created_at) AS since, abs(e.amount_minor) AS weight
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
       LEFT JOIN cause k ON k.id = e.cause_id AND e.state IN ('exception', 'held')
       LEFT JOIN exception x ON x.event_id = e.id AND x.state = 'open'
      WHERE e.state <> 'posted' AND ${sql}
        AND ($${at + 1}::bigint IS NULL OR (abs(e.amount_minor), e.id) < ($${at + 1}::bigint, $${at + 2}::uuid))
      ORDER BY abs(e.amount_minor) DESC, e.id DESC LIMIT ${ITEMS_PAGE + 1}`,
    [...values, after?.weight ?? null, after?.id ?? null],
  );
}

/** Remits, documents and claims behind the legs of a scope. */
export async function readCounts(tx: Tx, scope: Scope): Promise<{ remits: number; posted: number; documents: number }> {
  const { sql, values } = conditionsOf(scope);
  const [row] = await tx.query<{ remits: number; posted: number; documents: number }>(
    `SELECT count(DISTINCT e.remit_id)::int AS remits, count(*) FILTER (WHERE e.state = 'posted')::int AS posted,
            count(DISTINCT e.posting_id) FILTER (WHERE e.state = 'posted')::int AS documents
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical' WHERE ${sql}`,
    values,
  );
  return row ?? { remits: 0, posted: 0, documents: 0 };
}
