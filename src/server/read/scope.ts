/** Which part of what flowed is looked at, and the SQL conditions of it, so that a list and its total can never disagree. */
export type PlacesFilter = {
  readonly artifactId?: string;
  readonly parcelId?: string;
  /** The flow whose measure is looked at; remittance-to-cash where nobody says. */
  readonly flow?: string;
  readonly entity?: string;
  readonly facilityId?: string;
  readonly payerId?: string;
  /** `YYYY-MM`: the period of the item, or the month of its business date while no period is known. */
  readonly period?: string;
};

/** A scope that running totals can tell; they know no artifact and no parcel. */
export type TotalsFilter = Omit<PlacesFilter, 'artifactId' | 'parcelId'>;

/** A condition and the values it binds, from `$1` on. */
export type Conditions = { readonly sql: string; readonly values: readonly unknown[] };

/** The measure of the screens that know one only: cash received, in cents. */
const FLOW = 'remittance-to-cash';
export const MONEY = 'USD/2';
export const flowOfFilter = (filter: PlacesFilter): string => filter.flow ?? FLOW;

/** The month an item counts in; the running totals are kept by the same one. */
export const ITEM_PERIOD = 'tieout_month(i.period, i.business_date)';
/** The month of a parcel whose items do not count yet. */
export const PARCEL_PERIOD = `to_char(r.on_date, 'YYYY-MM')`;

/** Collects values for one statement and names them. */
export class Bound {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

type Key = keyof PlacesFilter;
type Column = readonly [Key, (value: string) => string];
const equals =
  (column: string) =>
  (value: string): string =>
    `${column} = ${value}`;

const ITEM: readonly Column[] = [
  ['flow', equals('i.flow_code')],
  ['artifactId', (value) => `i.parcel_id IN (SELECT id FROM parcel WHERE artifact_id = ${value})`],
  ['parcelId', equals('i.parcel_id')],
  ['entity', equals('i.entity_code')],
  ['facilityId', equals('i.facility_id')],
  ['payerId', equals('i.payer_id')],
  ['period', equals(ITEM_PERIOD)],
];
const PARCEL: readonly Column[] = [
  ['flow', equals('r.flow_code')],
  ['artifactId', equals('r.artifact_id')],
  ['parcelId', equals('r.id')],
  ['entity', equals('r.entity_code')],
  ['facilityId', (value) => `${value} = ANY (r.facility_ids)`],
  ['payerId', equals('r.payer_id')],
  ['period', equals(PARCEL_PERIOD)],
];
const TOTAL: readonly Column[] = [
  ['flow', equals('t.flow_code')],
  ['entity', equals('t.entity_code')],
  ['facilityId', equals('t.facility_id')],
  ['payerId', equals('t.payer_id')],
  ['period', equals('t.period')],
];

function condition(filter: PlacesFilter, columns: readonly Column[], bound: Bound): string {
  const parts = columns.flatMap(([key, sql]) => (filter[key] === undefined ? [] : [sql(bound.add(filter[key]))]));
  return parts.length === 0 ? 'true' : parts.join(' AND ');
}

/** Over `i` (item): the scope, of every asset, and of every flow when none is named. */
export const itemsIn = (filter: PlacesFilter, bound: Bound): string => condition(filter, ITEM, bound);
/** Over `r` (parcel). */
export const parcelsIn = (filter: PlacesFilter, bound: Bound): string => condition(filter, PARCEL, bound);
/** Over `t` (running totals and their tail), which know no artifact and no parcel. */
export const totalsIn = (filter: PlacesFilter, bound: Bound): string => condition(filter, TOTAL, bound);

function ofMeasure(filter: PlacesFilter, alias: string, columns: readonly Column[]): Conditions {
  const bound = new Bound();
  const scope = condition({ ...filter, flow: flowOfFilter(filter) }, columns, bound);
  return { sql: `${scope} AND ${alias}.asset = ${bound.add(MONEY)}`, values: bound.values };
}

/** Over `i` (item): what a figure of this scope is made of. One flow and one asset, so that amounts may be added. */
export const itemConditions = (filter: PlacesFilter): Conditions => ofMeasure(filter, 'i', ITEM);
/** The same over `t` (running totals and their tail). */
export const totalConditions = (filter: TotalsFilter): Conditions => ofMeasure(filter, 't', TOTAL);
/** The same over `r` (parcel). */
export const parcelConditions = (filter: PlacesFilter): Conditions => ofMeasure(filter, 'r', PARCEL);
