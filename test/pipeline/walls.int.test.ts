/**
 * Goal: a person of one facility sees that facility's money and nothing else, whatever a query forgets to ask; and what must
 * not be changed cannot be, whatever a program tries.
 * Method: a remit whose claims belong to two facilities goes through the pipeline; then plain SQL under the web and worker
 * roles, with the scope set, set to another facility, and not set.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrace } from '@/server/lineage';
import { readSource } from '@/server/lineage/source';
import { type Actor, type Tx, withTransaction } from '@/server/platform/db';
import { readArtifact, readArtifacts } from '@/server/read/artifacts';
import { readLive } from '@/server/read/overview-live';
import { placesOf } from '@/server/read/places';
import { search } from '@/server/read/search';
import { remitBytes } from '../fixtures/x12/remit-835';
import {
  causeCodes,
  type Db,
  dbOf,
  deleteRows,
  eventAmounts,
  FACILITY_TABLES,
  FORBIDDEN_TO_WEB,
  facilityIdOf,
  KEPT_BY_WEB,
  moveEvents,
  OWNED_TABLES,
  type OwnedTable,
  recordAmounts,
  rejectAmount,
  rewriteRows,
  rowsIn,
  rowsOfOthers,
  strayEdges,
  WRITTEN_ONCE,
} from '../setup/books';
import { openProduct, type Product, settle } from '../setup/pipeline';

let product: Product;
let web: pg.Client;
let worker: pg.Client;
let cedarRidge: string;
let pinewood: string;

beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  const claim = (id: string, paid: string) => ({ id, charge: paid, paid, lines: [{ charge: paid, paid }] });
  const remit = (trace: string, payeeNpi: string, ids: readonly string[], payment?: string) =>
    remitBytes(
      [{ trace, payeeNpi, taxId: '891000100', claims: ids.map((id, i) => claim(id, String(100 + i))), payment }],
      { control: trace.replace(/\D/g, '') },
    );
  await product.send('both.835', remit('WALL-1', '2000000119', ['CDR-1', 'PNW-2', 'CDR-3']));
  await product.send('pinewood.835', remit('WALL-2', '2000000135', ['PNW-5']));
  await product.send('unbalanced.835', remit('WALL-3', '2000000135', ['PNW-6'], '99'));
  // A payee known by its tax id alone, and an account prefix that nobody mapped: money that is no facility's yet.
  await product.send('nobody.835', remit('WALL-4', '2999999999', ['ZZQ-7']), false);
  await settle(product);
  cedarRidge = await facilityIdOf(product, 'CDR');
  pinewood = await facilityIdOf(product, 'PNW');
  web = new pg.Client({ connectionString: product.database.webUrl });
  worker = new pg.Client({ connectionString: product.database.workerUrl });
  await web.connect();
  await worker.connect();
}, 120_000);
afterAll(async () => {
  await web.end();
  await worker.end();
  await product.close();
});

/** What a role is answered under a scope; `null` leaves the scope unset. */
async function seen<T>(client: pg.Client, scope: string | null, ask: (db: Db) => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    if (scope !== null) await client.query("SELECT set_config('tieout.facilities', $1, true)", [scope]);
    return await ask(dbOf(client));
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('row-level security', () => {
  it('is enabled and forced on every table that holds facility data', async () => {
    const rows = await product.sql<{ name: string }>(
      'SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relforcerowsecurity',
    );
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining([...FACILITY_TABLES, 'replay', 'replay_item']));
  });

  it.each(FACILITY_TABLES)('shows nothing of %s without a scope, and to a facility that has nothing', async (table) => {
    const count = (db: Db) => rowsIn(db, table);
    for (const client of [web, worker]) {
      expect(await seen(client, null, count)).toEqual([{ n: 0 }]);
      expect(await seen(client, '', count)).toEqual([{ n: 0 }]);
      expect((await seen(client, '*', count))[0]?.n).toBeGreaterThan(0);
    }
    if (table === 'facility') return;
    const elsewhere = '00000000-0000-0000-0000-000000000001';
    expect(await seen(web, elsewhere, count)).toEqual([{ n: 0 }]);
  });

  it('shows a facility its own claims, lines and stops of a remit that it shares', async () => {
    const amounts = (facility: string) => seen(web, facility, eventAmounts);
    expect(await amounts(cedarRidge)).toEqual(['10000', '10200']);
    expect(await amounts(pinewood)).toEqual(['10000', '10100']);
    const others = (facility: string, table: OwnedTable) =>
      seen(web, facility, (db) => rowsOfOthers(db, table, facility));
    for (const table of OWNED_TABLES) {
      expect(await others(cedarRidge, table), table).toBe(0);
      expect(await others(pinewood, table), table).toBe(0);
    }
  });

  it('shows a facility only the records and lineage of its own claims', async () => {
    const paths = (facility: string) => seen(web, facility, recordAmounts);
    expect(await paths(cedarRidge)).toEqual([{ amount: '10000' }, { amount: '10200' }]);
    const strays = await seen(web, pinewood, strayEdges);
    expect(strays).toEqual([]);
  });

  it('gives a facility its own sums from the one formula, and the causes that stop its own dollars', async () => {
    const noor: Actor = { kind: 'user', name: 'noor.vale@fernhollow.example', scope: [cedarRidge] };
    const where = await withTransaction(noor, (tx) => placesOf(tx, {}));
    expect(where).toMatchObject({ receivedMinor: 20_200n, sums: true });
    expect(where.places.posted).toEqual({ amountMinor: 20_200n, items: 2 });
    const codes = (facility: string) => seen(web, facility, causeCodes);
    expect(await codes(cedarRidge)).toEqual([]);
    expect(await codes('*')).toEqual(['FACILITY_UNKNOWN', 'REMIT_UNBALANCED']);
  });

  it('tells nobody of one facility what a shared remit adds up to, on any screen', async () => {
    const noor: Actor = { kind: 'user', name: 'noor.vale@fernhollow.example', scope: [cedarRidge] };
    const everyone: Actor = { kind: 'user', name: 'vera.lindqvist@fernhollow.example', scope: '*' };
    const screens = async (actor: Actor) => {
      const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => withTransaction(actor, work);
      const { parcels, postings } = await read((tx) => search(tx, 'WALL-1'));
      const parcelId = parcels[0]?.id ?? '';
      const files = await read((tx) => readArtifacts(tx, { state: null, connection: null, after: null }));
      const file = files.rows.find(({ name }) => name === 'both.835');
      const trace = await read((tx) => readTrace(tx, { parcelId }));
      return {
        parcels,
        postings,
        byTotal: (await read((tx) => search(tx, '303.00'))).parcels,
        journal: await read((tx) => search(tx, parcelId)),
        files: files.rows,
        file: await read((tx) => readArtifact(tx, file?.id ?? '')),
        live: await read(readLive),
        trace,
        source: await read((tx) => readSource(tx, { parcelId, unmasked: false })),
      };
    };
    const told = async (actor: Actor): Promise<string> =>
      JSON.stringify(await screens(actor), (_, value) => (typeof value === 'bigint' ? value.toString() : value));
    const all = await told(everyone);
    expect(all).toContain('"30300"');
    expect(all).toContain('"303"');
    const own = await told(noor);
    expect(own).toContain('"20200"');
    for (const sum of ['30300', '303', '10100', '-30300']) expect(own.includes(`"${sum}"`), sum).toBe(false);
  });

  it('lets nobody write into a facility that he does not see', async () => {
    await expect(seen(web, cedarRidge, (db) => moveEvents(db, pinewood))).rejects.toMatchObject({ code: '42501' });
    expect(await seen(web, cedarRidge, (db) => rejectAmount(db, 10_100))).toEqual([]);
  });
});

