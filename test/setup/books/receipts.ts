import type { Db } from './db';

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
    `INSERT INTO artifact (id, connection_id, bytes_id, sha256, size_bytes, name, wrapped_key, key_version, chunk_bytes,
       received_by, state, facility_ids) VALUES ($1, $2, $1, $3, 1, 'synthetic.835', '\\x00', 1, 1, 'test', $4, $5)`,
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

/** Lets a lease of nobody keep this file from being read for so long. */
export const delayReading = ({ sql }: Db, artifactId: string, seconds: number) =>
  sql('UPDATE artifact SET lease_until = now() + make_interval(secs => $1) WHERE id = $2', [seconds, artifactId]);

/** Keeps the parcels of this file from being turned into events for so long. */
export const delayParcels = ({ sql }: Db, artifactId: string, seconds: number) =>
  sql('UPDATE remit SET ready_at = now() + make_interval(secs => $1) WHERE artifact_id = $2', [seconds, artifactId]);

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

export const addParcel = ({ sql }: Db, of: ParcelFields) =>
  sql(
    `INSERT INTO remit (id, artifact_id, ordinal, state, disposition, byte_offset, byte_length, path, delimiters, st02,
       trn02, handling, method, payment_date, payer_key, payer_name, payee_key, payee_name, payee_npi, payee_tin,
       received_minor, charge_minor, paid_minor, plb_minor, claim_count, service_count, plb_count, balanced, facility_ids)
     VALUES ($1, $2, $3, $4, $5, 0, 1, '/', '{}', '0001', $6, 'I', 'ACH', $7, $8, 'Payer of ' || $8, $9, 'Payee of ' || $9,
       $10, $11, $12, $12, $12, 0, $13, 0, 0, true, $14)`,
    [
      of.id,
      of.artifactId,
      of.ordinal,
      of.state,
      of.disposition,
      of.trace ?? null,
      of.paymentDate,
      of.payerKey,
      of.payeeKey,
      of.npi ?? null,
      of.tin ?? null,
      of.receivedMinor,
      of.claimCount,
      of.facilityIds ?? [],
    ],
  );

export const parcelsOf = async ({ sql }: Db, artifactId: string): Promise<string[]> =>
  (await sql<{ id: string }>('SELECT id FROM remit WHERE artifact_id = $1 ORDER BY ordinal', [artifactId])).map(
    (row) => row.id,
  );

/** The first records of this file, as proof that there are some or none. */
export const recordsOf = ({ sql }: Db, artifactId: string) =>
  sql<{ id: string }>('SELECT id FROM record WHERE artifact_id = $1 LIMIT 1', [artifactId]);

/** How many parcels whose trace number starts so are accepted, duplicates, and so on. */
export const dispositionsOf = ({ sql }: Db, tracePrefix: string) =>
  sql<{ disposition: string; n: number }>(
    'SELECT disposition, count(*)::int AS n FROM remit WHERE starts_with(trn02, $1) GROUP BY 1 ORDER BY 1',
    [tracePrefix],
  );

/** Every state of reconciliation that a parcel of this file is in. */
export const reconciliationOf = ({ sql }: Db, artifactId: string) =>
  sql<{ state: string }>('SELECT DISTINCT reconcile_state AS state FROM remit WHERE artifact_id = $1', [artifactId]);

/** The codes of what was found odd about the parcels of this file. */
export async function findingsOf({ sql }: Db, artifactId: string): Promise<string[]> {
  const rows = await sql<{ findings: { code: string }[] }>('SELECT findings FROM remit WHERE artifact_id = $1', [
    artifactId,
  ]);
  return rows.flatMap((row) => row.findings.map((finding) => finding.code));
}

/** The stages that say of the parcels of this file that they had them. */
export async function stagesOf({ sql }: Db, artifactId: string): Promise<string[]> {
  const rows = await sql<{ stage: string }>(
    'SELECT t.stage FROM control_total t JOIN remit r ON r.id = t.scope_id WHERE r.artifact_id = $1',
    [artifactId],
  );
  return rows.map(({ stage }) => stage);
}

export const parcelDecision = ({ sql }: Db, parcelId: string) =>
  sql<{ state: string; decision: string | null; decided_by: string | null }>(
    'SELECT state, decision, decided_by FROM remit WHERE id = $1',
    [parcelId],
  );

/** Writes what the header of this parcel says was received. */
export const setReceived = ({ sql }: Db, parcelId: string, minor: number) =>
  sql('UPDATE remit SET received_minor = $2 WHERE id = $1', [parcelId, minor]);

/** Shows one parcel, or every parcel, to the people of these facilities. */
export const setParcelFacilities = ({ sql }: Db, facilityIds: readonly string[], parcelId: string | null = null) =>
  sql('UPDATE remit SET facility_ids = $1::uuid[] WHERE $2::uuid IS NULL OR id = $2', [facilityIds, parcelId]);

/** Leaves a trace of a parcel where duplicates are recognised. */
export const addIdentity = ({ sql }: Db) => sql(`INSERT INTO remit_identity VALUES ('\\x01', gen_random_uuid())`);
