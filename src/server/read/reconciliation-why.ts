import type { Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { BEHIND, EVENT_PERIOD, STANDING } from './places';
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
  const { sql, values } = conditionsOf(scope);
  const at = values.length;
  return tx.query<ItemRow>(
    `SELECT e.id, ${STANDING} AS standing, e.amount_minor AS "amountMinor", e.identifiers, NULLIF(k.value, '') AS "stoppedOn",
            COALESCE(x.opened_at, e.created_at) AS since, abs(e.amount_minor) AS weight
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
       ${BEHIND}
       LEFT JOIN cause k ON k.id = CASE WHEN e.state IN ('exception', 'held') THEN e.cause_id ELSE w.cause_id END
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
