import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { FROZEN_SCHEMA, frozenRows } from './frozen-rows';

export type CopyFloor = {
  readonly claims: number;
  readonly rows: number;
  readonly seconds: number;
  readonly bytes: number;
};

/** Enough claims for the commit not to count. */
const CLAIMS = 20_000;

/**
 * The floor: a frozen set of rows per claim, COPYed into tables of their own with keys and indexes, without row-level
 * security, one transaction, durable commit.
 */
export async function copyFrozenRows(ownerUrl: string): Promise<CopyFloor> {
  const { rows, text } = frozenRows(CLAIMS);
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    await client.query(FROZEN_SCHEMA);
    const startedAt = performance.now();
    await client.query('BEGIN');
    for (const [table, bytes] of text) {
      await pipeline(Readable.from([bytes]), client.query(copyFrom(`COPY frozen.${table} FROM STDIN`)));
    }
    await client.query('COMMIT');
    const seconds = (performance.now() - startedAt) / 1000;
    const bytes = [...text.values()].reduce((sum, b) => sum + b.length, 0);
    return { claims: CLAIMS, rows, seconds, bytes };
  } finally {
    await client.query('DROP SCHEMA IF EXISTS frozen CASCADE').catch(() => undefined);
    await client.end();
  }
}
