import type { Row, Tx } from '../platform/db';
import { RECORDS_OF_ARTIFACT } from './artifacts';
import { WAITS } from './standing';

/** Where one artifact stands, for whoever waits for it. */
export type IngestStatus = {
  readonly state: 'received' | 'parsed' | 'quarantined';
  readonly reason: string | null;
  readonly parcels: number;
  readonly records: number;
  /** Parcels not canonical yet. */
  readonly unread: number;
  /** Items in flight that nobody is needed for; those waiting behind a stopped one of their account do not count. */
  readonly moving: number;
  /** Findings by severity, and the code of the worst of those that are kept. */
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly worstFinding: string | null;
};

/** @throws Error when there is no such artifact */
export async function readIngestStatus(tx: Tx, artifactId: string): Promise<IngestStatus> {
  const [row] = await tx.query<Row & IngestStatus>(
    `SELECT a.state, a.failure_text AS reason, COALESCE(a.parcel_count, 0) AS parcels, COALESCE(${RECORDS_OF_ARTIFACT}, 0) AS records,
       (SELECT count(*)::int FROM parcel r WHERE r.artifact_id = a.id AND r.state = 'parsed') AS unread,
       (SELECT count(*)::int FROM parcel r JOIN item i ON i.parcel_id = r.id
         WHERE r.artifact_id = a.id AND i.state IN ('ready', 'mapped') AND NOT ${WAITS}) AS moving,
       a.finding_counts AS "findingCounts",
       (SELECT f->>'code' FROM jsonb_array_elements(a.findings) WITH ORDINALITY AS x(f, n)
        ORDER BY array_position(ARRAY['error', 'warning', 'info'], f->>'severity'), n LIMIT 1) AS "worstFinding"
     FROM artifact a WHERE a.id = $1`,
    [artifactId],
  );
  if (!row) throw new Error(`no artifact ${artifactId}`);
  return row;
}
