import type { Db } from './db';
import { CASH, ensureFlow, FLOW } from './flow';

/** What arrived: files, the parcels (one payment each) found in them, and their records. */

export type ArtifactFields = {
  readonly id: string;
  readonly connectionId: string;
  readonly state: string;
  readonly facilityIds?: readonly string[];
};

/** A file of which only the row exists, no bytes. */
export const addArtifact = ({ sql }: Db, { id, connectionId, state, facilityIds = [] }: ArtifactFields) =>
  sql(
    `INSERT INTO artifact (id, connection_id, lane, bytes_id, sha256, size_bytes, name, wrapped_key, key_version, chunk_bytes,
       received_by, state, facility_ids)
     SELECT $1, id, lane, $1, $3, 1, 'synthetic.835', '\\x00', 1, 1, 'test', $4, $5 FROM connection WHERE id = $2`,
    [id, connectionId, Buffer.from(id), state, facilityIds],
  );

export const artifactIds = async ({ sql }: Db): Promise<string[]> =>
  (await sql<{ id: string }>('SELECT id FROM artifact')).map((row) => row.id);

export type ArtifactState = { readonly state: string; readonly failure_code: string | null };

export const artifactState = async ({ sql }: Db, artifactId: string): Promise<ArtifactState | undefined> =>
  (await sql<ArtifactState>('SELECT state, failure_code FROM artifact WHERE id = $1', [artifactId]))[0];

/** How many of these files the product holds. */
export async function artifactsKept({ sql }: Db, ids: readonly string[]): Promise<number> {
  const [row] = await sql<{ n: number }>('SELECT count(*)::int AS n FROM artifact WHERE id = ANY ($1::uuid[])', [ids]);
  return row?.n ?? 0;
}

/** Whether a worker holds the lease of this file. */
export const isLeased = async ({ sql }: Db, artifactId: string): Promise<boolean> =>
  (await sql('SELECT 1 FROM artifact WHERE id = $1 AND lease_until IS NOT NULL', [artifactId])).length > 0;

/** Takes the lease of this file from the worker that holds it. */
export const takeLease = ({ sql }: Db, artifactId: string) =>
  sql('UPDATE artifact SET fence = fence + 1, lease_until = now() WHERE id = $1', [artifactId]);

/** What workers that were killed at this file leave: a higher count and no result. */
export const setCrashes = ({ sql }: Db, artifactId: string, count: number) =>
  sql('UPDATE artifact SET crash_count = $2 WHERE id = $1', [artifactId, count]);

/** Flips a bit of what is kept of this file: it opens no more. */
export const damageBytes = ({ sql }: Db, artifactId: string) =>
  sql(
    `UPDATE artifact_chunk SET ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)
     WHERE bytes_id = (SELECT bytes_id FROM artifact WHERE id = $1)`,
    [artifactId],
  );

/** Lets a lease of nobody keep this file from being read for so long. */
export const delayReading = ({ sql }: Db, artifactId: string, seconds: number) =>
  sql('UPDATE artifact SET lease_until = now() + make_interval(secs => $1) WHERE id = $2', [seconds, artifactId]);

/** Keeps the parcels of this file from being turned into events for so long. */
export const delayParcels = ({ sql }: Db, artifactId: string, seconds: number) =>
  sql('UPDATE parcel SET ready_at = now() + make_interval(secs => $1) WHERE artifact_id = $2', [seconds, artifactId]);

export type ParcelFields = {
  readonly id: string;
  readonly artifactId: string;
  readonly ordinal: number;
  readonly state: string;
  readonly disposition: string | null;
  readonly trace?: string | null;
  readonly payerKey: string;
  readonly payeeKey: string;
  readonly npi?: string | null;
  readonly tin?: string | null;
  readonly receivedMinor: number;
  readonly claimCount: number;
  readonly paymentDate: string;
  readonly facilityIds?: readonly string[];
};

