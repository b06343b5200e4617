// Goal: the schema arrives once, whole, and never silently differs from its files. Method: real server, edited copies.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../test/setup/database';
import { migrate } from './migrate';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});

const copyOfMigrations = (): string => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  cpSync('prisma/migrations', copy, { recursive: true });
  return copy;
};

const addMigration = (directory: string, name: string, sql: string): void => {
  mkdirSync(path.join(directory, name));
  writeFileSync(path.join(directory, name, 'migration.sql'), sql);
};

async function tableExists(name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1)::text AS found', [name]);
  await client.end();
  return rows[0]?.found !== null;
}

describe('migrate', () => {
  it('has nothing to do the second time', async () => {
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });

  it('tells data of an older version from data of a newer one', async () => {
    const older = await freshDatabase();
    const owner = new pg.Client({ connectionString: older.ownerUrl });
    await owner.connect();
    await owner.query(`UPDATE _prisma_migrations SET migration_name = '20200101000000_old'
      WHERE migration_name = (SELECT min(migration_name) FROM _prisma_migrations)`);
    await owner.end();
    await expect(migrate(older.ownerUrl)).rejects.toThrow(/20200101000000_old.*older/s);
  });

  it('applies a new file once, also when two start at the same moment', async () => {
    const directory = copyOfMigrations();
    addMigration(directory, '29990101000000_new', 'CREATE TABLE brand_new (a int)');
    const both = await Promise.all([migrate(database.ownerUrl, directory), migrate(database.ownerUrl, directory)]);
    expect(both.flat()).toEqual(['29990101000000_new']);
    await expect(migrate(database.ownerUrl)).rejects.toThrow(/29990101000000_new.*newer/s);
  });

  it('undoes a file that fails half way', async () => {
    const other = await freshDatabase();
    database = other;
    const directory = copyOfMigrations();
    addMigration(directory, '29990101000000_bad', 'CREATE TABLE half (a int); SELECT nonsense');
    await expect(migrate(other.ownerUrl, directory)).rejects.toThrow(/29990101000000_bad failed and was undone/);
    expect(await tableExists('half')).toBe(false);
  });

  it('refuses when an applied file was changed', async () => {
    const directory = copyOfMigrations();
    const first = readdirSync(directory).toSorted()[0] ?? '';
    writeFileSync(path.join(directory, first, 'migration.sql'), '-- changed');
    await expect(migrate(database.ownerUrl, directory)).rejects.toThrow(/changed after it was applied/);
  });
});
