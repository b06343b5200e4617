import type { Tx } from '@/server/platform/db';
import { CONTROL_MINOR, IS_WHOLE, RECORDS_OF_PARCEL } from './part';
import { type MeasurePlaces, type Places, placesByMeasure, placesOf } from './places';

/** Read models of the Artifacts screens: what arrived, in which state, and what was found in it. */
export const ARTIFACT_STATES = ['received', 'parsed', 'quarantined'] as const;
export type ArtifactState = (typeof ARTIFACT_STATES)[number];

export type ArtifactRow = {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly sizeBytes: bigint;
  readonly sha256: string;
  readonly format: string | null;
  readonly receivedAt: Date;
  readonly receivedBy: string;
  readonly state: ArtifactState;
  /** The same bytes came before; these were kept out and counted as a duplicate. */
  readonly repeated: boolean;
  readonly failureText: string | null;
  readonly findingCount: number;
  readonly parcelCount: number | null;
  readonly recordCount: number | null;
  /** Σ of the control totals of its parcels in `asset`; both are null while none is known. */
  readonly receivedMinor: bigint | null;
  readonly asset: string | null;
};

/**
 * Joins what the parcels of artifact `a` add up to as `s`. A file of several assets is shown in the one most of its parcels are
 * in: sums never cross assets.
 */
export const RECEIVED_OF_ARTIFACT = `LEFT JOIN LATERAL (SELECT r.asset, sum(${CONTROL_MINOR})::bigint AS minor FROM parcel r
  WHERE r.artifact_id = a.id GROUP BY r.asset ORDER BY count(*) DESC, r.asset LIMIT 1) s ON true`;

export const RECORDS_OF_ARTIFACT = `COALESCE((SELECT sum(${RECORDS_OF_PARCEL})::int FROM parcel r WHERE r.artifact_id = a.id),
  CASE WHEN ${IS_WHOLE} THEN a.record_count END)`;

const ROW = `a.id, a.name, c.name AS connection, a.size_bytes AS "sizeBytes", encode(a.sha256, 'hex') AS sha256, a.format,
  a.received_at AS "receivedAt", a.received_by AS "receivedBy", a.state, a.repeat_of IS NOT NULL AS repeated,
  a.failure_text AS "failureText", a.finding_count AS "findingCount", CASE WHEN ${IS_WHOLE} THEN a.parcel_count ELSE (SELECT count(*)::int FROM parcel r WHERE r.artifact_id = a.id) END AS "parcelCount",
  ${RECORDS_OF_ARTIFACT} AS "recordCount", s.minor AS "receivedMinor", s.asset`;
const FROM = `FROM artifact a JOIN connection c ON c.id = a.connection_id ${RECEIVED_OF_ARTIFACT}`;

export type ArtifactPage = { readonly rows: readonly ArtifactRow[]; readonly next: string | null };
export type ArtifactQuery = {
  readonly state: ArtifactState | null;
  readonly connection: string | null;
  /** The id of the last row of the page before. */
  readonly after: string | null;
};

export const ARTIFACTS_PER_PAGE = 50;

export async function readArtifacts(tx: Tx, query: ArtifactQuery): Promise<ArtifactPage> {
  const rows = await tx.query<ArtifactRow>(
    `SELECT ${ROW} ${FROM}
      WHERE ($1::uuid IS NULL OR a.id < $1) AND ($2::text IS NULL OR a.state = $2) AND ($3::text IS NULL OR c.code = $3)
      ORDER BY a.id DESC LIMIT ${ARTIFACTS_PER_PAGE + 1}`,
    [query.after, query.state, query.connection],
  );
  const page = rows.slice(0, ARTIFACTS_PER_PAGE);
  return { rows: page, next: rows.length > ARTIFACTS_PER_PAGE ? (page.at(-1)?.id ?? null) : null };
}

