import pg from 'pg';
import { databaseUrl } from './env';

/**
 * The one door to Postgres for set-based SQL. Every transaction names its actor and carries the actor's facility scope to
 * row-level security; outside a transaction nothing can be read at all.
 */
export type Scope = '*' | readonly string[];
export type Actor = { readonly kind: 'system' | 'user'; readonly name: string; readonly scope: Scope };

export const systemActor = (name: string): Actor => ({ kind: 'system', name, scope: '*' });

/** Postgres arrays hold at most this many parameters per statement here; callers batch below it. */
export const SET_ROWS_MAX = 5000;

export type Row = Record<string, unknown>;
export interface Tx {
  readonly actor: Actor;
  /** Runs one parameterised statement, prepared once per connection. */
  query<T extends Row>(text: string, values?: readonly unknown[]): Promise<T[]>;
  /** Rows changed by a statement that returns none. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
  /** The raw client, for COPY only. */
  readonly client: pg.PoolClient;
}

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, (text) => BigInt(text)],
  [pg.types.builtins.NUMERIC, (text) => text],
  [pg.types.builtins.DATE, (text) => text],
]);
const types = {
  getTypeParser: (oid: number, format?: string) =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid as never, format as never),
} as pg.CustomTypesConfig;

let pool: pg.Pool | undefined;

/** Connections per process: enough for every stage to work at once, few enough for a small server. */
const POOL_MAX = 14;

function poolOf(): pg.Pool {
  if (pool) return pool;
  pool = new pg.Pool({
    connectionString: databaseUrl(),
    max: POOL_MAX,
    types,
    // Compiling a plan over dozens of partitions takes many seconds, running it milliseconds.
    options: '-c timezone=UTC -c jit=off',
    application_name: 'tieout',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // A connection that dies while idle is replaced at its next use; the error itself needs no one.
  pool.on('error', () => undefined);
  return pool;
}

export async function closeDatabase(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.end();
}

const RETRYABLE = new Set(['40001', '40P01']);
const TRANSACTION_TRIES_MAX = 4;

/** Runs `work` in one transaction under the actor's scope; serialization failures and deadlocks are tried again. */
export const withTransaction = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => tried(actor, work, '');

/** The same for a reader whose every statement is to see one moment: what one screen shows is then all true at once. It writes nothing. */
export const withMoment = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> =>
  tried(actor, work, GENERIC, 'ISOLATION LEVEL REPEATABLE READ READ ONLY');

/**
 * The same for one set of a stage. Its statements look rows up by key, a set at a time: whatever the tables hold, the right plan
 * goes through the keys. So it is made once per connection, and not by how small a table was when it was made.
 */
export const withSet = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => tried(actor, work, BY_KEY);

const GENERIC = ", set_config('plan_cache_mode', 'force_generic_plan', true)";
const BY_KEY = ['enable_seqscan', 'enable_mergejoin']
  .map((name) => `, set_config('${name}', 'off', true)`)
  .concat(GENERIC)
  .join('');

async function tried<T>(actor: Actor, work: (tx: Tx) => Promise<T>, settings: string, mode = ''): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(actor, work, settings, mode);
    } catch (error) {
      if (tries >= TRANSACTION_TRIES_MAX || !RETRYABLE.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

async function once<T>(actor: Actor, work: (tx: Tx) => Promise<T>, settings: string, mode: string): Promise<T> {
  const client = await poolOf().connect();
  let broken: Error | undefined;
  // Without a listener, a server that goes away while the client is checked out would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const facilities = actor.scope === '*' ? '*' : actor.scope.join(',');
    // One message for both: a transaction is opened thousands of times a minute.
    const scope = client.escapeLiteral(facilities);
    const name = client.escapeLiteral(actor.name);
    await client.query(
      `BEGIN ${mode}; SELECT set_config('tieout.facilities', ${scope}, true), set_config('tieout.actor', ${name}, true)${settings}`,
    );
    const result = await work(txOf(actor, client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback: Error) => {
      broken = rollback;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

function txOf(actor: Actor, client: pg.PoolClient): Tx {
  return {
    actor,
    client,
    query: async <T extends Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query<T>(prepared(text, values))).rows,
    execute: async (text, values = []) => (await client.query(prepared(text, values))).rowCount ?? 0,
  };
}

/**
 * Names of statements. Planning a look over all partitions takes tens of milliseconds, running it one: a statement that comes
 * again is planned once per connection. Texts beyond the limit (built from many filters) go unprepared.
 */
const names = new Map<string, string>();
const NAMES_MAX = 400;

function prepared(text: string, values: readonly unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined && names.size < NAMES_MAX) {
    name = `t${names.size}`;
    names.set(text, name);
  }
  return name === undefined ? { text, values: values as unknown[] } : { name, text, values: values as unknown[] };
}
