/** `node --import tsx scripts/migrate.ts`: brings the database at DATABASE_URL (owner) to the newest schema. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { OperatorError } from './operator-error';

const DIRECTORY = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
/** The lock Prisma itself takes, so that its tools and this one never run at once. */
const LOCK_KEY = 72_707_369;

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };
type Applied = { readonly migration_name: string; readonly checksum: string; readonly finished_at: Date | null };

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(directory, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0
)`;

/**
 * Applies what is missing, oldest first, each file in one transaction with its ledger row (the ledger is Prisma's own).
 * @returns the names applied now.
 * @throws when an applied file was changed or removed since, or when a file fails; nothing of that file stays.
 */
export async function migrate(ownerUrl: string, directory: string = DIRECTORY): Promise<string[]> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    options: '-c timezone=UTC',
    application_name: 'tieout-migrate',
  });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await client.query(LEDGER);
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const waiting = checkHistory(readMigrations(directory), rows);
    for (const migration of waiting) await apply(client, migration);
    return waiting.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** Names begin with their time, so one from before the first file is of a version older than the baseline. */
const whose = (row: Applied, files: readonly Migration[]): string =>
  row.migration_name < (files[0]?.name ?? '')
    ? 'its data is of an older one, which is not carried over'
    : 'it was used by a newer one';

/** What is still to be applied, once the past has been found unchanged. */
function checkHistory(files: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const row of applied) {
    const file = known.get(row.migration_name);
    if (!file) {
      throw new OperatorError(
        `The database has migration ${row.migration_name}, which this version does not know: ${whose(row, files)}. ` +
          'Run that version, or move the data away.',
      );
    }
    if (file.checksum !== row.checksum) {
      throw new OperatorError(
        `prisma/migrations/${file.name}/migration.sql was changed after it was applied. ` +
          'Restore it and put the change into a new migration; for a throw-away database, move the data away.',
      );
    }
    if (!row.finished_at)
      throw new OperatorError(`Migration ${file.name} began and never finished; restore the database.`);
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return files.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const startedAt = new Date();
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new OperatorError(`Migration ${migration.name} failed and was undone: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write('DATABASE_URL is not set: give the connection string of the database owner.\n');
    process.exit(2);
  }
  const names = await migrate(url);
  process.stdout.write(names.length > 0 ? `applied: ${names.join(', ')}\n` : 'up to date\n');
}
