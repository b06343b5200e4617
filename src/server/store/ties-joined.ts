import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { lockTiesById } from './ties';
import { type Tied, tellTied } from './ties-told';

/** A tie as it stands: what a match of several ties is bound to. */
export type TieState = {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly balanceMinor: bigint;
  readonly entryCount: number;
  readonly mergedInto: string | null;
};

export const readTies = (tx: Tx, ids: readonly string[]): Promise<TieState[]> =>
  tx.query<TieState>(
    `SELECT id, kind, asset, balance_minor AS "balanceMinor", entry_count AS "entryCount", merged_into AS "mergedInto"
     FROM tie WHERE id = ANY ($1::uuid[]) ORDER BY id`,
    [ids],
  );

/** The hash of a set of ties: equal only while none of them has moved. */
export const hashOfTies = (ties: readonly TieState[]): Buffer =>
  sha256(
    JSON.stringify(
      ties.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((t) => [t.id, t.balanceMinor.toString(), t.entryCount]),
    ),
  );

/** Over `g` (tie_suggestion): none of its ties has moved since it was made. The same hash, so that a list asks for it in one statement. */
export const AS_MADE = `(SELECT bool_and(s.merged_into IS NULL) AND g.set_sha256 = sha256(convert_to(
    '[' || string_agg('["' || s.id || '","' || s.balance_minor || '",' || s.entry_count || ']', ',' ORDER BY s.id) || ']', 'UTF8'))
  FROM tie s WHERE s.id = ANY (g.tie_ids)) IS TRUE`;

/**
 * Joins ties into the one with the smallest id, provided that none of them has moved since the set was looked at; `null` when
 * one has. Later entries that name a joined one by its key follow, and may open the whole again. The caller rings `map`.
 */
export async function joinTies(
  tx: Tx,
  ids: readonly string[],
  setSha256: Buffer,
): Promise<{ into: string; tied: boolean } | null> {
  await lockTiesById(tx, ids);
  const ties = await readTies(tx, ids);
  const [first] = ties;
  const isSame =
    ties.length === ids.length && ties.every((tie) => tie.mergedInto === null && tie.asset === first?.asset);
  if (!first || !isSame || !hashOfTies(ties).equals(setSha256)) return null;
  const others = ties.slice(1).map((tie) => tie.id);
  await tx.execute('UPDATE tie_entry SET tie_id = $1 WHERE tie_id = ANY ($2::uuid[])', [first.id, others]);
  // What was joined into one of them before goes with it, so that a joined tie is always one step from where its entries are.
  await tx.execute(
    `UPDATE tie SET merged_into = $1, balance_minor = 0, entry_count = 0, state = 'tied', moved_at = now()
     WHERE id = ANY ($2::uuid[]) OR merged_into = ANY ($2::uuid[])`,
    [first.id, others],
  );
  const balance = ties.reduce((sum, tie) => sum + tie.balanceMinor, 0n);
  const count = ties.reduce((sum, tie) => sum + tie.entryCount, 0);
  const [now] = await tx.query<Tied & { state: string }>(
    `UPDATE tie SET balance_minor = $2, entry_count = $3, moved_at = now(), state = CASE WHEN $2::bigint = 0 AND $3::int > 0 THEN 'tied' ELSE 'open' END
     WHERE id = $1 RETURNING id, kind, state`,
    [first.id, balance, count],
  );
  const tied = now?.state === 'tied';
  if (now && tied) await tellTied(tx, [now]);
  return { into: first.id, tied };
}