describe('grants', () => {
  const refused = { code: '42501' };

  it.each(WRITTEN_ONCE)('nobody who serves or works may change %s', async (table) => {
    for (const client of [web, worker]) {
      await expect(seen(client, '*', (db) => rewriteRows(db, table))).rejects.toMatchObject(refused);
      await expect(seen(client, '*', (db) => deleteRows(db, table))).rejects.toMatchObject(refused);
    }
  });

  it.each(KEPT_BY_WEB)('the web role deletes nothing from %s', async (table) => {
    await expect(seen(web, '*', (db) => deleteRows(db, table))).rejects.toMatchObject(refused);
  });

  it.each(FORBIDDEN_TO_WEB)('the web role may not: %s', async (text) => {
    await expect(seen(web, '*', ({ sql }) => sql(text))).rejects.toMatchObject(refused);
  });

  it('neither role owns anything or bypasses row-level security', async () => {
    const roles = await product.sql(
      `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid
         AND c.relnamespace = 'public'::regnamespace) AS owns
       FROM pg_roles r WHERE rolname IN ('tieout_web', 'tieout_worker') ORDER BY 1`,
    );
    const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, owns: 0 };
    expect(roles).toEqual([
      { rolname: 'tieout_web', ...nothing },
      { rolname: 'tieout_worker', ...nothing },
    ]);
  });
});
