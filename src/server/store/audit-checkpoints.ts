import type { Tx } from '../platform/db';

/** One at a time writes or compares the file and the table; held until commit. */
export const lockCheckpoints = (tx: Tx): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtext('audit-checkpoint'))::text AS locked`);

export const readCheckpoints = (tx: Tx): Promise<{ n: bigint; line: string }[]> =>
  tx.query('SELECT n, line FROM audit_checkpoint ORDER BY n');

export const insertCheckpoint = (tx: Tx, n: number, line: string): Promise<unknown> =>
  tx.execute('INSERT INTO audit_checkpoint (n, line) VALUES ($1, $2)', [n, line]);

export type Span = {
  readonly chain: string;
  /** NULL: rows without a head. */
  readonly head: bigint | null;
  readonly hash: Buffer | null;
  readonly rows: bigint;
  readonly first: bigint | null;
  readonly last: bigint | null;
};

/** Heads and rows of every chain as one statement sees them. */
export const readSpans = (tx: Tx): Promise<Span[]> =>
  tx.query(
    `SELECT chain, h.seq AS head, h.hash, coalesce(a.rows, 0) AS rows, a.first, a.last FROM audit_head h FULL JOIN
       (SELECT chain, count(*) AS rows, min(seq) AS first, max(seq) AS last FROM audit GROUP BY chain) a USING (chain) ORDER BY chain`,
  );
