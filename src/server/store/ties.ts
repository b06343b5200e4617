import type { TieEntry } from '@/flows/flow';
import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';
import { isMatched, type Tied, tellTied } from './ties-told';

/** One entry of a tie with what brings it: an event, or a whole parcel. */
export type TieRow = TieEntry & { readonly sourceId: string; readonly flowCode: string; readonly onDate: string };

/** The key of a tie as stored: equal texts are one tie. */
export const tieKey = (text: string): Buffer => sha256(text);

/** The tie an entry goes to, and the one its own key names: the same until a person or the ladder joined it with others. */
type Target = { readonly id: string; readonly originId: string };

/**
 * Writes entries in place of those that the same sources brought before, so that an item decided again leaves nothing of its
 * first decision behind. Ties are locked in the order of kind, asset and key by every writer. Flows are told of ties that are zero
 * now and were not: the caller rings `map`. Returns those ties.
 */
export async function enterTies(tx: Tx, rows: readonly TieRow[], replaced: readonly Source[] = []): Promise<Tied[]> {
  if (rows.length === 0 && replaced.length === 0) return [];
  const targets = await lockTies(tx, rows, replaced);
  const changes = new Map<string, { amount: bigint; entries: number }>();
  const change = (id: string, amount: bigint, entries: number) => {
    const known = changes.get(id) ?? { amount: 0n, entries: 0 };
    changes.set(id, { amount: known.amount + amount, entries: known.entries + entries });
  };
  for (const old of await takeOld(tx, replaced)) change(old.tieId, -old.amountMinor, -1);
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const { id: tieId, originId } = mustFind(targets, row);
    const key = `${originId}|${row.sourceId}|${row.side}|${row.flowCode}`;
    const known = entries.get(key);
    entries.set(key, { tieId, originId, row, amount: (known?.amount ?? 0n) + row.amount.minor });
  }
  for (const { tieId, amount } of entries.values()) change(tieId, amount, 1);
  await insertEntries(tx, [...entries.values()]);
  const tied = await moveBalances(tx, changes, dueDates(rows, targets));
  await tellTied(tx, tied);
  return tied;
}

type Entry = { readonly tieId: string; readonly originId: string; readonly row: TieRow; readonly amount: bigint };

async function insertEntries(tx: Tx, entries: readonly Entry[]): Promise<void> {
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
      origin_id: 'uuid',
      tells: 'text',
      key: 'text',
    },
    entries.map(({ tieId, originId, row, amount }) => [
      tieId,
      row.sourceId,
      row.flowCode,
      row.side,
      amount,
      row.onDate,
      originId,
      row.tells ?? null,
      row.tells !== undefined || isMatched(row.tie) ? row.key : null,
    ]),
  );
}

const nameOf = (row: TieEntry): string => `${row.tie}|${row.amount.asset}|${tieKey(row.key).toString('hex')}`;

type Source = { readonly sourceId: string; readonly flowCode: string };
type Locked = { readonly id: string; readonly mergedInto: string | null; readonly name: string };

const NAME = `t.kind || '|' || t.asset || '|' || encode(t.key, 'hex')`;

/** Locks ties in the one order that every writer keeps, and those they were joined into as well. */
export async function lockTiesById(tx: Tx, ids: readonly string[]): Promise<Locked[]> {
  for (let wanted = new Set(ids); ; ) {
    const locked = await tx.query<Locked>(
      `SELECT t.id, t.merged_into AS "mergedInto", ${NAME} AS name FROM tie t WHERE t.id = ANY ($1::uuid[]) ORDER BY t.kind, t.asset, t.key FOR UPDATE`,
      [[...wanted]],
    );
    const joined = locked.flatMap((tie) => tie.mergedInto ?? []).filter((id) => !wanted.has(id));
    if (joined.length === 0) return locked;
    wanted = new Set([...wanted, ...joined]);
  }
}

/** Makes the ties of these entries, and locks them with those that give entries up. The ties of the entries by name. */
async function lockTies(tx: Tx, rows: readonly TieRow[], replaced: readonly Source[]): Promise<Map<string, Target>> {
  const ids = [...(await makeTies(tx, rows)), ...(await tiesOfSources(tx, replaced))];
  const locked = await lockTiesById(tx, ids);
  const byId = new Map(locked.map((tie) => [tie.id, tie]));
  const rootOf = (tie: Locked): string => {
    const joined = tie.mergedInto === null ? undefined : byId.get(tie.mergedInto);
    return joined ? rootOf(joined) : tie.id;
  };
  return new Map(locked.map((tie) => [tie.name, { id: rootOf(tie), originId: tie.id }]));
}

async function makeTies(tx: Tx, rows: readonly TieRow[]): Promise<string[]> {
  const distinct = new Map(rows.map((row) => [nameOf(row), row]));
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (sorted.length === 0) return [];
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
  const found = await tx.query<{ id: string }>(
    `SELECT t.id FROM tie t JOIN unnest($1::text[], $2::text[], $3::bytea[]) AS u(kind, asset, key)
       ON t.kind = u.kind AND t.asset = u.asset AND t.key = u.key`,
    columns,
  );
  return found.map((tie) => tie.id);
}

const tiesOfSources = async (tx: Tx, sources: readonly Source[]): Promise<string[]> =>
  sources.length === 0
    ? []
    : (
        await tx.query<{ id: string }>(
          `SELECT DISTINCT n.tie_id AS id FROM tie_entry n JOIN unnest($1::uuid[], $2::text[]) AS s(id, flow)
             ON n.source_id = s.id AND n.flow_code = s.flow`,
          [sources.map((s) => s.sourceId), sources.map((s) => s.flowCode)],
        )
      ).map((tie) => tie.id);

function mustFind(targets: ReadonlyMap<string, Target>, row: TieRow): Target {
  const target = targets.get(nameOf(row));
  if (!target) throw new Error(`a tie of kind ${row.tie} was not made`);
  return target;
}

const takeOld = (tx: Tx, replaced: readonly Source[]): Promise<{ tieId: string; amountMinor: bigint }[]> =>
  replaced.length === 0
    ? Promise.resolve([])
    : tx.query(
        `DELETE FROM tie_entry t USING unnest($1::uuid[], $2::text[]) AS s(id, flow) WHERE t.source_id = s.id AND t.flow_code = s.flow
         RETURNING t.tie_id AS "tieId", t.amount_minor AS "amountMinor"`,
        [replaced.map((r) => r.sourceId), replaced.map((r) => r.flowCode)],
      );

/** The earliest day on which each tie is late, as its entries say. */
function dueDates(rows: readonly TieRow[], targets: ReadonlyMap<string, Target>): Map<string, string> {
  const due = new Map<string, string>();
  for (const row of rows) {
    const { id } = mustFind(targets, row);
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
