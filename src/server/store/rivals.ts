import type { Tx } from '../platform/db';
import { withWholeScope } from './causes-scope';
import { standingFor } from './taking-back';

/** What a parcel contradicts: which of those that stand, and whether it is one only. */

/** Of these parcels, those that contradict more than one that stands: taking the place of one leaves the other beside it. */
export const contradictSeveral = (tx: Tx, parcelIds: readonly string[]): Promise<Set<string>> =>
  withWholeScope(tx, async () => {
    const rows = await tx.query<{ id: string; holder: string }>(
      `SELECT DISTINCT p.id, k.parcel_id AS holder FROM parcel p
       CROSS JOIN LATERAL unnest(string_to_array(p.contradicts, E'\\n')) AS t(text)
       JOIN parcel_key k ON k.kind = 'contradicts' AND k.key = sha256(convert_to(t.text, 'UTF8')) AND k.flow_code = p.flow_code
       JOIN parcel h ON h.id = k.parcel_id AND h.id <> p.id AND h.decision IS DISTINCT FROM 'reject'
       WHERE p.id = ANY ($1::uuid[])`,
      [parcelIds],
    );
    const standing = await standingFor(tx, [...new Set(rows.map(({ holder }) => holder))]);
    const rivals = new Map<string, Set<string>>();
    for (const { id, holder } of rows) {
      const there = standing.get(holder) ?? holder;
      if (there !== id) rivals.set(id, (rivals.get(id) ?? new Set()).add(there));
    }
    return new Set([...rivals].filter(([, there]) => there.size > 1).map(([id]) => id));
  });

/** `holder`: who claimed the key that both have. */
export type Contradiction = { readonly parcelId: string; readonly holder: string };

/**
 * Which parcel each of these contradicts. Beside the holder of a key others may stand that a person called real too: of them it is the
 * one that tells most of the same accounts, and the holder where none tells more.
 */
export async function rivalsOf(tx: Tx, contradictions: readonly Contradiction[]): Promise<ReadonlyMap<string, string>> {
  if (contradictions.length === 0) return new Map();
  const standing = await standingFor(tx, [...new Set(contradictions.map(({ holder }) => holder))]);
  const rivals = new Map(contradictions.map(({ parcelId, holder }) => [parcelId, standing.get(holder) ?? holder]));
  const known = [...new Set(contradictions.flatMap(({ holder }) => [holder, standing.get(holder) ?? holder]))];
  const beside = await tx.query<{ id: string; first: string }>(
    `SELECT p.id, p.prior_id AS first FROM parcel p
     WHERE p.prior_id = ANY ($1::uuid[]) AND p.decision = 'accept' AND p.disposition = 'accepted' ORDER BY p.id`,
    [known],
  );
  if (beside.length === 0) return rivals;
  const stands = await standingFor(
    tx,
    beside.map(({ id }) => id),
  );
  const pairs = contradictions.flatMap(({ parcelId, holder }) => {
    const place = standing.get(holder) ?? holder;
    const others = beside.filter(({ id, first }) => id !== parcelId && (first === holder || first === place));
    return others.length === 0
      ? []
      : [place, ...others.map(({ id }) => stands.get(id) ?? id)].map((id) => [parcelId, id]);
  });
  const best = await tx.query<{ id: string; rival: string }>(
    `SELECT DISTINCT ON (u.id) u.id, u.rival
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS u(id, rival, n)
     CROSS JOIN LATERAL (SELECT count(*) AS shared FROM event mine JOIN event e ON e.index_a = mine.index_a AND e.parcel_id = u.rival
       WHERE mine.parcel_id = u.id) AS s
     ORDER BY u.id, s.shared DESC, u.n`,
    [pairs.map(([id]) => id), pairs.map(([, rival]) => rival)],
  );
  for (const { id, rival } of best) rivals.set(id, rival);
  return rivals;
}
