import type { Place } from '@/domain/stages';
import { type Dimension, type Fact, type Names, NOT_KNOWN } from './reconciliation';

/** Sums of a scope: what was received and where it is. `posted − received` is what the reasons must sum to. */
export type Sums = {
  readonly items: number;
  readonly receivedMinor: bigint;
  readonly postedMinor: bigint;
  readonly places: Readonly<Record<Place, { readonly items: number; readonly amountMinor: bigint }>>;
  readonly unknownItems: number;
  readonly differsItems: number;
};
export type PivotCell = Sums & { readonly row: string; readonly column: string };
type PivotHead = { readonly key: string; readonly name: string };
export type Pivot = {
  readonly rows: readonly PivotHead[];
  readonly columns: readonly PivotHead[];
  readonly cells: readonly PivotCell[];
  readonly total: Sums;
};

/** Rows and columns shown one by one, the largest first; the others are one row (or column) that still sums. */
export const ROWS_MAX = 24;
export const COLUMNS_MAX = 8;
/** The key of what is summed up. */
export const OTHERS = 'others';
/** The key of totals. */
export const ALL = 'all';

const NOT_KNOWN_WORDS: Readonly<Record<Dimension, string>> = {
  payer: 'Payer not known yet',
  facility: 'Facility not known yet',
  entity: 'Entity not known yet',
};

export function sumsOf(facts: readonly Fact[]): Sums {
  const empty = () => ({ items: 0, amountMinor: 0n });
  const places: Record<Place, { items: number; amountMinor: bigint }> = {
    posted: empty(),
    inFlight: empty(),
    exception: empty(),
    held: empty(),
    duplicate: empty(),
    rejected: empty(),
  };
  let [items, unknownItems, differsItems, receivedMinor] = [0, 0, 0, 0n];
  for (const fact of facts) {
    const place = places[fact.place];
    place.items += fact.items;
    place.amountMinor += fact.amountMinor;
    items += fact.items;
    receivedMinor += fact.amountMinor;
    if (fact.unknown) unknownItems += fact.items;
    if (fact.differs) differsItems += fact.items;
  }
  return { items, receivedMinor, postedMinor: places.posted.amountMinor, places, unknownItems, differsItems };
}

/** Which facts a row and column mean; `all` and `others` mean several. */
export type Selection = {
  readonly rows: Dimension;
  readonly columns: Dimension;
  readonly row: string;
  readonly column: string;
};

/** Lays the facts out by two dimensions. Every fact is in exactly one cell, so cells sum to rows, columns and the total. */
export function pivotOf(facts: readonly Fact[], rows: Dimension, columns: Dimension, names: Names): Pivot {
  const rowHeads = headsOf(facts, rows, names, ROWS_MAX);
  const columnHeads = headsOf(facts, columns, names, COLUMNS_MAX);
  const rowKeys = keysOf(rowHeads);
  const columnKeys = keysOf(columnHeads);
  const groups = new Map<string, { row: string; column: string; facts: Fact[] }>();
  const add = (row: string, column: string, fact: Fact): void => {
    const key = `${row}|${column}`;
    const group = groups.get(key) ?? { row, column, facts: [] };
    groups.set(key, group);
    group.facts.push(fact);
  };
  for (const fact of facts) {
    const row = rowKeys.has(fact[rows]) ? fact[rows] : OTHERS;
    const column = columnKeys.has(fact[columns]) ? fact[columns] : OTHERS;
    add(row, column, fact);
    add(row, ALL, fact);
    add(ALL, column, fact);
  }
  const cells = [...groups.values()].map(({ row, column, facts: own }) => ({ row, column, ...sumsOf(own) }));
  return { rows: rowHeads, columns: columnHeads, cells, total: sumsOf(facts) };
}

const keysOf = (heads: readonly PivotHead[]): ReadonlySet<string> => new Set(heads.map((head) => head.key));

function headsOf(facts: readonly Fact[], dimension: Dimension, names: Names, most: number): PivotHead[] {
  const sums = new Map<string, bigint>();
  for (const fact of facts) sums.set(fact[dimension], (sums.get(fact[dimension]) ?? 0n) + absolute(fact.amountMinor));
  const order = [...sums].sort(
    (a, b) => compareKnown(a[0], b[0]) || (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : a[0] < b[0] ? -1 : 1),
  );
  const shown = order.length > most ? order.slice(0, most - 1) : order;
  const heads = shown.map(([key]) => ({ key, name: nameOf(key, dimension, names) }));
  const rest = order.length - shown.length;
  return rest > 0 ? [...heads, { key: OTHERS, name: `${rest} others` }] : heads;
}

/** What is not known yet stands last, whatever it holds: it is nobody's row. */
const compareKnown = (a: string, b: string): number => Number(a === NOT_KNOWN) - Number(b === NOT_KNOWN);

function nameOf(key: string, dimension: Dimension, names: Names): string {
  if (key === NOT_KNOWN) return NOT_KNOWN_WORDS[dimension];
  const name = names[dimension].get(key) ?? 'Outside your facilities';
  return dimension === 'entity' ? `${key} ${name}` : name;
}

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);
