import type { Tx } from '@/server/platform/db';
import { namelessIn, PAYERS_OF_CAUSE } from './exceptions';
import { type Holding, type Places, type PlacesFilter, placesBySplit, readSums, type Split, type Sums } from './places';
import { flowOfFilter, itemConditions, MONEY, type TotalsFilter, totalConditions } from './scope';

export { SPLITS, type Split } from './places';

/** Read models of the Overview: sums, their split, and what stops most of it. */
export type LastCheck = { readonly ranAt: Date; readonly ok: boolean };
export type Totals = { readonly asOf: Date; readonly money: Places; readonly check: LastCheck | null };

export async function readTotals(tx: Tx, money: Places): Promise<Totals> {
  const [check] = await tx.query<LastCheck>('SELECT ran_at AS "ranAt", ok FROM verify_run ORDER BY id DESC LIMIT 1');
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  return { asOf: clock?.now ?? new Date(), money, check: check ?? null };
}

const SPLIT_NAMES: Readonly<Record<Split, string>> = {
  facility: 'SELECT id::text AS key, name FROM facility',
  payer: 'SELECT id::text AS key, name FROM payer',
  entity: "SELECT code AS key, code || ' ' || name AS name FROM legal_entity",
};

export type SplitRow = {
  /** Null: not known yet, because the items are not mapped. */
  readonly key: string | null;
  readonly name: string | null;
  readonly money: Places;
};

/** More rows than this are one row too many to read; the rest is reached through the scope chips. */
const SPLIT_ROWS_MAX = 40;

/** The same money once more, divided. Parcels whose items are not known yet are one row of their own. */
export async function readSplit(tx: Tx, filter: PlacesFilter, by: Split): Promise<SplitRow[]> {
  const split = await placesBySplit(tx, filter, by);
  const names = await tx.query<{ key: string; name: string }>(SPLIT_NAMES[by]);
  const nameOf = new Map(names.map((row) => [row.key, row.name]));
  const rest = ({ money }: SplitRow): bigint => money.receivedMinor - money.places.posted.amountMinor;
  return split
    .map(({ key, places }) => ({ key, name: key && (nameOf.get(key) ?? key), money: places }))
    .filter((row) => row.money.items > 0)
    .sort((a, b) => (rest(b) > rest(a) ? 1 : rest(b) < rest(a) ? -1 : 0))
    .slice(0, SPLIT_ROWS_MAX);
}

const NOTHING: Holding = { amountMinor: 0n, items: 0 };
const plus = (a: Holding, b: Holding): Holding => ({
  amountMinor: a.amountMinor + b.amountMinor,
  items: a.items + b.items,
});

export type TopCause = {
  readonly id: string;
  readonly title: string;
  readonly dueAt: Date;
  readonly late: boolean;
  readonly items: number;
  readonly amountMinor: bigint;
  /** The payer of all its items, or null when they are of several. */
  readonly payer: string | null;
  readonly payers: number;
};
export type TopCauses = {
  readonly top: readonly TopCause[];
  readonly rest: { readonly causes: number } & Holding;
  /** Behind the stopped items, with no cause of their own. */
  readonly waiting: Holding;
  readonly total: { readonly causes: number } & Holding;
};
const TOP_CAUSES = 5;

/**
 * What stops most of it, by dollars. Sums exactly to the place “exception” of the same scope. `known`: the sums of that scope, from a
 * caller that has read them.
 */
export async function readTopCauses(tx: Tx, filter: TotalsFilter, known?: Sums): Promise<TopCauses> {
  const scope = totalConditions(filter);
  const nameless = itemConditions(filter);
  // Both conditions bind the same values in the same order.
  const stopped = `t.state = 'exception' AND ${scope.sql}`;
  const causes = await tx.query<TopCause>(
    `WITH by_payer AS MATERIALIZED (
       SELECT t.cause_id, t.payer_id, sum(t.items) AS items, sum(t.amount_minor) AS amount
         FROM (SELECT * FROM stop_total t WHERE ${stopped} UNION ALL SELECT * FROM stop_delta t WHERE ${stopped}) t
        GROUP BY 1, 2 HAVING sum(t.items) <> 0),
     payers AS (${PAYERS_OF_CAUSE}),
     per_cause AS (SELECT cause_id, sum(items)::int AS items, sum(amount)::bigint AS amount FROM by_payer GROUP BY 1)
     SELECT COALESCE(c.id::text, '') AS id, COALESCE(c.title, 'Stopped without a cause') AS title,
            COALESCE(c.due_at, now()) AS "dueAt", COALESCE(c.due_at < now(), true) AS late, s.items, s.amount AS "amountMinor",
            w.known + COALESCE(n.payers, 0) AS payers,
            CASE WHEN w.known + COALESCE(n.payers, 0) = 1 THEN COALESCE(w.name, n.name) END AS payer
       FROM per_cause s LEFT JOIN cause c ON c.id = s.cause_id
       JOIN payers w ON w.cause_id IS NOT DISTINCT FROM s.cause_id ${namelessIn(nameless.sql)}
      ORDER BY abs(s.amount) DESC, id`,
    scope.values,
  );
  const held = (rows: readonly TopCause[]) => ({
    causes: rows.length,
    ...rows.map(({ amountMinor, items }) => ({ amountMinor, items })).reduce(plus, NOTHING),
  });
  const waiting = (known ?? (await readSums(tx, filter))).waitingOf(flowOfFilter(filter), MONEY);
  const all = held(causes);
  return {
    top: causes.slice(0, TOP_CAUSES),
    rest: held(causes.slice(TOP_CAUSES)),
    waiting,
    total: { causes: all.causes, ...plus(all, waiting) },
  };
}

export type ScopeOption = { readonly value: string; readonly word: string };
export type ScopeOptions = {
  readonly periods: readonly string[];
  readonly entities: readonly ScopeOption[];
  readonly facilities: readonly ScopeOption[];
  readonly payers: readonly ScopeOption[];
};
const OPTIONS_MAX = 500;

/** What the scope chips offer: only what has money in it or is in master data, and only what the reader may see. */
export async function readScopeOptions(tx: Tx): Promise<ScopeOptions> {
  const periods = await tx.query<{ value: string }>(
    `SELECT DISTINCT value FROM (
       SELECT period AS value FROM place_total UNION SELECT period FROM place_delta
       UNION SELECT to_char(on_date, 'YYYY-MM') FROM parcel WHERE state = 'parsed') AS months ORDER BY value DESC LIMIT 60`,
  );
  const named = (sql: string) => tx.query<ScopeOption>(`${sql} ORDER BY 2 LIMIT ${OPTIONS_MAX}`);
  return {
    periods: periods.map(({ value }) => value),
    entities: await named("SELECT code AS value, code || ' ' || name AS word FROM legal_entity"),
    facilities: await named('SELECT id::text AS value, name AS word FROM facility'),
    payers: await named('SELECT id::text AS value, name AS word FROM payer'),
  };
}
