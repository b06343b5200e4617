import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** The tables a claim grows, in the order in which it grows them. */
const TABLES = [
  'event',
  'event_key',
  'item',
  'leg',
  'posting',
  'posting_line',
  'attempt',
  'attempt_outcome',
  'document',
  'audit',
];

export type CopyFloor = { readonly rows: number; readonly seconds: number; readonly bytes: number };

/**
 * The floor: the very rows the pipeline wrote, COPYed into twins of its tables (same columns, keys and indexes, without
 * row-level security), one transaction, durable commit.
 */
export async function copySameRows(ownerUrl: string): Promise<CopyFloor> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    const data = new Map<string, Buffer>();
    let rows = 0;
    for (const table of TABLES) {
      data.set(table, await buffer(client.query(copyTo(`COPY (SELECT * FROM ${table}) TO STDOUT`))));
      rows += Number((await client.query(`SELECT count(*) FROM ${table}`)).rows[0].count);
      await client.query(`CREATE TABLE twin_${table} (LIKE ${table} INCLUDING ALL)`);
    }
    const startedAt = performance.now();
    await client.query('BEGIN');
    for (const [table, bytes] of data) {
      await pipeline(Readable.from([bytes]), client.query(copyFrom(`COPY twin_${table} FROM STDIN`)));
    }
    await client.query('COMMIT');
    const bytes = [...data.values()].reduce((sum, b) => sum + b.length, 0);
    return { rows, seconds: (performance.now() - startedAt) / 1000, bytes };
  } finally {
    await client.end();
  }
}
