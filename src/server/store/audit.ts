import type { Tx } from '../platform/db';

/** One row of the audit chain as hashed; `at` is UTC with microseconds, exactly as stored. */
export type AuditRow = {
  readonly id: string;
  readonly chain: string;
  readonly seq: bigint;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly detail: string;
  readonly prevHash: Buffer;
  readonly hash: Buffer;
};

const AT = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const GENESIS = Buffer.alloc(32);

/** Locks the chain until commit and returns its last hash and the database's time. */
export async function lockChainHead(tx: Tx, chain: string): Promise<{ seq: bigint; hash: Buffer; at: string }> {
  const select = `SELECT seq, hash, ${AT} AS at FROM audit_head WHERE chain = $1 FOR UPDATE`;
  const rows = await tx.query<{ seq: bigint; hash: Buffer; at: string }>(select, [chain]);
  if (rows[0]) return rows[0];
  await tx.execute('INSERT INTO audit_head (chain, seq, hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', [
    chain,
    GENESIS,
  ]);
  const made = await tx.query<{ seq: bigint; hash: Buffer; at: string }>(select, [chain]);
  if (!made[0]) throw new Error(`audit chain ${chain} has no head`);
  return made[0];
}

/** Rows of one chain in order; its head becomes the last of them. */
export async function appendAuditRows(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  const last = rows.at(-1);
  if (!last) return;
  await tx.execute(
    `WITH head AS (UPDATE audit_head SET seq = $12, hash = $13 WHERE chain = $14)
     INSERT INTO audit (id, chain, seq, at, actor, action, subject_kind, subject_id, detail, prev_hash, hash)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::bytea[], $11::bytea[])`,
    [
      rows.map((r) => r.id),
      rows.map((r) => r.chain),
      rows.map((r) => r.seq),
      rows.map((r) => r.at),
      rows.map((r) => r.actor),
      rows.map((r) => r.action),
      rows.map((r) => r.subjectKind),
      rows.map((r) => r.subjectId),
      rows.map((r) => r.detail),
      rows.map((r) => r.prevHash),
      rows.map((r) => r.hash),
      last.seq,
      last.hash,
      last.chain,
    ],
  );
}

/** A page of one chain in order, for the verifier. At most `limit` rows after `afterSeq`. */
export async function readChain(tx: Tx, chain: string, afterSeq: bigint, limit: number): Promise<AuditRow[]> {
  return tx.query<AuditRow>(
    `SELECT id, chain, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, action,
            subject_kind AS "subjectKind", subject_id AS "subjectId", detail, prev_hash AS "prevHash", hash
     FROM audit WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [chain, afterSeq, limit],
  );
}

export const readChainHeads = (tx: Tx): Promise<{ chain: string; seq: bigint; hash: Buffer }[]> =>
  tx.query('SELECT chain, seq, hash FROM audit_head ORDER BY chain');
