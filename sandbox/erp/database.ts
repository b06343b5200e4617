import type { Pool, PoolClient } from 'pg';

/** The pool for one statement, or the connection of a transaction for one of several. */
export type Queryable = Pick<Pool, 'query'>;

/** Runs `work` in one transaction; it is undone when `work` throws or asks for that by returning false from `keep`. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  keep: (result: T) => boolean = () => true,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query(keep(result) ? 'commit' : 'rollback');
    return result;
  } catch (error) {
    // A connection that cannot even roll back must not serve the next caller.
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
