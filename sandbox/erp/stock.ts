import type { PoolClient } from 'pg';
import type { Queryable } from './database';
import { formatQuantity } from './quantity';

/** One item at one place; an empty lot is an item that is not tracked by lot. Quantities are thousandths. */
export type StockKey = {
  readonly company: string;
  readonly location: string;
  readonly item: string;
  readonly lot: string;
};

/**
 * Makes all that touches an item at a place wait for one another. The rows themselves will not do: the first lot that
 * arrives has no row to lock yet. Sorted, so that two documents over the same items cannot wait for each other.
 */
export async function lockStock(client: PoolClient, keys: readonly StockKey[]): Promise<void> {
  const places = [...new Set(keys.map((key) => `${key.company} ${key.location} ${key.item}`))].sort();
  for (const place of places) {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('sandbox_erp.stock ' || $1, 0))`, [place]);
  }
}

/**
 * What may still be taken: what lies there less what is held for others, both of the lot and of all lots together,
 * because a reservation need not say which lot it will be. The holder's own part does not stand in the holder's way.
 */
export async function availableOf(client: PoolClient, key: StockKey, holderId: bigint | null): Promise<bigint> {
  const { rows } = await client.query<{ lot_free: string; all_free: string }>(
    `with held as (
       select lot, open from sandbox_erp.reserved
       where company = $1 and location = $2 and item = $3 and open > 0 and document_id is distinct from $5),
     lying as (select lot, on_hand from sandbox_erp.stock where company = $1 and location = $2 and item = $3)
     select (select coalesce(sum(on_hand), 0) from lying where lot = $4)
         - (select coalesce(sum(open), 0) from held where lot = $4) as lot_free,
       (select coalesce(sum(on_hand), 0) from lying) - (select coalesce(sum(open), 0) from held) as all_free`,
    [key.company, key.location, key.item, key.lot, holderId],
  );
  const [lotFree, allFree] = [BigInt(rows[0]?.lot_free ?? '0'), BigInt(rows[0]?.all_free ?? '0')];
  return lotFree < allFree ? lotFree : allFree;
}

/** What a reservation without a lot may hold: all lots of the item together. */
export async function availableInAll(client: PoolClient, key: StockKey): Promise<bigint> {
  const { rows } = await client.query<{ free: string }>(
    `select (select coalesce(sum(on_hand), 0) from sandbox_erp.stock where company = $1 and location = $2 and item = $3)
       - (select coalesce(sum(open), 0) from sandbox_erp.reserved
          where company = $1 and location = $2 and item = $3 and open > 0) as free`,
    [key.company, key.location, key.item],
  );
  return BigInt(rows[0]?.free ?? '0');
}

/** Adds to what lies there, or takes from it; the caller has looked whether there is enough. */
export async function changeStock(client: PoolClient, key: StockKey, change: bigint): Promise<void> {
  if (change < 0n) {
    await client.query(
      `update sandbox_erp.stock set on_hand = on_hand + $5
       where company = $1 and location = $2 and item = $3 and lot = $4`,
      [key.company, key.location, key.item, key.lot, change],
    );
    return;
  }
  await client.query(
    `insert into sandbox_erp.stock as s (company, location, item, lot, on_hand) values ($1, $2, $3, $4, $5)
     on conflict (company, location, item, lot) do update set on_hand = s.on_hand + excluded.on_hand`,
    [key.company, key.location, key.item, key.lot, change],
  );
}

type StockFilter = { readonly company?: string; readonly location?: string; readonly item?: string };

/** Stock on hand by lot. What is held without a lot is shown on each of the item's rows as `reservedAnyLot`. */
export async function readStock(db: Queryable, filter: StockFilter) {
  const { rows } = await db.query<StockKey & { on_hand: string; held: string; held_any: string }>(
    `select s.company, s.location, s.item, s.lot, s.on_hand,
       (select coalesce(sum(open), 0) from sandbox_erp.reserved r where r.open > 0 and r.company = s.company
        and r.location = s.location and r.item = s.item and r.lot = s.lot) as held,
       (select coalesce(sum(open), 0) from sandbox_erp.reserved r where r.open > 0 and r.company = s.company
        and r.location = s.location and r.item = s.item and r.lot = '' and s.lot <> '') as held_any
     from sandbox_erp.stock s
     where ($1::text is null or company = $1) and ($2::text is null or location = $2) and ($3::text is null or item = $3)
     order by company, location, item, lot`,
    [filter.company ?? null, filter.location ?? null, filter.item ?? null],
  );
  return rows.map((row) => ({
    company: row.company,
    location: row.location,
    item: row.item,
    lot: row.lot || null,
    onHand: formatQuantity(BigInt(row.on_hand)),
    reserved: formatQuantity(BigInt(row.held)),
    reservedAnyLot: formatQuantity(BigInt(row.held_any)),
  }));
}
