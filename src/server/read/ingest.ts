import type { Row, Tx } from '../platform/db';
import { WAITS } from './places';

/** Where one artifact stands, for whoever waits for it. */
export type IngestStatus = {
  readonly state: 'received' | 'parsed' | 'quarantined';
  readonly reason: string | null;
  readonly transactions: number;
  readonly claims: number;
  /** Remits not canonical yet. */
  readonly unread: number;
  /** Events in flight that nobody is needed for; those waiting behind a stopped one of their account do not count. */
  readonly moving: number;
};

/** @throws Error when there is no such artifact */
export async function readIngestStatus(tx: Tx, artifactId: string): Promise<IngestStatus> {
  const [row] = await tx.query<Row & IngestStatus>(
    `SELECT a.state, a.failure_text AS reason, COALESCE(a.transaction_count, 0) AS transactions, COALESCE(a.claim_count, 0) AS claims,
       (SELECT count(*)::int FROM remit r WHERE r.artifact_id = a.id AND r.state <> 'canonical') AS unread,
       (SELECT count(*)::int FROM event e WHERE e.artifact_id = a.id AND e.state IN ('ready', 'mapped') AND NOT ${WAITS}) AS moving
     FROM artifact a WHERE a.id = $1`,
    [artifactId],
  );
  if (!row) throw new Error(`no artifact ${artifactId}`);
  return row;
}
