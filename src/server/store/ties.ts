import type { TieEntry } from '@/flows/flow';
import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';

/** One entry of a tie with what brings it: an event, or a whole parcel. */
export type TieRow = TieEntry & { readonly sourceId: string; readonly flowCode: string; readonly onDate: string };

/** The key of a tie as stored: equal texts are one tie. */
export const tieKey = (text: string): Buffer => sha256(text);

type Target = { readonly id: string; readonly name: string };

/** A tie that came to zero. */
export type Tied = { readonly id: string; readonly kind: string };

/**
 * Writes entries in place of those that the same sources brought before, so that an item decided again leaves nothing of its
 * first decision behind. Ties are locked in the order of kind, asset and key by every writer. Returns the ties that are zero now
 * and were not.
 */
export async function enterTies(
  tx: Tx,
  rows: readonly TieRow[],
  replaced: readonly { readonly sourceId: string; readonly flowCode: string }[] = [],
): Promise<Tied[]> {
  if (rows.length === 0 && replaced.length === 0) return [];
  const targets = await lockTies(tx, rows);
  const changes = new Map<string, { amount: bigint; entries: number }>();
  const change = (id: string, amount: bigint, entries: number) => {
    const known = changes.get(id) ?? { amount: 0n, entries: 0 };
    changes.set(id, { amount: known.amount + amount, entries: known.entries + entries });
  };
  for (const old of await takeOld(tx, replaced)) change(old.tieId, -old.amountMinor, -1);
  const entries = new Map<string, { tieId: string; row: TieRow; amount: bigint }>();
  for (const row of rows) {
    const tieId = targets.get(nameOf(row)) ?? '';
    const key = `${tieId}|${row.sourceId}|${row.side}`;
    const known = entries.get(key);
    entries.set(key, { tieId, row, amount: (known?.amount ?? 0n) + row.amount.minor });
  }
  for (const { tieId, amount } of entries.values()) change(tieId, amount, 1);
  await insertRows(
    tx,
    'tie_entry',
    {
      tie_id: 'uuid',
      source_id: 'uuid',
      flow_code: 'text',
      side: 'text',
      amount_minor: 'bigint',
      on_date: 'date',
    },
    [...entries.values()].map(({ tieId, row, amount }) => [
      tieId,
      row.sourceId,
      row.flowCode,
      row.side,
      amount,
      row.onDate,
    ]),
  );
  return moveBalances(tx, changes, dueDates(rows, targets));
}

const nameOf = (row: TieEntry): string => `${row.tie}|${row.amount.asset}|${tieKey(row.key).toString('hex')}`;

/** Makes and locks the ties of these entries; an entry of a merged tie goes where the others went. By name. */
async function lockTies(tx: Tx, rows: readonly TieRow[]): Promise<Map<string, string>> {
  const distinct = new Map(rows.map((row) => [nameOf(row), row]));
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (sorted.length === 0) return new Map();
  const columns = [
    sorted.map((r) => r.tie),
    sorted.map((r) => r.amount.asset),
    sorted.map((r) => tieKey(r.key)),
  ] as const;
  await tx.execute(
    `INSERT INTO tie (id, kind, asset, key) SELECT u.id, u.kind, u.asset, u.key
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[]) WITH ORDINALITY AS u(kind, asset, key, id, n) ORDER BY n ON CONFLICT DO NOTHING`,
    [...columns, sorted.map(() => newId())],
  );
  const found = await tx.query<Target>(
    `SELECT COALESCE(t.merged_into, t.id) AS id, t.kind || '|' || t.asset || '|' || encode(t.key, 'hex') AS name
     FROM tie t JOIN unnest($1::text[], $2::text[], $3::bytea[]) AS u(kind, asset, key)
       ON t.kind = u.kind AND t.asset = u.asset AND t.key = u.key
     ORDER BY t.kind, t.asset, t.key FOR UPDATE OF t`,
    columns,
  );
  return new Map(found.map((row) => [row.name, row.id]));
}

const takeOld = (
  tx: Tx,
  replaced: readonly { readonly sourceId: string; readonly flowCode: string }[],
): Promise<{ tieId: string; amountMinor: bigint }[]> =>
  replaced.length === 0
    ? Promise.resolve([])
    : tx.query(
        `DELETE FROM tie_entry t USING unnest($1::uuid[], $2::text[]) AS s(id, flow) WHERE t.source_id = s.id AND t.flow_code = s.flow
         RETURNING t.tie_id AS "tieId", t.amount_minor AS "amountMinor"`,
        [replaced.map((r) => r.sourceId), replaced.map((r) => r.flowCode)],
      );

/** The earliest day on which each tie is late, as its entries say. */
function dueDates(rows: readonly TieRow[], targets: ReadonlyMap<string, string>): Map<string, string> {
  const due = new Map<string, string>();
  for (const row of rows) {
    const id = targets.get(nameOf(row)) ?? '';
    const known = due.get(id);
    if (row.due !== undefined && (known === undefined || row.due < known)) due.set(id, row.due);
  }
  return due;
}

async function moveBalances(
  tx: Tx,
  changes: ReadonlyMap<string, { amount: bigint; entries: number }>,
  due: ReadonlyMap<string, string>,
): Promise<Tied[]> {
  const ids = [...changes.keys()].sort();
  if (ids.length === 0) return [];
  const rows = await tx.query<Tied & { was: string; state: string }>(
    `UPDATE tie t SET balance_minor = t.balance_minor + s.amount, entry_count = t.entry_count + s.entries, moved_at = now(),
       due_at = LEAST(t.due_at, s.due), state = CASE WHEN t.balance_minor + s.amount = 0 AND t.entry_count + s.entries > 0 THEN 'tied' ELSE 'open' END
     FROM (SELECT u.id, u.amount, u.entries, u.due, o.state AS was FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::date[]) AS u(id, amount, entries, due)
           JOIN tie o ON o.id = u.id) AS s
     WHERE t.id = s.id RETURNING t.id, t.kind, s.was, t.state`,
    [
      ids,
      ids.map((id) => changes.get(id)?.amount ?? 0n),
      ids.map((id) => changes.get(id)?.entries ?? 0),
      ids.map((id) => due.get(id) ?? null),
    ],
  );
  return rows.filter((row) => row.state === 'tied' && row.was === 'open');
}
