import type { Tx } from '@/server/platform/db';
import { type Places, placesOf } from './places';

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
  readonly transactionCount: number | null;
  readonly claimCount: number | null;
  /** Σ BPR02 of its remits; null while none is known. */
  readonly receivedMinor: bigint | null;
};

const ROW = `a.id, a.name, c.name AS connection, a.size_bytes AS "sizeBytes", encode(a.sha256, 'hex') AS sha256, a.format,
  a.received_at AS "receivedAt", a.received_by AS "receivedBy", a.state, a.repeat_of IS NOT NULL AS repeated,
  a.failure_text AS "failureText", a.finding_count AS "findingCount", a.transaction_count AS "transactionCount",
  a.claim_count AS "claimCount",
  (SELECT sum(r.received_minor)::bigint FROM remit r WHERE r.artifact_id = a.id) AS "receivedMinor"`;

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
    `SELECT ${ROW} FROM artifact a JOIN connection c ON c.id = a.connection_id
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
  tx.query<ArtifactRow>(
    `SELECT ${ROW} FROM artifact a JOIN connection c ON c.id = a.connection_id WHERE ${sql} ORDER BY a.id DESC LIMIT ${limit}`,
    values,
  );

export type ConnectionOption = { readonly code: string; readonly name: string };

/** The inbound connections a file may belong to. */
export const readInboundConnections = (tx: Tx): Promise<ConnectionOption[]> =>
  tx.query<ConnectionOption>(
    "SELECT code, name FROM connection WHERE direction = 'inbound' AND active ORDER BY name LIMIT 200",
  );

export type RemitLine = {
  readonly id: string;
  readonly ordinal: number;
  readonly trace: string;
  readonly payer: string;
  readonly payee: string;
  readonly paymentDate: string | null;
  readonly state: string;
  readonly disposition: string | null;
  readonly receivedMinor: bigint;
  readonly claimCount: number;
};
export type RemitWithPlaces = RemitLine & { readonly money: Places };
export type ArtifactDetail = ArtifactRow & {
  readonly controlNumber: string | null;
  readonly failureCode: string | null;
  readonly findings: unknown;
  /** The first arrival of the same bytes, when this is a repeat. */
  readonly firstId: string | null;
  readonly money: Places;
  readonly remits: readonly RemitWithPlaces[];
  readonly moreRemits: number;
};

/** A file holds a handful of payments; one with more shows the first of them and says how many follow. */
const REMITS_SHOWN = 60;

export async function readArtifact(tx: Tx, id: string): Promise<ArtifactDetail | null> {
  const [row] = await tx.query<Omit<ArtifactDetail, 'money' | 'remits' | 'moreRemits'>>(
    `SELECT ${ROW}, a.control_number AS "controlNumber", a.failure_code AS "failureCode", a.findings,
            a.repeat_of AS "firstId"
       FROM artifact a JOIN connection c ON c.id = a.connection_id WHERE a.id = $1`,
    [id],
  );
  if (!row) return null;
  const lines = await tx.query<RemitLine>(
    `SELECT id, ordinal, COALESCE(trn02, '') AS trace, payer_name AS payer, payee_name AS payee,
            payment_date AS "paymentDate", state, disposition, received_minor AS "receivedMinor", claim_count AS "claimCount"
       FROM remit WHERE artifact_id = $1 ORDER BY ordinal LIMIT ${REMITS_SHOWN}`,
    [id],
  );
  const [count] = await tx.query<{ remits: number }>(
    'SELECT count(*)::int AS remits FROM remit WHERE artifact_id = $1',
    [id],
  );
  const remits: RemitWithPlaces[] = [];
  for (const line of lines) remits.push({ ...line, money: await placesOf(tx, { remitId: line.id }) });
  const moreRemits = (count?.remits ?? 0) - remits.length;
  return { ...row, money: await placesOf(tx, { artifactId: id }), remits, moreRemits };
}

/** The hash of a connection's token, for the ingest door. Undefined: no such inbound connection, or it is switched off. */
export async function readTokenHash(tx: Tx, code: string): Promise<Buffer | null | undefined> {
  const [row] = await tx.query<{ hash: Buffer | null }>(
    `SELECT token_sha256 AS hash FROM connection WHERE code = $1 AND direction = 'inbound' AND active`,
    [code],
  );
  return row?.hash;
}
