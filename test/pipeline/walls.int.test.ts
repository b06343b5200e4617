/**
 * Goal: a person of one facility sees that facility's money and nothing else, whatever a query forgets to ask; and what must
 * not be changed cannot be, whatever a program tries.
 * Method: a remit whose claims belong to two facilities goes through the pipeline; then plain SQL under the web and worker
 * roles, with the scope set, set to another facility, and not set.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, withTransaction } from '@/server/platform/db';
import { placesOf } from '@/server/read/places';
import { remitBytes } from '../fixtures/x12/remit-835';
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
  const idOf = async (code: string) =>
    (await product.sql<{ id: string }>('SELECT id FROM facility WHERE code = $1', [code]))[0]?.id ?? '';
  cedarRidge = await idOf('CDR');
  pinewood = await idOf('PNW');
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

/** Rows a role sees under a scope; `null` leaves the scope unset. */
async function seen<T extends pg.QueryResultRow>(client: pg.Client, scope: string | null, text: string): Promise<T[]> {
  await client.query('BEGIN');
  try {
    if (scope !== null) await client.query("SELECT set_config('tieout.facilities', $1, true)", [scope]);
    return (await client.query<T>(text)).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}

const FACILITY_TABLES = [
  'facility',
  'artifact',
  'artifact_chunk',
  'remit',
  'record',
  'event',
  'posting',
  'posting_line',
  'lineage_edge',
  'attempt',
  'attempt_outcome',
  'document',
  'exception',
  'cause',
];

describe('row-level security', () => {
  it('is enabled and forced on every table that holds facility data', async () => {
    const rows = await product.sql<{ name: string }>(
      'SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relforcerowsecurity',
    );
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining([...FACILITY_TABLES, 'replay', 'replay_item']));
  });

  it.each(FACILITY_TABLES)('shows nothing of %s without a scope, and to a facility that has nothing', async (table) => {
    const count = `SELECT count(*)::int AS n FROM ${table}`;
    for (const client of [web, worker]) {
      expect(await seen(client, null, count)).toEqual([{ n: 0 }]);
      expect(await seen(client, '', count)).toEqual([{ n: 0 }]);
      expect((await seen<{ n: number }>(client, '*', count))[0]?.n).toBeGreaterThan(0);
    }
    if (table === 'facility') return;
    const elsewhere = '00000000-0000-0000-0000-000000000001';
    expect(await seen(web, elsewhere, count)).toEqual([{ n: 0 }]);
  });

  it('shows a facility its own claims, lines and stops of a remit that it shares', async () => {
    const amounts = async (facility: string) =>
      (
        await seen<{ amount: string }>(
          web,
          facility,
          'SELECT amount_minor::text AS amount FROM event ORDER BY amount_minor',
        )
      ).map((row) => row.amount);
    expect(await amounts(cedarRidge)).toEqual(['10000', '10200']);
    expect(await amounts(pinewood)).toEqual(['10000', '10100']);
    const others = async (facility: string, table: string) =>
      (
        await seen<{ n: number }>(
          web,
          facility,
          `SELECT count(*)::int AS n FROM ${table} WHERE facility_id IS DISTINCT FROM '${facility}'`,
        )
      )[0]?.n;
    for (const table of ['event', 'posting_line', 'exception']) {
      expect(await others(cedarRidge, table), table).toBe(0);
      expect(await others(pinewood, table), table).toBe(0);
    }
  });

  it('shows a facility only the records and lineage of its own claims', async () => {
    const paths = (facility: string) =>
      seen<{ amount: string }>(web, facility, 'SELECT amount_minor::text AS amount FROM record ORDER BY amount_minor');
    expect(await paths(cedarRidge)).toEqual([{ amount: '10000' }, { amount: '10200' }]);
    const strays = await seen(
      web,
      pinewood,
      'SELECT 1 FROM lineage_edge l LEFT JOIN event e ON e.id = l.event_id WHERE e.id IS NULL',
    );
    expect(strays).toEqual([]);
  });

  it('gives a facility its own sums from the one formula, and the causes that stop its own dollars', async () => {
    const noor: Actor = { kind: 'user', name: 'noor.vale@fernhollow.example', scope: [cedarRidge] };
    const where = await withTransaction(noor, (tx) => placesOf(tx, {}));
    expect(where).toMatchObject({ receivedMinor: 20_200n, sums: true });
    expect(where.places.posted).toEqual({ amountMinor: 20_200n, items: 2 });
    const codes = async (facility: string) =>
      (await seen<{ code: string }>(web, facility, 'SELECT code FROM cause ORDER BY code')).map((row) => row.code);
    expect(await codes(cedarRidge)).toEqual([]);
    expect(await codes('*')).toEqual(['FACILITY_UNKNOWN', 'REMIT_UNBALANCED']);
  });

  it('lets nobody write into a facility that he does not see', async () => {
    await expect(
      seen(web, cedarRidge, `UPDATE event SET facility_id = '${pinewood}' RETURNING id`),
    ).rejects.toMatchObject({ code: '42501' });
    expect(
      await seen(web, cedarRidge, "UPDATE event SET state = 'rejected' WHERE amount_minor = 10100 RETURNING id"),
    ).toEqual([]);
  });
});

describe('grants', () => {
  const refused = { code: '42501' };

  it.each([
    'audit',
    'attempt',
    'attempt_outcome',
    'document',
    'record',
    'artifact_chunk',
    'lineage_edge',
    'plb_movement',
  ])('nobody who serves or works may change %s', async (table) => {
    const column = table === 'plb_movement' ? 'amount_minor' : table === 'artifact_chunk' ? 'ordinal' : 'id';
    for (const client of [web, worker]) {
      await expect(seen(client, '*', `UPDATE ${table} SET ${column} = ${column}`)).rejects.toMatchObject(refused);
      await expect(seen(client, '*', `DELETE FROM ${table}`)).rejects.toMatchObject(refused);
    }
  });

  it.each([
    'event',
    'remit',
    'posting',
    'posting_line',
    'artifact',
    'exception',
    'cause',
    'control_total',
    'verify_run',
  ])('the web role deletes nothing from %s', async (table) => {
    await expect(seen(web, '*', `DELETE FROM ${table}`)).rejects.toMatchObject(refused);
  });

  it.each([
    "INSERT INTO posting_line (posting_id, line_no, account, debit_minor, credit_minor) SELECT id, 999, '1', 0, 0 FROM posting",
    "INSERT INTO attempt (id, posting_id, number, kind, key, fence, deadline_at) SELECT gen_random_uuid(), id, 1, 'send', key, 1, now() FROM posting",
    'TRUNCATE audit',
    'ALTER TABLE audit DISABLE TRIGGER ALL',
    'ALTER TABLE event DISABLE ROW LEVEL SECURITY',
    'SET session_replication_role = replica',
    'CREATE TABLE mine (id int)',
  ])('the web role may not: %s', async (text) => {
    await expect(seen(web, '*', text)).rejects.toMatchObject(refused);
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
