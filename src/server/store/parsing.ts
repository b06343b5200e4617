import { type Actor, type Tx, withTransaction } from '../platform/db';
import type { ArtifactKey } from './artifacts';
import { insertRows } from './rows';

/** Work of stage parse: leases on artifacts, and the parcels and facts found in them. */
export type LeasedArtifact = ArtifactKey & {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly detail: string;
  readonly lane: number;
  readonly receivedAt: Date;
  readonly sizeBytes: bigint;
  readonly failureCode: string | null;
  readonly fence: bigint;
  readonly crashCount: number;
};

/** A gigabyte parses in well under this; the lease is renewed while a longer one goes on. */
export const PARSE_LEASE_SECONDS = 30;

export const leaseArtifacts = (actor: Actor, limit: number): Promise<LeasedArtifact[]> =>
  withTransaction(actor, (tx) =>
    tx.query<LeasedArtifact>(
      `UPDATE artifact SET lease_until = now() + make_interval(secs => $2), fence = fence + 1, crash_count = crash_count + 1
       WHERE id IN (SELECT id FROM artifact WHERE state = 'received' AND ready_at <= now()
                      AND (lease_until IS NULL OR lease_until < now())
                    ORDER BY ready_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, name, format, COALESCE(detail, '') AS detail, lane, received_at AS "receivedAt", size_bytes AS "sizeBytes", failure_code AS "failureCode", fence, crash_count AS "crashCount",
                 bytes_id AS "bytesId", wrapped_key AS "wrappedKey", chunk_bytes AS "chunkBytes"`,
      [limit, PARSE_LEASE_SECONDS],
    ),
  );

export const renewArtifactLease = (actor: Actor, id: string, fence: bigint): Promise<number> =>
  withTransaction(actor, (tx) =>
    tx.execute(
      `UPDATE artifact SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND fence = $2 AND state = 'received'`,
      [id, fence, PARSE_LEASE_SECONDS],
    ),
  );

/** Ends a lease without a result and without counting it as a crash. */
export const giveBackArtifact = (actor: Actor, id: string, fence: bigint): Promise<number> =>
  withTransaction(actor, (tx) =>
    tx.execute(
      `UPDATE artifact SET lease_until = NULL, crash_count = crash_count - 1 WHERE id = $1 AND fence = $2 AND state = 'received'`,
      [id, fence],
    ),
  );

export const hasArtifactsToParse = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query(
      `SELECT 1 FROM artifact WHERE state = 'received' AND ready_at <= now() AND (lease_until IS NULL OR lease_until < now()) LIMIT 1`,
    );
    return rows.length > 0;
  });

const EVENT = {
  id: 'uuid',
  parcel_id: 'uuid',
  parent_id: 'uuid',
  ordinal: 'int',
  type: 'text',
  version: 'smallint',
  asset: 'text',
  amount_minor: 'bigint',
  facts: 'jsonb',
  identifiers: 'bytea',
  key_version: 'int',
  index_a: 'bytea',
  index_b: 'bytea',
  tokens: 'jsonb',
  order_keys: 'bytea',
  natural_key: 'bytea',
  at: 'timestamptz',
  business_date: 'date',
  byte_offset: 'bigint',
  byte_length: 'int',
  part: 'smallint',
  path: 'text',
  wants: 'jsonb',
} as const;

/** One fact as it is kept. `facts`, `tokens` and `wants` are JSON text. */
export type NewEvent = {
  readonly id: string;
  readonly parcelId: string | null;
  readonly parentId: string | null;
  readonly ordinal: number;
  readonly type: string;
  readonly version: number;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly facts: string;
  readonly identifiers: Buffer | null;
  readonly keyVersion: number;
  readonly indexA: Buffer | null;
  readonly indexB: Buffer | null;
  readonly tokens: string | null;
  readonly orderKeys: Buffer;
  readonly naturalKey: Buffer | null;
  readonly at: string | null;
  /** Null: that of its parcel. */
  readonly businessDate: string | null;
  readonly byteOffset: number | null;
  readonly byteLength: number | null;
  readonly part: number;
  readonly path: string | null;
  readonly wants: string | null;
};