/** One payment as its file tells it; one that is canonical counts in the flow, with no items yet. */
export async function addParcel(db: Db, of: ParcelFields): Promise<void> {
  await ensureFlow(db);
  await db.sql(
    `INSERT INTO parcel (id, artifact_id, ordinal, lane, flow_code, state, disposition, byte_offset, byte_length, path,
       first_event_id, last_event_id, head, parties, digest, business_date, on_date, asset, control_minor, record_count, same,
       facility_ids)
     VALUES ($1, $2, $3, 1, $4, $5, $6, 0, 1, '/', $1, $1, $7, $8, '\\x00', $9, $9, $10, $11, $12, $1::uuid::text, $13)`,
    [
      of.id,
      of.artifactId,
      of.ordinal,
      FLOW,
      of.state,
      of.disposition,
      JSON.stringify(headOf(of)),
      JSON.stringify(partiesOf(of)),
      of.paymentDate,
      CASH,
      of.receivedMinor,
      of.claimCount,
      of.facilityIds ?? [],
    ],
  );
  if (of.state !== 'canonical') return;
  await db.sql(
    `INSERT INTO parcel_flow (parcel_id, flow_code, asset, control_minor, item_count, open_count) VALUES ($1, $2, $3, $4, 0, 0)`,
    [of.id, FLOW, CASH, of.receivedMinor],
  );
}

const partiesOf = ({ payerKey, payeeKey, npi, tin }: ParcelFields): Record<string, string> => ({
  payerKey,
  payerName: `Payer of ${payerKey}`,
  payeeKey,
  payeeName: `Payee of ${payeeKey}`,
  payeeNpi: npi ?? '',
  payeeTin: tin ?? '',
});

/** What the flow's own reader writes of a set. */
const headOf = (of: ParcelFields): Record<string, unknown> => ({
  ...partiesOf(of),
  payeeNpi: of.npi ?? null,
  payeeTin: of.tin ?? null,
  ordinal: of.ordinal,
  st02: '0001',
  trn02: of.trace ?? '',
  trn03: '',
  handling: 'I',
  method: 'ACH',
  paymentDate: of.paymentDate,
  delimiters: null,
  receivedMinor: String(of.receivedMinor),
  chargeMinor: String(of.receivedMinor),
  paidMinor: String(of.receivedMinor),
  plbMinor: '0',
  claimCount: of.claimCount,
  serviceCount: 0,
  plbCount: 0,
  segmentCount: 0,
  balanced: true,
});

export const parcelsOf = async ({ sql }: Db, artifactId: string): Promise<string[]> =>
  (await sql<{ id: string }>('SELECT id FROM parcel WHERE artifact_id = $1 ORDER BY ordinal', [artifactId])).map(
    (row) => row.id,
  );

/** The first records of this file, as proof that there are some or none. Their ids begin as the file's own does. */
export const recordsOf = ({ sql }: Db, artifactId: string) =>
  sql<{ id: string }>('SELECT id FROM event WHERE left(id::text, 18) = left($1::uuid::text, 18) LIMIT 1', [artifactId]);

/** How many parcels whose trace number starts so are accepted, duplicates, and so on. */
export const dispositionsOf = ({ sql }: Db, tracePrefix: string) =>
  sql<{ disposition: string; n: number }>(
    'SELECT disposition, count(*)::int AS n FROM parcel WHERE starts_with(trace, $1) GROUP BY 1 ORDER BY 1',
    [tracePrefix],
  );

/** Every state of reconciliation that a parcel of this file is in. */
export const reconciliationOf = ({ sql }: Db, artifactId: string) =>
  sql<{ state: string }>(
    `SELECT DISTINCT f.reconcile_state AS state FROM parcel_flow f JOIN parcel p ON p.id = f.parcel_id AND p.flow_code = f.flow_code
     WHERE p.artifact_id = $1`,
    [artifactId],
  );

