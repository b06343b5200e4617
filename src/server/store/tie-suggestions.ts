import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { arrayText, insertRows } from './rows';
import { AS_MADE } from './ties-joined';

export type NewSuggestion = {
  readonly kind: string;
  readonly asset: string;
  readonly tier: number;
  readonly tieIds: readonly string[];
  readonly amountMinor: bigint;
  readonly reasons: readonly string[];
  readonly setSha256: Buffer;
};

/** Keeps suggestions; one that is known or was declined is not made again. Returns how many are new. */
export const insertSuggestions = (tx: Tx, suggestions: readonly NewSuggestion[]): Promise<number> =>
  insertRows(
    tx,
    'tie_suggestion',
    {
      id: 'uuid',
      kind: 'text',
      asset: 'text',
      tier: 'smallint',
      tie_ids: 'uuid[]',
      amount_minor: 'bigint',
      reasons: 'jsonb',
      set_sha256: 'bytea',
    },
    suggestions.map((s) => [
      newId(),
      s.kind,
      s.asset,
      s.tier,
      arrayText(s.tieIds),
      s.amountMinor,
      JSON.stringify(s.reasons),
      s.setSha256,
    ]),
    "ON CONFLICT (set_sha256) WHERE state IN ('open', 'asked', 'declined') DO NOTHING",
  );

export type SuggestionRow = NewSuggestion & {
  readonly id: string;
  readonly state: 'open' | 'asked' | 'accepted' | 'declined' | 'stale';
};

export async function lockSuggestion(tx: Tx, id: string): Promise<SuggestionRow | null> {
  const [row] = await tx.query<SuggestionRow>(
    `SELECT id, kind, asset, tier, tie_ids AS "tieIds", amount_minor AS "amountMinor", reasons, set_sha256 AS "setSha256", state
     FROM tie_suggestion WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row ?? null;
}

export const moveSuggestion = (tx: Tx, id: string, state: SuggestionRow['state']): Promise<number> =>
  tx.execute(
    `UPDATE tie_suggestion SET state = $2, decided_at = CASE WHEN $2 IN ('accepted', 'declined', 'stale') THEN now() END WHERE id = $1`,
    [id, state],
  );

/**
 * Ends suggestions whose ties have moved since, and what was asked about them: a question that nobody can answer is none. One that
 * is being answered ends by its answer. Returns how many.
 */
export async function endMovedSuggestions(tx: Tx, kind: string): Promise<number> {
  const moved = `SELECT g.id FROM tie_suggestion g WHERE g.kind = $1 AND g.state = $2 AND NOT ${AS_MADE}`;
  const asked = await tx.query<{ id: string }>(
    `UPDATE approval SET state = 'stale', decided_at = now() WHERE id IN (
       SELECT a.id FROM approval a WHERE a.subject_kind = 'tie' AND a.state = 'asked' AND a.subject_id IN (${moved}) ORDER BY a.id FOR UPDATE SKIP LOCKED)
     RETURNING subject_id AS id`,
    [kind, 'asked'],
  );
  const open = await tx.query<{ id: string }>(`${moved} ORDER BY g.id FOR UPDATE SKIP LOCKED`, [kind, 'open']);
  for (const { id } of [...asked, ...open]) await moveSuggestion(tx, id, 'stale');
  return asked.length + open.length;
}
