import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';

/** Causes of ties that are late: they stop nothing, and their dollars are what the tie is off by. */

export type LateTie = {
  readonly id: string;
  readonly asset: string;
  readonly balanceMinor: bigint;
  /** Sides that have entries. */
  readonly sides: readonly string[];
  /** Name of the payer of its entries, when they know one. */
  readonly payer: string | null;
  /** Key of its first entry, where keys are kept. */
  readonly key: string | null;
};

const ENTRIES = `SELECT array_agg(DISTINCT n.side) AS sides, max(n.on_date) AS newest, min(n.key) AS key, min(py.name) AS payer
  FROM tie_entry n LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code LEFT JOIN parcel p ON p.id = n.source_id
  LEFT JOIN payer py ON py.id = COALESCE(i.payer_id, p.payer_id) WHERE n.tie_id = t.id`;

const OPEN = `t.state = 'open' AND t.merged_into IS NULL AND t.entry_count > 0`;

/** A cause says so already, or a person accepted what it is off by. */
const SAID = `EXISTS (SELECT FROM tie_cause c WHERE c.tie_id = t.id
  AND (c.closed_at IS NULL OR (c.accepted_by IS NOT NULL AND c.amount_minor = abs(t.balance_minor))))`;

/**
 * Open ties of a kind whose clock has run out and of which nobody has said so yet. `cutoff`: the last day on which one that
 * no entry says the due date of may have begun, or `infinity`; `null` when those have no clock. `sources`: only ties that these brought
 * entries to.
 */
export const lateTies = (
  tx: Tx,
  kind: string,
  cutoff: string | null,
  limit: number,
  sources: readonly string[] | null = null,
): Promise<LateTie[]> =>
  tx.query<LateTie>(
    `SELECT t.id, t.asset, t.balance_minor AS "balanceMinor", n.sides, n.payer, n.key FROM tie t CROSS JOIN LATERAL (${ENTRIES}) AS n
     WHERE t.kind = $1 AND ${OPEN} AND NOT ${SAID}
       AND CASE WHEN t.due_at IS NULL THEN GREATEST(t.opened_at::date, n.newest) <= $2::date ELSE t.due_at < current_date END
       AND ($4::uuid[] IS NULL OR t.id IN (SELECT s.tie_id FROM tie_entry s WHERE s.source_id = ANY ($4)))
     ORDER BY t.opened_at, t.id LIMIT $3 FOR UPDATE OF t SKIP LOCKED`,
    [kind, cutoff, limit, sources],
  );

/** Whether a flow has ever been handed anything: without a feed nothing of it is missing. */
export const hasFeed = async (tx: Tx, flowCode: string): Promise<boolean> =>
  (await tx.query('SELECT 1 FROM place_total WHERE flow_code = $1 LIMIT 1', [flowCode])).length > 0;

export const openTieCauses = (
  tx: Tx,
  ties: readonly {
    readonly tieId: string;
    readonly causeId: string;
    readonly asset: string;
    readonly amountMinor: bigint;
  }[],
): Promise<number> =>
  insertRows(
    tx,
    'tie_cause',
    { id: 'uuid', tie_id: 'uuid', cause_id: 'uuid', asset: 'text', amount_minor: 'bigint' },
    ties.map((t) => [newId(), t.tieId, t.causeId, t.asset, t.amountMinor]),
    'ON CONFLICT (tie_id) WHERE closed_at IS NULL DO NOTHING',
  );

/**
 * Closes what is said of ties that have moved since: tied, joined into others, or off by another amount. One that is still late is
 * found late again, under what it is then. Returns how many were closed.
 */
export const closeMovedTieCauses = (tx: Tx): Promise<number> =>
  tx.execute(
    `UPDATE tie_cause c SET closed_at = now() FROM tie t
     WHERE t.id = c.tie_id AND c.closed_at IS NULL AND (NOT (${OPEN}) OR abs(t.balance_minor) <> c.amount_minor)`,
  );

/** SQL over `k` (tie_cause): which ties stand under a cause and what each is off by, as one text. */
export const SHOWN_TIES = `md5(string_agg(k.tie_id || ' ' || k.amount_minor, ',' ORDER BY k.tie_id))`;

/**
 * A person accepts what the ties of a cause are off by, as it is now. Returns how many, and which as one text: one that has moved since
 * the cause said so is not among them.
 */
export async function acceptTies(
  tx: Tx,
  causeId: string,
  by: string,
  why: string,
): Promise<{ ties: number; shown: string }> {
  const [row] = await tx.query<{ ties: number; shown: string | null }>(
    `WITH k AS (UPDATE tie_cause c SET closed_at = now(), accepted_by = $2, accepted_why = $3 FROM tie t
       WHERE c.cause_id = $1 AND t.id = c.tie_id AND c.closed_at IS NULL AND ${OPEN} AND abs(t.balance_minor) = c.amount_minor
       RETURNING c.tie_id, c.amount_minor)
     SELECT count(*)::int AS ties, ${SHOWN_TIES} AS shown FROM k`,
    [causeId, by, why],
  );
  return { ties: row?.ties ?? 0, shown: row?.shown ?? '' };
}

/** What open tie causes hold, by cause. */
export const tieAmounts = (
  tx: Tx,
  causeIds: readonly string[],
): Promise<{ causeId: string; asset: string; ties: number; amountMinor: bigint }[]> =>
  tx.query(
    `SELECT cause_id AS "causeId", asset, count(*)::int AS ties, sum(amount_minor)::bigint AS "amountMinor" FROM tie_cause
     WHERE cause_id = ANY ($1::uuid[]) AND closed_at IS NULL GROUP BY cause_id, asset ORDER BY cause_id, asset`,
    [causeIds],
  );
