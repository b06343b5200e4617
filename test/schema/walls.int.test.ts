// Goal: the walls in the database stand for every table, also for those added later. Method: the catalogue of a migrated
// database, and two sessions that try.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../setup/database';

const ROLES = ['tieout_web', 'tieout_worker'];

let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(() => owner.end());

const names = async (sql: string, values: unknown[] = []): Promise<string[]> =>
  (await owner.query<{ name: string }>(sql, values)).rows.map(({ name }) => name);

describe('row-level security', () => {
  it('is enabled, forced and has a policy on every table with facility data', async () => {
    const open = await names(
      `SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND a.attname IN ('facility_id', 'facility_ids') AND c.relname <> 'app_user'
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                  AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`,
    );
    expect(open).toEqual([]);
  });

  it('is on for the tables whose rows follow another row', async () => {
    const on = await names(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
       AND relforcerowsecurity`,
    );
    expect(on).toEqual(
      expect.arrayContaining([
        ...['artifact_chunk', 'parcel_flow', 'event', 'attempt', 'document', 'cause'],
        ...['saga_step', 'concern', 'tie', 'tie_entry', 'tie_suggestion', 'approval_vote'],
      ]),
    );
  });

  it('shows nothing without a scope, and one facility with one', async () => {
    const web = new pg.Client({ connectionString: database.webUrl });
    await web.connect();
    await owner.query(`INSERT INTO legal_entity (code, name) VALUES ('900', 'Entity')`);
    const mine = '00000000-0000-7000-8000-000000000001';
    for (const [index, id] of [mine, '00000000-0000-7000-8000-000000000002'].entries()) {
      await owner.query(`INSERT INTO facility (id, code, name, entity_code) VALUES ($1, $2, 'F', '900')`, [
        id,
        `F${index}`,
      ]);
    }
    const seen = async (scope: string | null): Promise<number> => {
      await web.query('BEGIN');
      if (scope !== null) await web.query(`SELECT set_config('tieout.facilities', $1, true)`, [scope]);
      const { rowCount } = await web.query('SELECT FROM facility');
      await web.query('COMMIT');
      return rowCount ?? 0;
    };
    expect([await seen(null), await seen(''), await seen(mine), await seen('*')]).toEqual([0, 0, 1, 2]);
    await web.end();
  });
});

describe('facts', () => {
  const mine = '00000000-0000-7000-8000-000000000001';
  const asked = `FROM item_event v WHERE v.flow_code = 'f' AND v.state = 'ready'`;

  /** What the web role is answered under a scope. */
  async function seen(scope: string, sql: string): Promise<Record<string, string>[]> {
    const web = new pg.Client({ connectionString: database.webUrl });
    await web.connect();
    await web.query('BEGIN');
    await web.query(`SELECT set_config('tieout.facilities', $1, true)`, [scope]);
    const { rows } = await web.query<Record<string, string>>(sql);
    await web.end();
    return rows;
  }

  it('are read through the items that a person may see, and not by themselves', async () => {
    await owner.query(
      `INSERT INTO event (id, parcel_id, ordinal, type, asset, amount_minor, facts, order_keys)
       SELECT tieout_uuid7_floor(now()), gen_random_uuid(), 0, 't', 'USD/2', 1, '{}', '\\x00'`,
    );
    await owner.query(
      `INSERT INTO item (event_id, flow_code, lane, shard, order_key, position, state, asset, amount_minor, business_date, facility_id)
       SELECT id, f, 1, 0, '\\x00', id, 'ready', 'USD/2', 1, now(), $1 FROM event, unnest(ARRAY['f', 'other']) AS f`,
      [mine],
    );
    const elsewhere = '00000000-0000-7000-8000-000000000003';
    const rows = async (scope: string, sql: string) => (await seen(scope, sql)).length;
    expect(await rows(mine, 'SELECT FROM event')).toBe(0);
    expect(await rows(mine, `SELECT ${asked}`)).toBe(1);
    expect(await rows(elsewhere, `SELECT ${asked}`)).toBe(0);
    expect(await rows('', `SELECT ${asked}`)).toBe(0);
    expect(await rows('*', 'SELECT FROM event')).toBe(1);
  });

  it.each([
    `SELECT count(*), sum(v.amount_minor) ${asked}`,
    `SELECT v.facts ${asked} AND v.parcel_id = '${mine}' ORDER BY v.id LIMIT 50`,
    'SELECT i.state, count(*), sum(i.amount_minor) FROM item i GROUP BY 1',
    'SELECT t.state, sum(t.amount_minor) FROM place_total t GROUP BY 1',
    'SELECT t.cause_id, sum(t.amount_minor) FROM stop_total t GROUP BY 1',
    'SELECT t.flow_code, sum(t.amount_minor) FROM wait_total t GROUP BY 1',
  ])('of a facility are found without asking row by row: %s', async (sql) => {
    const plan = (await seen(mine, `EXPLAIN ${sql}`)).map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/SubPlan/);
  });
});

describe('the work roles', () => {
  it('own nothing and bypass nothing', async () => {
    const { rows } = await owner.query(
      `SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)`,
      [ROLES],
    );
    expect(rows).toEqual([]);
    const owned = await names(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY ($1)`,
      [ROLES],
    );
    expect(owned).toEqual([]);
  });

  it('can only add to audit and attempts', async () => {
    const rights = await names(
      `SELECT table_name || ' ' || privilege_type AS name FROM information_schema.role_table_grants
       WHERE grantee = ANY ($1) AND table_name ~ '^(audit|attempt|attempt_outcome)(_\\d+)?$'
         AND privilege_type NOT IN ('SELECT', 'INSERT')`,
      [ROLES],
    );
    expect(rights).toEqual([]);
  });

  it('may truncate nothing and create nothing', async () => {
    const truncate = await names(
      `SELECT table_name AS name FROM information_schema.role_table_grants
       WHERE grantee = ANY ($1) AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')`,
      [ROLES],
    );
    expect(truncate).toEqual([]);
    const worker = new pg.Client({ connectionString: database.workerUrl });
    await worker.connect();
    await expect(worker.query('CREATE TABLE public.mine (a int)')).rejects.toThrow(/permission denied/);
    await worker.end();
  });
});
