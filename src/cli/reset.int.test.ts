// Goal: a reset leaves nothing that flowed and everything that was set up, and no table is forgotten. Method: the
// catalogue of a migrated database, and a row on either side.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeDatabase } from '@/server/platform/db';
import { addIdentity, addSetting, afterReset, dbOf } from '../../test/setup/books';
import { enterDatabase, type TestDatabase } from '../../test/setup/database';
import { EMPTIED, KEPT, runReset } from './reset';

let database: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await enterDatabase('worker');
  // The command works on the owner's connection: no work role may erase.
  process.env.WORKER_DATABASE_URL = database.ownerUrl;
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

it('names every table exactly once', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition AND relname <> '_prisma_migrations'`,
  );
  expect([...EMPTIED, ...KEPT].toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

it('refuses outside a sandbox and empties inside one', async () => {
  await addIdentity(dbOf(owner));
  await addSetting(dbOf(owner), 'kept', 1);
  const said: string[] = [];
  expect(await runReset(['--yes'], (line) => said.push(line))).toBe(1);
  expect(said.join()).toMatch(/not a sandbox/);
  expect(await runReset(['--yes', '--force'], () => undefined)).toBe(0);
  expect(await afterReset(dbOf(owner))).toEqual({ gone: 0, kept: 1, audits: 1 });
});
