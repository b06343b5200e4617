import { createHash } from 'node:crypto';
import type { Db } from './db';

/** Ties as they stand. */

export type TieStands = { readonly state: string; readonly balance: string; readonly entries: number };

/** The tie under this key, or the one it was joined into. */
export const tieOf = async ({ sql }: Db, kind: string, key: string): Promise<TieStands | undefined> =>
  (
    await sql<TieStands>(
      `SELECT t.state, t.balance_minor::text AS balance, t.entry_count AS entries FROM tie k
       JOIN tie t ON t.id = COALESCE(k.merged_into, k.id) WHERE k.kind = $1 AND k.key = $2`,
      [kind, createHash('sha256').update(key).digest()],
    )
  )[0];

/** Matches that people are asked about. */
export const suggestionsOf = ({ sql }: Db, kind: string) =>
  sql<{ id: string; tier: number; state: string; ties: number; amount: string }>(
    `SELECT id, tier, state, cardinality(tie_ids) AS ties, amount_minor::text AS amount FROM tie_suggestion
     WHERE kind = $1 ORDER BY id`,
    [kind],
  );

/** The hash of what a second person was asked about, in hex. */
export const askedHash = async ({ sql }: Db, approvalId: string): Promise<string> =>
  (await sql<{ hash: string }>("SELECT encode(set_sha256, 'hex') AS hash FROM approval WHERE id = $1", [approvalId]))[0]
    ?.hash ?? '';

/** Lets so many days pass for open ties: they were opened that much earlier. */
export const ageTies = ({ sql }: Db, days: number) =>
  sql("UPDATE tie SET opened_at = opened_at - make_interval(days => $1) WHERE state = 'open'", [days]);
