import { type Actor, type Tx, withSet } from '../platform/db';
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

/** Small files are read in sets: at most so many, of together at most so many bytes. */
const SET_ARTIFACTS_MAX = 32;
const SET_BYTES_MAX = 1024 * 1024;

/**
 * Leases the first artifact that waits and, when it is small, the small ones that wait behind it. One that was leased before and
 * never ended goes alone: a file that ends its worker must not be counted against its neighbours twice. `again`: whether such a
 * file may be taken at all.
 */
export const leaseArtifacts = (actor: Actor, again = true): Promise<LeasedArtifact[]> =>
  withSet(actor, async (tx) => {
    const leased = await tx.query<LeasedArtifact>(
      `WITH waiting AS (SELECT id, ready_at, size_bytes, crash_count FROM artifact WHERE state = 'received' AND ready_at <= now()
                          AND (lease_until IS NULL OR lease_until < now()) AND ($2 OR crash_count = 0)
                        ORDER BY ready_at, id LIMIT ${SET_ARTIFACTS_MAX} FOR UPDATE SKIP LOCKED),
       numbered AS (SELECT id, row_number() OVER w AS n, max(crash_count) OVER w AS crashes, sum(size_bytes) OVER w AS bytes
                    FROM waiting WINDOW w AS (ORDER BY ready_at, id))
       UPDATE artifact a SET lease_until = now() + make_interval(secs => $1), fence = a.fence + 1, crash_count = a.crash_count + 1
       FROM numbered WHERE numbered.id = a.id AND (numbered.n = 1 OR (numbered.crashes = 0 AND numbered.bytes <= ${SET_BYTES_MAX}))
       RETURNING a.id, a.name, a.format, COALESCE(a.detail, '') AS detail, a.lane, a.received_at AS "receivedAt", a.size_bytes AS "sizeBytes",
         a.failure_code AS "failureCode", a.fence, a.crash_count AS "crashCount", a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey",
         a.chunk_bytes AS "chunkBytes"`,
      [PARSE_LEASE_SECONDS, again],
    );
    // In the order of their arrival: of two files with one remit the first is the original.
    return leased.sort((a, b) => (a.id < b.id ? -1 : 1));
  });

type Lease = Pick<LeasedArtifact, 'id' | 'fence'>;

const LEASED = `FROM unnest($1::uuid[], $2::bigint[]) AS s(id, fence) WHERE a.id = s.id AND a.fence = s.fence AND a.state = 'received'`;
const leases = (set: readonly Lease[]): unknown[] => [set.map((a) => a.id), set.map((a) => a.fence)];

export const renewArtifactLeases = (actor: Actor, set: readonly Lease[]): Promise<number> =>
  withSet(actor, (tx) =>
    tx.execute(`UPDATE artifact a SET lease_until = now() + make_interval(secs => $3) ${LEASED}`, [
      ...leases(set),
      PARSE_LEASE_SECONDS,
    ]),
  );

/** Ends leases without a result and without counting them as crashes. */
export const giveBackArtifacts = (actor: Actor, set: readonly Lease[]): Promise<number> =>
  withSet(actor, (tx) =>
    tx.execute(`UPDATE artifact a SET lease_until = NULL, crash_count = a.crash_count - 1 ${LEASED}`, leases(set)),
  );

export const hasArtifactsToParse = async (actor: Actor): Promise<boolean> =>
  withSet(actor, async (tx) => {
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
  /** JSON text, as are `parties` and `findings`. */
  readonly head: string;
  readonly parties: string;
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
  readonly findings: string;
};

export const insertParcels = (
  tx: Tx,
  parcels: readonly (NewParcel & { readonly artifact: { readonly id: string; readonly lane: number } })[],
): Promise<number> =>
  insertRows(
    tx,
    'parcel',
    PARCEL,
    parcels.map((p) => [
      p.id,
      p.artifact.id,
      p.ordinal,
      p.artifact.lane,
      p.flowCode,
      'parsed',
      p.byteOffset,
      p.byteLength,
      p.path,
      p.firstEventId,
      p.lastEventId,
      p.head,
      p.parties,
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
      p.findings,
    ]),
  );

export type ParseOutcome = {
  readonly state: 'parsed' | 'quarantined';
  readonly failureCode: string | null;
  readonly failureText: string | null;
  /** JSON text. */
  readonly findings: string;
  readonly findingCount: number;
  /** By severity. */
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly parcelCount: number;
  readonly recordCount: number;
};

/** Ends the leases with their results. Returns the artifacts that another worker holds by now: then nothing may be written. */
export async function finishArtifacts(
  tx: Tx,
  ended: readonly { readonly artifact: Lease; readonly outcome: ParseOutcome }[],
): Promise<string[]> {
  const outcomes = ended.map(({ outcome }) => outcome);
  const rows = await tx.query<{ id: string }>(
    `UPDATE artifact a SET state = s.state, failure_code = COALESCE(s.code, a.failure_code), failure_text = s.text, findings = s.findings,
       finding_count = s.finding_count, parcel_count = s.parcels, record_count = s.records, finding_counts = s.counts, lease_until = NULL,
       crash_count = 0
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::int[], $8::int[], $9::int[], $10::jsonb[])
       AS s(id, fence, state, code, text, findings, finding_count, parcels, records, counts)
     WHERE a.id = s.id AND a.fence = s.fence AND a.state = 'received' RETURNING a.id`,
    [
      ...leases(ended.map(({ artifact }) => artifact)),
      outcomes.map((o) => o.state),
      outcomes.map((o) => o.failureCode),
      outcomes.map((o) => o.failureText),
      outcomes.map((o) => o.findings),
      outcomes.map((o) => o.findingCount),
      outcomes.map((o) => o.parcelCount),
      outcomes.map((o) => o.recordCount),
      outcomes.map((o) => JSON.stringify(o.findingCounts)),
    ],
  );
  const done = new Set(rows.map((row) => row.id));
  return ended.flatMap(({ artifact }) => (done.has(artifact.id) ? [] : [artifact.id]));
}
