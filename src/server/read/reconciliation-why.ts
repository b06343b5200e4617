import type { Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';

import { type Dimension, NOT_KNOWN } from './reconciliation';
import { Bound, flowOfFilter, ITEM_PERIOD, MONEY } from './scope';
import { BEHIND, FACTS, STANDING } from './standing';

/** One scope of the screen: a period, and for each dimension the keys it means (absent: all of them). */
export type Scope = { readonly period: string } & Readonly<Partial<Record<Dimension, readonly string[]>>>;

const COLUMN: Readonly<Record<Dimension, string>> = {
  payer: `COALESCE(i.payer_id::text, '${NOT_KNOWN}')`,
  facility: `COALESCE(i.facility_id::text, '${NOT_KNOWN}')`,
  entity: `COALESCE(r.entity_code, '${NOT_KNOWN}')`,
};

/** Over `i` and `r`. */
function conditionsOf(scope: Scope): { sql: string; bound: Bound } {
  const bound = new Bound();
  const parts = [
    `i.flow_code = ${bound.add(flowOfFilter({}))} AND i.asset = ${bound.add(MONEY)}`,
    `${ITEM_PERIOD} = ${bound.add(scope.period)}`,
  ];
  for (const dimension of ['payer', 'facility', 'entity'] as const) {
    const keys = scope[dimension];
    if (keys !== undefined) parts.push(`${COLUMN[dimension]} = ANY (${bound.add(keys)}::text[])`);
  }
  return { sql: parts.join(' AND '), bound };
}

export interface ItemRow extends Row {
  readonly id: string;
  readonly standing: Standing;
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
  readonly stoppedOn: string | null;
  readonly since: Date;
  readonly weight: bigint;
}

export const ITEMS_PAGE = 20;

/** Items behind a difference, dearest first, a page after a key. */
export function readItems(tx: Tx, scope: Scope, after: { weight: bigint; id: string } | null): Promise<ItemRow[]> {
  const { sql, bound } = conditionsOf(scope);
  const [weight, id] = [bound.add(after?.weight ?? null), bound.add(after?.id ?? null)];
  return tx.query<ItemRow>(
    `SELECT i.event_id AS id, ${STANDING} AS standing, i.amount_minor AS "amountMinor", e.identifiers, NULLIF(k.value, '') AS "stoppedOn",
            COALESCE(x.opened_at, i.parsed_at) AS since, abs(i.amount_minor) AS weight
       FROM (SELECT i.*, r.created_at AS parsed_at FROM item i JOIN parcel r ON r.id = i.parcel_id
         WHERE i.state <> 'posted' AND ${sql}
           AND (${weight}::bigint IS NULL OR (abs(i.amount_minor), i.event_id) < (${weight}::bigint, ${id}::uuid))
         ORDER BY abs(i.amount_minor) DESC, i.event_id DESC LIMIT ${ITEMS_PAGE + 1}) i
       ${FACTS} ${BEHIND}
       LEFT JOIN cause k ON k.id = CASE WHEN i.state IN ('exception', 'held') THEN i.cause_id ELSE w.cause_id END
       LEFT JOIN exception x ON x.event_id = i.event_id AND x.flow_code = i.flow_code AND x.state = 'open'
      ORDER BY abs(i.amount_minor) DESC, i.event_id DESC`,
    bound.values,
  );
}

/** Parcels, documents and posted items behind the legs of a scope. A group has one document that carries the measure. */
export async function readCounts(
  tx: Tx,
  scope: Scope,
): Promise<{ parcels: number; posted: number; documents: number }> {
  const { sql, bound } = conditionsOf(scope);
  const [row] = await tx.query<{ parcels: number; posted: number; documents: number }>(
    `WITH own AS (SELECT i.event_id, i.flow_code, i.parcel_id, i.state FROM item i JOIN parcel r ON r.id = i.parcel_id WHERE ${sql}),
       groups AS (SELECT DISTINCT l.group_id FROM own JOIN leg l ON l.event_id = own.event_id AND l.flow_code = own.flow_code
                   WHERE own.state = 'posted')
     SELECT count(DISTINCT parcel_id)::int AS parcels, count(*) FILTER (WHERE state = 'posted')::int AS posted,
            (SELECT count(*)::int FROM groups g WHERE EXISTS (
               SELECT FROM posting p WHERE p.group_id = g.group_id AND p.state = 'confirmed')) AS documents
       FROM own`,
    bound.values,
  );
  return row ?? { parcels: 0, posted: 0, documents: 0 };
}
