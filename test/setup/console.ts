import pg from 'pg';
import type { Actor, Row, Tx } from '@/server/platform/db';
import type { Product } from './pipeline';

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? BigInt
      : oid === pg.types.builtins.DATE
        ? (text: string) => text
        : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/** Does work in one transaction of the console's database role, with an actor's scope: what a procedure may do, and no more. */
export async function onConsole<T>({ database }: Product, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: database.webUrl, options: '-c timezone=UTC', types, max: 1 });
  const client = await pool.connect();
  const tx: Tx = {
    actor,
    client,
    query: async <R extends Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query<R>(text, values as unknown[])).rows,
    execute: async (text, values = []) => (await client.query(text, values as unknown[])).rowCount ?? 0,
  };
  try {
    await client.query('BEGIN');
    await client.query("SELECT set_config('tieout.facilities', $1, true), set_config('tieout.actor', $2, true)", [
      actor.scope === '*' ? '*' : actor.scope.join(','),
      actor.name,
    ]);
    const result = await work(tx);
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
    await pool.end();
  }
}
