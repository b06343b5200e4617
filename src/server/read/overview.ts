import { PLACE_OF, PLACES, type Place, type Standing } from '@/domain/stages';
import type { Tx } from '@/server/platform/db';
import {
  eventConditions,
  type Holding,
  type Places,
  type PlacesFilter,
  placesOf,
  remitConditions,
  STANDING,
  WAITS,
} from './places';

/** Read models of the Overview: sums, their split, and what stops most of it. */
export type LastCheck = { readonly ranAt: Date; readonly ok: boolean };
export type Totals = { readonly asOf: Date; readonly money: Places; readonly check: LastCheck | null };

export async function readTotals(tx: Tx, filter: PlacesFilter): Promise<Totals> {
  const money = await placesOf(tx, filter);
  const [check] = await tx.query<LastCheck>('SELECT ran_at AS "ranAt", ok FROM verify_run ORDER BY id DESC LIMIT 1');
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  return { asOf: clock?.now ?? new Date(), money, check: check ?? null };
}

export const SPLITS = ['facility', 'payer', 'entity'] as const;
export type Split = (typeof SPLITS)[number];

const SPLIT_COLUMNS: Readonly<Record<Split, { readonly event: string; readonly names: string }>> = {
  facility: { event: 'e.facility_id::text', names: 'SELECT id::text AS key, name FROM facility' },
  payer: { event: 'e.payer_id::text', names: 'SELECT id::text AS key, name FROM payer' },
  entity: { event: 'e.entity_code', names: "SELECT code AS key, code || ' ' || name AS name FROM legal_entity" },
};

export type SplitRow = {
  /** Null: not known yet, because the items are not mapped. */
  readonly key: string | null;
  readonly name: string | null;
  readonly money: Places;
};

const NOTHING: Holding = { amountMinor: 0n, items: 0 };
const plus = (a: Holding, b: Holding): Holding => ({
  amountMinor: a.amountMinor + b.amountMinor,
  items: a.items + b.items,
});

/** More rows than this are one row too many to read; the rest is reached through the scope chips. */
const SPLIT_ROWS_MAX = 40;

/** The same money once more, divided. Remits whose events are not known yet are one row of their own. */
export async function readSplit(tx: Tx, filter: PlacesFilter, by: Split): Promise<SplitRow[]> {
  const { event, names } = SPLIT_COLUMNS[by];
  const scope = eventConditions(filter);
  const rows = await tx.query<{ key: string | null; standing: Standing; items: number; amount: bigint }>(
    `SELECT ${event} AS key, ${STANDING} AS standing, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
      WHERE ${scope.sql} GROUP BY 1, 2`,
    scope.values,
  );
  const places = new Map<string | null, Record<Place, Holding>>();
  for (const row of rows) add(places, row.key, PLACE_OF[row.standing], { amountMinor: row.amount, items: row.items });
  add(places, null, 'inFlight', await unreadRemits(tx, filter));
  const nameOf = new Map((await tx.query<{ key: string; name: string }>(names)).map((row) => [row.key, row.name]));
  const split = [...places].map(([key, held]) => ({ key, name: key && (nameOf.get(key) ?? key), money: sumOf(held) }));
  const rest = (row: SplitRow): bigint => row.money.receivedMinor - row.money.places.posted.amountMinor;
  return split
    .filter((row) => row.money.items > 0)
    .sort((a, b) => (rest(b) > rest(a) ? 1 : rest(b) < rest(a) ? -1 : 0))
    .slice(0, SPLIT_ROWS_MAX);
}

async function unreadRemits(tx: Tx, filter: PlacesFilter): Promise<Holding> {
  const remits = remitConditions(filter);
  const [row] = await tx.query<Holding>(
    `SELECT COALESCE(sum(r.received_minor), 0)::bigint AS "amountMinor", count(*)::int AS items
       FROM remit r WHERE r.state <> 'canonical' AND ${remits.sql}`,
    remits.values,
  );
  return row ?? NOTHING;
}

function add(map: Map<string | null, Record<Place, Holding>>, key: string | null, place: Place, held: Holding): void {
  const known = map.get(key) ?? {
    posted: NOTHING,
    inFlight: NOTHING,
    exception: NOTHING,
    held: NOTHING,
    duplicate: NOTHING,
    rejected: NOTHING,
  };
  known[place] = plus(known[place], held);
  map.set(key, known);
}

function sumOf(places: Record<Place, Holding>): Places {
  const sum = PLACES.map((place) => places[place]).reduce(plus, NOTHING);
  return {
    receivedMinor: sum.amountMinor,
    items: sum.items,
    places,
    unknown: NOTHING,
    waiting: NOTHING,
    differenceMinor: 0n,
    sums: true,
  };
}

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

/** What stops most of it, by dollars. Sums exactly to the place “exception” of the same scope. */
export async function readTopCauses(tx: Tx, filter: PlacesFilter): Promise<TopCauses> {
  const scope = eventConditions(filter);
  const causes = await tx.query<TopCause>(
    `WITH stopped AS (
       SELECT e.cause_id, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount,
              count(DISTINCT r.payer_key)::int AS payers, min(COALESCE(p.name, r.payer_name)) AS payer
         FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical' LEFT JOIN payer p ON p.id = r.payer_id
        WHERE e.state = 'exception' AND ${scope.sql} GROUP BY e.cause_id)
     SELECT COALESCE(c.id::text, '') AS id, COALESCE(c.title, 'Stopped without a cause') AS title,
            COALESCE(c.due_at, now()) AS "dueAt", COALESCE(c.due_at < now(), true) AS late, s.items,
            s.amount AS "amountMinor", s.payers, CASE WHEN s.payers = 1 THEN s.payer END AS payer
       FROM stopped s LEFT JOIN cause c ON c.id = s.cause_id ORDER BY abs(s.amount) DESC, id`,
    scope.values,
  );
  const held = (rows: readonly TopCause[]) => ({
    causes: rows.length,
    ...rows.map(({ amountMinor, items }) => ({ amountMinor, items })).reduce(plus, NOTHING),
  });
  const [behind] = await tx.query<Holding>(
    `SELECT COALESCE(sum(e.amount_minor), 0)::bigint AS "amountMinor", count(*)::int AS items
       FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical' WHERE ${WAITS} AND ${scope.sql}`,
    scope.values,
  );
  const waiting = behind ?? NOTHING;
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
       SELECT to_char(payment_date, 'YYYY-MM') AS value FROM remit WHERE payment_date IS NOT NULL
       UNION SELECT period FROM posting) AS months ORDER BY value DESC LIMIT 60`,
  );
  const named = (sql: string) => tx.query<ScopeOption>(`${sql} ORDER BY 2 LIMIT ${OPTIONS_MAX}`);
  return {
    periods: periods.map(({ value }) => value),
    entities: await named("SELECT code AS value, code || ' ' || name AS word FROM legal_entity"),
    facilities: await named('SELECT id::text AS value, name AS word FROM facility'),
    payers: await named('SELECT id::text AS value, name AS word FROM payer'),
  };
}