/** Writes facts once. They count for a flow only when an item names them. */
export const insertEvents = (tx: Tx, events: readonly NewEvent[]): Promise<number> =>
  insertRows(
    tx,
    'event',
    EVENT,
    events.map((e) => [
      e.id,
      e.parcelId,
      e.parentId,
      e.ordinal,
      e.type,
      e.version,
      e.asset,
      e.amountMinor,
      e.facts,
      e.identifiers,
      e.keyVersion,
      e.indexA,
      e.indexB,
      e.tokens,
      e.orderKeys,
      e.naturalKey,
      e.at,
      e.businessDate,
      e.byteOffset,
      e.byteLength,
      e.part,
      e.path,
      e.wants,
    ]),
  );

const PARCEL = {
  id: 'uuid',
  artifact_id: 'uuid',
  ordinal: 'int',
  lane: 'smallint',
  flow_code: 'text',
  state: 'text',
  byte_offset: 'bigint',
  byte_length: 'bigint',
  path: 'text',
  first_event_id: 'uuid',
  last_event_id: 'uuid',
  head: 'jsonb',
  parties: 'jsonb',
  digest: 'bytea',
  business_date: 'date',
  on_date: 'date',
  asset: 'text',
  control_minor: 'bigint',
  record_count: 'int',
  controls: 'jsonb',
  incomplete: 'jsonb',
  same: 'text',
  contradicts: 'text',
  findings: 'jsonb',
} as const;

export type NewParcel = {
  readonly id: string;
  readonly ordinal: number;
  readonly flowCode: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly path: string;
  readonly firstEventId: string;
  readonly lastEventId: string;
  readonly head: unknown;
  readonly parties: Readonly<Record<string, string>>;
  readonly digest: string;
  readonly businessDate: string | null;
  readonly onDate: string;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly recordCount: number;
  readonly controls: string | null;
  readonly incomplete: string | null;
  readonly same: string;
  readonly contradicts: string | null;
  readonly findings: readonly unknown[];
};

export const insertParcels = (
  tx: Tx,
  artifact: { readonly id: string; readonly lane: number },
  parcels: readonly NewParcel[],
): Promise<number> =>
  insertRows(
    tx,
    'parcel',
    PARCEL,
    parcels.map((p) => [
      p.id,
      artifact.id,
      p.ordinal,
      artifact.lane,
      p.flowCode,
      'parsed',
      p.byteOffset,
      p.byteLength,
      p.path,
      p.firstEventId,
      p.lastEventId,
      JSON.stringify(p.head),
      JSON.stringify(p.parties),
      Buffer.from(p.digest, 'hex'),
      p.businessDate,
      p.onDate,
      p.asset,
      p.controlMinor,
      p.recordCount,
      p.controls,
      p.incomplete,
      p.same,
      p.contradicts,
      JSON.stringify(p.findings),
    ]),
  );

export type ParseOutcome = {
  readonly state: 'parsed' | 'quarantined';
  readonly failureCode: string | null;
  readonly failureText: string | null;
  readonly findings: readonly unknown[];
  readonly findingCount: number;
  /** By severity. */
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly parcelCount: number;
  readonly recordCount: number;
};

/** Ends the lease with its result. Returns false when another worker holds the artifact by now: then nothing was written. */
export async function finishArtifact(tx: Tx, leased: LeasedArtifact, outcome: ParseOutcome): Promise<boolean> {
  const changed = await tx.execute(
    `UPDATE artifact SET state = $3, failure_code = COALESCE($4, failure_code), failure_text = $5, findings = $6,
       finding_count = $7, parcel_count = $8, record_count = $9, finding_counts = $10, lease_until = NULL, crash_count = 0
     WHERE id = $1 AND fence = $2 AND state = 'received'`,
    [
      leased.id,
      leased.fence,
      outcome.state,
      outcome.failureCode,
      outcome.failureText,
      JSON.stringify(outcome.findings),
      outcome.findingCount,
      outcome.parcelCount,
      outcome.recordCount,
      JSON.stringify(outcome.findingCounts),
    ],
  );
  return changed === 1;
}
