import type { Pool } from 'pg';
import { parseCents } from '../cents';
import { reference } from '../reference';
import { parseQuantity } from './quantity';

export type Site = {
  readonly code: string;
  readonly supplier: string;
  readonly line1: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly active: boolean;
};
export type Supplier = {
  readonly code: string;
  readonly name: string;
  readonly taxIdToken: string | null;
  readonly active: boolean;
};
export type Item = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly lotTracked: boolean;
  /** Cents. */
  readonly unitCost: bigint;
  readonly supplier: string;
  readonly active: boolean;
};
export type Location = {
  readonly code: string;
  readonly name: string;
  readonly company: string;
  readonly facility: string;
  readonly kind: string;
  readonly active: boolean;
};
type Statistic = { readonly number: string; readonly name: string; readonly unit: string; readonly active: boolean };

/** The master data of buying and storing, and of what is counted and not paid. */
export type Supply = {
  readonly suppliers: ReadonlyMap<string, Supplier>;
  readonly sites: ReadonlyMap<string, Site>;
  readonly items: ReadonlyMap<string, Item>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly statistics: ReadonlyMap<string, Statistic>;
};

/** Writes the suppliers, items and locations; rows that exist are left as the people of the ERP have made them. */
export async function seedSupply(pool: Pool): Promise<void> {
  const sites = reference.suppliers.flatMap(({ code: supplier, sites: each }) =>
    each.map(({ postalCode, ...site }) => ({ ...site, supplier, postal_code: postalCode })),
  );
  const inserts: [string, readonly unknown[]][] = [
    ['supplier', reference.suppliers.map((each) => ({ ...each, tax_id_token: each.taxIdToken, active: true }))],
    ['supplier_site', sites],
    [
      'item',
      reference.items.map(({ lotTracked, unitCost, ...item }) => ({
        ...item,
        lot_tracked: lotTracked,
        unit_cost: parseCents(unitCost).toString(),
        active: true,
      })),
    ],
    ['location', reference.locations.map((each) => ({ ...each, active: true }))],
    ['statistic', reference.statisticalAccounts.map((each) => ({ ...each, active: true }))],
  ];
  for (const [table, rows] of inserts) {
    await pool.query(
      `insert into sandbox_erp.${table}
       select * from jsonb_populate_recordset(null::sandbox_erp.${table}, $1::jsonb) on conflict do nothing`,
      [JSON.stringify(rows)],
    );
  }
  // Only an empty store is filled: a restart must not put back what has been used.
  const { rows } = await pool.query<{ filled: boolean }>('select exists (select 1 from sandbox_erp.stock) as filled');
  if (!rows[0]?.filled) await restock(pool);
}

/** Puts everything back where it lay on the first day. */
export async function restock(pool: Pool): Promise<void> {
  const companyOf = new Map(reference.locations.map((each) => [each.code, each.company]));
  const rows = reference.stock.map(({ location, item, lot, onHand }) => ({
    company: companyOf.get(location),
    location,
    item,
    lot,
    on_hand: parseQuantity(onHand)?.toString(),
  }));
  await pool.query('delete from sandbox_erp.stock');
  await pool.query(
    'insert into sandbox_erp.stock select * from jsonb_populate_recordset(null::sandbox_erp.stock, $1::jsonb)',
    [JSON.stringify(rows)],
  );
}

export async function loadSupply(pool: Pool): Promise<Supply> {
  const [suppliers, sites, items, locations, statistics] = await Promise.all([
    pool.query<Supplier>(
      'select code, name, tax_id_token as "taxIdToken", active from sandbox_erp.supplier order by code',
    ),
    pool.query<Site>(
      `select code, supplier, line1, city, state, postal_code as "postalCode", active
       from sandbox_erp.supplier_site order by code`,
    ),
    pool.query<Omit<Item, 'unitCost'> & { unitCost: string }>(
      `select code, name, unit, lot_tracked as "lotTracked", unit_cost as "unitCost", supplier, active
       from sandbox_erp.item order by code`,
    ),
    pool.query<Location>('select code, name, company, facility, kind, active from sandbox_erp.location order by code'),
    pool.query<Statistic>('select number, name, unit, active from sandbox_erp.statistic order by number'),
  ]);
  return {
    suppliers: new Map(suppliers.rows.map((row) => [row.code, row])),
    sites: new Map(sites.rows.map((row) => [row.code, row])),
    items: new Map(items.rows.map((row) => [row.code, { ...row, unitCost: BigInt(row.unitCost) }])),
    locations: new Map(locations.rows.map((row) => [row.code, row])),
    statistics: new Map(statistics.rows.map((row) => [row.number, row])),
  };
}
