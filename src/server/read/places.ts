import { PLACE_OF, PLACES, type Place, type Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { IS_WHOLE } from './part';
import { Bound, flowOfFilter, itemsIn, MONEY, type PlacesFilter, parcelsIn, totalsIn } from './scope';
import { UNKNOWN, WAITING, WAITS } from './standing';

export type { PlacesFilter } from './scope';

/**
 * Where the money is: the one formula of the product. A parcel that is not yet canonical is in flight with the amount of its
 * header; a canonical parcel is where its items are. Nothing else adds up amounts by place, and no sum crosses assets.
 */
export type Holding = { readonly amountMinor: bigint; readonly items: number };
export type Places = {
  /** From the control totals of parcels; from the places when the scope cuts through parcels (facility, entity, payer, period). */
  readonly receivedMinor: bigint;
  readonly items: number;
  readonly places: Readonly<Record<Place, Holding>>;
  /** Inside `inFlight`, never added to it: sent, and the answer is not known. */
  readonly unknown: Holding;
  /** Inside `exception`, never added to it: behind a stopped item of the same key, and goes on by itself after it. */
  readonly waiting: Holding;
  /** What is missing from the places (received − sum); zero when they sum. */
  readonly differenceMinor: bigint;
  readonly sums: boolean;
};

/** One flow counts in one asset, or in several that are never added. No flow: what no flow takes, and files nobody could read. */
export type Measure = { readonly flow: string | null; readonly asset: string };
export type MeasurePlaces = Measure & { readonly places: Places };

export const SPLITS = ['facility', 'payer', 'entity'] as const;
export type Split = (typeof SPLITS)[number];
export type PlacesOfKey = { readonly key: string | null; readonly places: Places };

const SPLIT_COLUMN: Readonly<Record<Split, string>> = {
  facility: 'facility_id::text',
  payer: 'payer_id::text',
  entity: 'entity_code',
};

interface Part extends Row {
  readonly part: 'items' | 'unread' | 'refused' | 'waiting' | 'unknown' | 'received';
  readonly flow: string | null;
  readonly asset: string;
  readonly key: string | null;
  readonly state: Standing;
  readonly items: number;
  readonly amount: bigint;
}

/** Files hold no asset that is known before they are read. */
const NO_ASSET = 'N/0';
const COLUMNS = 'part, flow, asset, key, state, items, amount';
const SUMS = 'count(*)::int, COALESCE(sum(i.amount_minor), 0)::bigint';

/** `split`: the column by which everything is divided once more; headers and files have no such column yet. */
class Statement {
  readonly #bound = new Bound();
  readonly #split: Split | null;
  readonly #filter: PlacesFilter;

  constructor(filter: PlacesFilter, split: Split | null) {
    this.#filter = filter;
    this.#split = split;
  }

  /** All parts in one statement, so that they are of one moment. */
  read(tx: Tx, parts: readonly (string | null)[]): Promise<Part[]> {
    const sql = parts.filter((part) => part !== null).join('\nUNION ALL ');
    return tx.query<Part>(`SELECT * FROM (${sql}) AS places (${COLUMNS})`, this.#bound.values);
  }

  #key = (alias: string): string => (this.#split ? `${alias}.${SPLIT_COLUMN[this.#split]}` : 'NULL::text');

  /** Where the items are: from the running totals and their tail, or from the items themselves when few parcels are meant. */
  items(): string {
    if (this.#ofItems()) {
      return `SELECT 'items', i.flow_code, i.asset, ${this.#key('i')}, i.state, ${SUMS} FROM item i
        WHERE i.parcel_id IS NOT NULL AND ${itemsIn(this.#filter, this.#bound)} GROUP BY 1, 2, 3, 4, 5`;
    }
    const scope = totalsIn(this.#filter, this.#bound);
    return `SELECT 'items', t.flow_code, t.asset, ${this.#key('t')}, t.state, sum(t.items)::int, sum(t.amount_minor)::bigint
      FROM (SELECT * FROM place_total t WHERE ${scope} UNION ALL SELECT * FROM place_delta t WHERE ${scope}) t GROUP BY 1, 2, 3, 4, 5`;
  }

  /** Parcels whose items do not count yet, by their header, which only whoever sees all of a parcel is told. */
  unread(): string {
    return `SELECT 'unread', r.flow_code, r.asset, NULL::text, 'ready', count(*)::int, COALESCE(sum(r.control_minor), 0)::bigint FROM parcel r
      WHERE r.state = 'parsed' AND ${IS_WHOLE} AND ${parcelsIn(this.#filter, this.#bound)} GROUP BY 1, 2, 3`;
  }

  /** Files refused before a parcel could be read: nothing is known of what they hold, and each counts as one item. */
  refused(): string | null {
    const { artifactId, parcelId, entity, facilityId, payerId, period } = this.#filter;
    if (parcelId ?? entity ?? facilityId ?? payerId) return null;
    const [file, month] = [this.#bound.add(artifactId ?? null), this.#bound.add(period ?? null)];
    return `SELECT 'refused', NULL::text, '${NO_ASSET}', NULL::text, 'rejected', count(*)::int, 0::bigint FROM artifact a
      WHERE a.state = 'quarantined' AND NOT EXISTS (SELECT FROM parcel r WHERE r.artifact_id = a.id)
        AND (${file}::uuid IS NULL OR a.id = ${file}) AND (${month}::text IS NULL OR to_char(a.received_at, 'YYYY-MM') = ${month})
     HAVING count(*) > 0`;
  }

  #ofItems = (): boolean => (this.#filter.artifactId ?? this.#filter.parcelId) !== undefined;

  #some(part: 'waiting' | 'unknown', condition: string): string {
    return `SELECT '${part}', i.flow_code, i.asset, ${this.#key('i')}, '${part === 'waiting' ? 'waiting' : 'mapped'}', ${SUMS} FROM item i
      WHERE ${condition} AND i.parcel_id IS NOT NULL AND ${itemsIn(this.#filter, this.#bound)} GROUP BY 1, 2, 3, 4`;
  }
  waiting(): string {
    if (this.#ofItems()) return this.#some('waiting', WAITS);
    return `SELECT 'waiting', t.flow_code, t.asset, ${this.#key('t')}, 'waiting', sum(t.items)::int, sum(t.amount_minor)::bigint
      FROM ${WAITING} t WHERE ${totalsIn(this.#filter, this.#bound)} GROUP BY 1, 2, 3, 4`;
  }
  unknown = (): string => this.#some('unknown', UNKNOWN);

  /**
   * What parcels say they add up to, from no item: their own control total in the flow that takes them, and the one that
   * canonicalize wrote down in flows that subscribe to their events.
   */
  received(): string {
    if (!this.#ofItems()) {
      return `SELECT 'received', t.flow_code, t.asset, NULL::text, 'ready', sum(t.parcels)::int, sum(t.amount_minor)::bigint
        FROM (SELECT * FROM received_total UNION ALL SELECT * FROM received_delta) t WHERE ${totalsIn(this.#filter, this.#bound)} GROUP BY 2, 3`;
    }
    const { flow, ...rest } = this.#filter;
    const scope = parcelsIn(rest, this.#bound);
    const ofFlow = flow === undefined ? 'true' : `c.flow_code = ${this.#bound.add(flow)}`;
    const sums = `count(*)::int, COALESCE(sum(control_minor), 0)::bigint`;
    return `SELECT 'received', c.flow_code, c.asset, NULL::text, 'ready', ${sums} FROM (
        SELECT r.flow_code, r.asset, r.control_minor FROM parcel r WHERE ${scope}
        UNION ALL SELECT f.flow_code, f.asset, f.control_minor FROM parcel_flow f JOIN parcel r ON r.id = f.parcel_id
         WHERE f.flow_code IS DISTINCT FROM r.flow_code AND ${scope}) c
      WHERE ${ofFlow} GROUP BY 1, 2, 3`;
  }
}

const NOTHING: Holding = { amountMinor: 0n, items: 0 };
const plus = (a: Holding, b: Holding): Holding => ({
  amountMinor: a.amountMinor + b.amountMinor,
  items: a.items + b.items,
});
const minus = (a: Holding, b: Holding): Holding => ({
  amountMinor: a.amountMinor - b.amountMinor,
  items: a.items - b.items,
});
const sumOf = (parts: readonly Part[], name: Part['part']): Holding =>
  parts
    .filter(({ part }) => part === name)
    .reduce<Holding>((sum, { amount, items }) => plus(sum, { amountMinor: amount, items }), NOTHING);

/** Puts the parts of one asset together. `header`: received is what parcels say; otherwise it is what the places hold. */
function placesFrom(parts: readonly Part[], header: boolean): Places {
  const places: Record<Place, Holding> = {
    posted: NOTHING,
    inFlight: NOTHING,
    exception: NOTHING,
    held: NOTHING,
    duplicate: NOTHING,
    rejected: NOTHING,
  };
  for (const { part, state, amount, items } of parts) {
    if (part !== 'items' && part !== 'unread' && part !== 'refused') continue;
    // What stands in a state that nobody knows is in no place: the sum then says what is missing.
    const place: Place | undefined = PLACE_OF[state];
    if (place === undefined) continue;
    places[place] = plus(places[place], { amountMinor: amount, items });
  }
  const waiting = sumOf(parts, 'waiting');
  places[PLACE_OF.ready] = minus(places[PLACE_OF.ready], waiting);
  places[PLACE_OF.waiting] = plus(places[PLACE_OF.waiting], waiting);
  const sum = PLACES.map((place) => places[place]).reduce(plus, NOTHING);
  const receivedMinor = header ? sumOf(parts, 'received').amountMinor : sum.amountMinor;
  const differenceMinor = receivedMinor - sum.amountMinor;
  const unknown = sumOf(parts, 'unknown');
  return { receivedMinor, items: sum.items, places, unknown, waiting, differenceMinor, sums: differenceMinor === 0n };
}

/** A header cannot be divided: where the scope cuts through parcels, their items are what was received. */
const cutsParcels = (tx: Tx, { entity, facilityId, payerId, period }: PlacesFilter): boolean =>
  (entity ?? facilityId ?? payerId ?? period) !== undefined || tx.actor.scope !== '*';

function readParts(tx: Tx, filter: PlacesFilter): Promise<Part[]> {
  const statement = new Statement(filter, null);
  return statement.read(tx, [
    statement.items(),
    statement.unread(),
    statement.refused(),
    statement.waiting(),
    statement.unknown(),
    cutsParcels(tx, filter) ? null : statement.received(),
  ]);
}

/** The asset a flow is shown in by a screen that knows one only: money, or else the first it has. */
const assetOfParts = (parts: readonly Part[]): string =>
  parts.some(({ asset }) => asset === MONEY) ? MONEY : (parts.map(({ asset }) => asset).sort()[0] ?? MONEY);

export type StateCount = { readonly flow: string; readonly state: Standing; readonly items: number };

/** All sums of a scope, read once: whatever a screen says of it is worked out from these, so no two of its figures can disagree. */
export type Sums = {
  /**
   * The scope of one flow, in the asset it is shown in. Files nobody could read belong to no flow; they are counted where no flow
   * was named.
   */
  of(flow: string | undefined): Places;
  /** Every flow and asset of the scope that anything stands in, by flow and asset. Nothing is added across them. */
  readonly measures: readonly MeasurePlaces[];
  /** Items by flow and state. What waits is counted once more as `waiting`: it is among the ready ones. */
  readonly states: readonly StateCount[];
  /** What waits behind stopped items, of one flow in one asset. */
  waitingOf(flow: string, asset: string): Holding;
};

function measuresOf(parts: readonly Part[], header: boolean): MeasurePlaces[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = `${part.flow ?? ''}|${part.asset}`;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      return first ? [{ flow: first.flow, asset: first.asset, places: placesFrom(own, header) }] : [];
    });
}

/**
 * Reads them in one statement, under the transaction's actor, so a facility-scoped person gets the sums of those facilities. A flow
 * that the filter names is all that they know.
 */
export async function readSums(tx: Tx, filter: PlacesFilter): Promise<Sums> {
  const header = !cutsParcels(tx, filter);
  const parts = await readParts(tx, filter);
  return {
    of: (flow) => {
      const own = parts.filter((part) => part.flow === flowOfFilter({ flow }));
      const asset = assetOfParts(own);
      const refused = flow === undefined ? parts.filter(({ part }) => part === 'refused') : [];
      return placesFrom([...own.filter((part) => part.asset === asset), ...refused], header);
    },
    measures: measuresOf(parts, header),
    states: parts.flatMap(({ part, flow, state, items }) =>
      flow !== null && (part === 'items' || part === 'waiting') ? [{ flow, state, items }] : [],
    ),
    waitingOf: (flow, asset) =>
      sumOf(
        parts.filter((part) => part.flow === flow && part.asset === asset),
        'waiting',
      ),
  };
}

/** The sums of one flow; of remittance-to-cash, with the files nobody could read, where none is named. */
export async function placesOf(tx: Tx, filter: PlacesFilter): Promise<Places> {
  const sums = await readSums(tx, { ...filter, flow: flowOfFilter(filter) });
  return sums.of(filter.flow);
}

/** Every flow and asset of the scope that anything stands in. */
export const placesByMeasure = async (tx: Tx, filter: PlacesFilter): Promise<readonly MeasurePlaces[]> =>
  (await readSums(tx, filter)).measures;

/** The same sums once more, divided by a column. What is not known of an item yet is under the key `null`. */
export async function placesBySplit(tx: Tx, filter: PlacesFilter, split: Split): Promise<PlacesOfKey[]> {
  const statement = new Statement({ ...filter, flow: flowOfFilter(filter) }, split);
  const parts = await statement.read(tx, [statement.items(), statement.unread(), statement.waiting()]);
  const asset = assetOfParts(parts);
  const groups = new Map<string | null, Part[]>();
  for (const part of parts.filter((one) => one.asset === asset)) {
    groups.set(part.key, [...(groups.get(part.key) ?? []), part]);
  }
  return [...groups].map(([key, own]) => ({ key, places: placesFrom(own, false) }));
}