/** The codes of what was found odd about the parcels of this file. */
export async function findingsOf({ sql }: Db, artifactId: string): Promise<string[]> {
  const rows = await sql<{ findings: { code: string }[] }>('SELECT findings FROM parcel WHERE artifact_id = $1', [
    artifactId,
  ]);
  return rows.flatMap((row) => row.findings.map((finding) => finding.code));
}

/** The stages that some parcel of this file is past, as what they leave shows. */
export async function stagesOf({ sql }: Db, artifactId: string): Promise<string[]> {
  const rows = await sql<{ stage: string }>(
    `WITH own AS (SELECT id, state FROM parcel WHERE artifact_id = $1)
     SELECT 'parse' AS stage FROM own
     UNION SELECT 'canonicalize' FROM own WHERE state = 'canonical'
     UNION SELECT 'map' FROM own JOIN item i ON i.parcel_id = own.id WHERE i.state IN ('mapped', 'posted')
     UNION SELECT 'confirm' FROM own JOIN item i ON i.parcel_id = own.id WHERE i.state = 'posted'
     UNION SELECT 'reconcile' FROM own JOIN parcel_flow f ON f.parcel_id = own.id WHERE f.reconcile_state <> 'open'`,
    [artifactId],
  );
  return rows.map(({ stage }) => stage);
}

export const parcelDecision = ({ sql }: Db, parcelId: string) =>
  sql<{ state: string; decision: string | null; decided_by: string | null }>(
    'SELECT state, decision, decided_by FROM parcel WHERE id = $1',
    [parcelId],
  );

/** Writes what the header of this parcel says was received. */
export const setReceived = ({ sql }: Db, parcelId: string, minor: number) =>
  sql(
    `WITH flow AS (UPDATE parcel_flow SET control_minor = $2 WHERE parcel_id = $1 AND flow_code = $3)
     UPDATE parcel SET control_minor = $2, head = head || jsonb_build_object('receivedMinor', $2::bigint::text) WHERE id = $1`,
    [parcelId, minor, FLOW],
  );

/** Shows one parcel, or every parcel, to the people of these facilities. */
export const setParcelFacilities = ({ sql }: Db, facilityIds: readonly string[], parcelId: string | null = null) =>
  sql('UPDATE parcel SET facility_ids = $1::uuid[] WHERE $2::uuid IS NULL OR id = $2', [facilityIds, parcelId]);

/** Leaves a trace of a parcel where duplicates are recognised. */
export const addIdentity = ({ sql }: Db) =>
  sql(`INSERT INTO parcel_key (flow_code, kind, key, parcel_id) VALUES ($1, 'same', '\\x01', gen_random_uuid())`, [
    FLOW,
  ]);

/** Lets an item stand in its queues where its own event stands. */
export const standAtOwnEvent = ({ sql }: Db, eventId: string) =>
  sql('UPDATE item SET position = event_id WHERE event_id = $1', [eventId]);

/** Has these items looked at again at once, though they were put off. */
export const lookAgain = ({ sql }: Db, eventIds: readonly string[]) =>
  sql('UPDATE item SET ready_at = now() WHERE event_id = ANY ($1::uuid[])', [eventIds]);

/** Whether each of these items is put off to a later moment. */
export const putOff = async ({ sql }: Db, eventIds: readonly string[]): Promise<boolean[]> =>
  (
    await sql<{ off: boolean }>(
      `SELECT i.ready_at > now() AS off FROM unnest($1::uuid[]) WITH ORDINALITY AS s(id, n) JOIN item i ON i.event_id = s.id ORDER BY s.n`,
      [eventIds],
    )
  ).map((row) => row.off);

/** How many keys of this item are kept beside its first. */
export const furtherKeys = async ({ sql }: Db, eventId: string): Promise<number> =>
  (await sql('SELECT 1 FROM item_key WHERE event_id = $1', [eventId])).length;
