import pg from 'pg';

/** What one statement cost the server: calls, milliseconds of planning and of running, rows. */
export type StatementCost = {
  readonly query: string;
  readonly calls: number;
  readonly planMs: number;
  readonly runMs: number;
  readonly rows: number;
  readonly walKb: number;
};

/** The server's own count of statements; its packaged library comes without the file that would declare the view. */
const DECLARE = `
CREATE FUNCTION pg_stat_statements(IN showtext boolean,
  OUT userid oid, OUT dbid oid, OUT toplevel bool, OUT queryid bigint, OUT query text, OUT plans int8,
  OUT total_plan_time float8, OUT min_plan_time float8, OUT max_plan_time float8, OUT mean_plan_time float8, OUT stddev_plan_time float8,
  OUT calls int8, OUT total_exec_time float8, OUT min_exec_time float8, OUT max_exec_time float8, OUT mean_exec_time float8, OUT stddev_exec_time float8,
  OUT rows int8, OUT shared_blks_hit int8, OUT shared_blks_read int8, OUT shared_blks_dirtied int8, OUT shared_blks_written int8,
  OUT local_blks_hit int8, OUT local_blks_read int8, OUT local_blks_dirtied int8, OUT local_blks_written int8,
  OUT temp_blks_read int8, OUT temp_blks_written int8, OUT shared_blk_read_time float8, OUT shared_blk_write_time float8,
  OUT local_blk_read_time float8, OUT local_blk_write_time float8, OUT temp_blk_read_time float8, OUT temp_blk_write_time float8,
  OUT wal_records int8, OUT wal_fpi int8, OUT wal_bytes numeric, OUT wal_buffers_full int8,
  OUT jit_functions int8, OUT jit_generation_time float8, OUT jit_inlining_count int8, OUT jit_inlining_time float8,
  OUT jit_optimization_count int8, OUT jit_optimization_time float8, OUT jit_emission_count int8, OUT jit_emission_time float8,
  OUT jit_deform_count int8, OUT jit_deform_time float8, OUT parallel_workers_to_launch int8, OUT parallel_workers_launched int8,
  OUT stats_since timestamptz, OUT minmax_stats_since timestamptz)
RETURNS SETOF record AS '$libdir/pg_stat_statements', 'pg_stat_statements_1_12' LANGUAGE C STRICT VOLATILE PARALLEL SAFE;
CREATE FUNCTION pg_stat_statements_reset(IN userid oid, IN dbid oid, IN queryid bigint, IN minmax_only boolean) RETURNS timestamptz
AS '$libdir/pg_stat_statements', 'pg_stat_statements_reset_1_11' LANGUAGE C STRICT PARALLEL SAFE;`;

/** Turns the count on; it begins when the server starts again. */
export async function askForStatements(ownerUrl: string): Promise<void> {
  await as(ownerUrl, async (client) => {
    await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
    await client.query('ALTER SYSTEM SET track_io_timing = on');
    await client.query('ALTER SYSTEM SET "pg_stat_statements.track_planning" = on');
  });
}

export const declareStatements = (ownerUrl: string): Promise<void> =>
  as(ownerUrl, async (client) => {
    await client.query(DECLARE);
  });

export const forgetStatements = (ownerUrl: string): Promise<void> =>
  as(ownerUrl, async (client) => {
    await client.query('SELECT pg_stat_statements_reset(0, 0, 0, false)');
  });

export const readStatements = (ownerUrl: string, limit: number): Promise<StatementCost[]> =>
  as(
    ownerUrl,
    async (client) =>
      (
        await client.query<StatementCost>(
          `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls::int, total_plan_time AS "planMs", total_exec_time AS "runMs", rows::int,
             (wal_bytes / 1024)::float8 AS "walKb"
           FROM pg_stat_statements(true) WHERE query !~ '^(BEGIN|SET)' AND toplevel
           ORDER BY total_exec_time + total_plan_time DESC LIMIT $1`,
          [limit],
        )
      ).rows,
  );

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