/** Artifacts that satisfy a condition over `a`, newest first, at most `limit`. */
export const readArtifactRows = (
  tx: Tx,
  sql: string,
  values: readonly unknown[],
  limit: number,
): Promise<ArtifactRow[]> =>
  tx.query<ArtifactRow>(`SELECT ${ROW} ${FROM} WHERE ${sql} ORDER BY a.id DESC LIMIT ${limit}`, values);

export type ConnectionOption = { readonly code: string; readonly name: string };

/** The inbound connections a file may belong to. */
export const readInboundConnections = (tx: Tx): Promise<ConnectionOption[]> =>
  tx.query<ConnectionOption>(
    "SELECT code, name FROM connection WHERE direction = 'inbound' AND active ORDER BY name LIMIT 200",
  );

export type ParcelLine = {
  readonly id: string;
  readonly ordinal: number;
  /** The flow that takes it; null when none does. */
  readonly flow: string | null;
  readonly trace: string;
  readonly payer: string;
  readonly payee: string;
  readonly businessDate: string | null;
  readonly state: string;
  readonly disposition: string | null;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly recordCount: number;
};
export type ParcelWithPlaces = ParcelLine & { readonly money: Places };
export type ArtifactDetail = ArtifactRow & {
  readonly controlNumber: string | null;
  readonly failureCode: string | null;
  /** Null for whoever sees a part of the file: they quote the whole. */
  readonly findings: unknown;
  /** The first arrival of the same bytes, when this is a repeat. */
  readonly firstId: string | null;
  /** Of every flow that has something of it, each by itself. */
  readonly money: readonly MeasurePlaces[];
  readonly parcels: readonly ParcelWithPlaces[];
  readonly moreParcels: number;
};

/** A file holds a handful of parcels; one with more shows the first of them and says how many follow. */
const PARCELS_SHOWN = 60;

export async function readArtifact(tx: Tx, id: string): Promise<ArtifactDetail | null> {
  const [row] = await tx.query<Omit<ArtifactDetail, 'money' | 'parcels' | 'moreParcels'>>(
    `SELECT ${ROW}, a.control_number AS "controlNumber", a.failure_code AS "failureCode",
            CASE WHEN ${IS_WHOLE} THEN a.findings END AS findings,
            a.repeat_of AS "firstId"
       ${FROM} WHERE a.id = $1`,
    [id],
  );
  if (!row) return null;
  const lines = await tx.query<ParcelLine>(
    `SELECT id, ordinal, r.flow_code AS flow, COALESCE(r.trace, '') AS trace, COALESCE(parties->>'payerName', '') AS payer,
            COALESCE(parties->>'payeeName', '') AS payee, business_date AS "businessDate", state, disposition, asset,
            ${CONTROL_MINOR} AS "controlMinor", ${RECORDS_OF_PARCEL} AS "recordCount"
       FROM parcel r WHERE artifact_id = $1 ORDER BY ordinal LIMIT ${PARCELS_SHOWN}`,
    [id],
  );
  const [count] = await tx.query<{ parcels: number }>(
    'SELECT count(*)::int AS parcels FROM parcel WHERE artifact_id = $1',
    [id],
  );
  const parcels: ParcelWithPlaces[] = [];
  for (const line of lines)
    parcels.push({ ...line, money: await placesOf(tx, { parcelId: line.id, flow: line.flow ?? undefined }) });
  const moreParcels = (count?.parcels ?? 0) - parcels.length;
  return { ...row, money: await placesByMeasure(tx, { artifactId: id }), parcels, moreParcels };
}

/** The hash of a connection's token, for the ingest door. Undefined: no such inbound connection, or it is switched off. */
export async function readTokenHash(tx: Tx, code: string): Promise<Buffer | null | undefined> {
  const [row] = await tx.query<{ hash: Buffer | null }>(
    `SELECT token_sha256 AS hash FROM connection WHERE code = $1 AND direction = 'inbound' AND active`,
    [code],
  );
  return row?.hash;
}
