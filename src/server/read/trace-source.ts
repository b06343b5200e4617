import type { Row, Tx } from '@/server/platform/db';

/** Rows behind the source pane: where a remit and its records stand in which bytes. Row-level security decides what is seen. */
export interface RemitPlace extends Row {
  readonly id: string;
  readonly artifactId: string;
  readonly artifactName: string;
  readonly artifactBytes: bigint;
  readonly sha256: string;
  readonly bytesId: string;
  readonly wrappedKey: Buffer;
  readonly chunkBytes: number;
  readonly byteOffset: bigint;
  readonly byteLength: bigint;
  readonly path: string;
  readonly delimiters: unknown;
  readonly trn02: string;
  readonly payer: string;
  readonly payee: string;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  readonly serviceCount: number;
  readonly method: string;
  readonly handling: string;
  readonly trn03: string;
  readonly paymentDate: string | null;
  readonly payeeNpi: string | null;
}

export async function readRemitPlace(tx: Tx, remitId: string): Promise<RemitPlace | null> {
  const [row] = await tx.query<RemitPlace>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.name AS "artifactName", a.size_bytes AS "artifactBytes",
            encode(a.sha256, 'hex') AS sha256, a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey", a.chunk_bytes AS "chunkBytes",
            r.byte_offset AS "byteOffset", r.byte_length AS "byteLength", r.path, r.delimiters, COALESCE(r.trn02, '') AS trn02,
            COALESCE(p.name, NULLIF(r.payer_name, ''), r.payer_key) AS payer, COALESCE(NULLIF(r.payee_name, ''), r.payee_key) AS payee,
            r.received_minor AS "receivedMinor", r.paid_minor AS "paidMinor", r.plb_minor AS "plbMinor",
            r.claim_count AS "claimCount", r.plb_count AS "plbCount", r.service_count AS "serviceCount", r.method, r.handling,
            COALESCE(r.trn03, '') AS trn03, r.payment_date AS "paymentDate", r.payee_npi AS "payeeNpi"
       FROM remit r JOIN artifact a ON a.id = r.artifact_id LEFT JOIN payer p ON p.id = r.payer_id WHERE r.id = $1`,
    [remitId],
  );
  return row ?? null;
}

export interface EventPlace extends Row {
  readonly id: string;
  readonly remitId: string;
  readonly ordinal: number;
  readonly recordId: string | null;
  readonly type: string;
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
}

export async function readEventPlace(tx: Tx, eventId: string): Promise<EventPlace | null> {
  const [row] = await tx.query<EventPlace>(
    `SELECT id, remit_id AS "remitId", ordinal, record_id AS "recordId", type, amount_minor AS "amountMinor", identifiers
       FROM event WHERE id = $1`,
    [eventId],
  );
  return row ?? null;
}

export interface RecordPlace extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly kind: 'claim' | 'plb';
  readonly offset: bigint;
  readonly length: number;
  readonly pair: number;
  readonly eventId: string | null;
}

/** A page of visible records in file order, from an ordinal on. */
export const readRecordPlaces = (tx: Tx, remitId: string, from: number, limit: number): Promise<RecordPlace[]> =>
  tx.query<RecordPlace>(
    `SELECT c.id, c.ordinal, c.kind, c.byte_offset AS offset, c.byte_length AS length, c.pair, e.id AS "eventId"
       FROM record c LEFT JOIN event e ON e.remit_id = c.remit_id AND e.record_id = c.id
      WHERE c.remit_id = $1 AND c.ordinal >= $2 ORDER BY c.ordinal LIMIT $3`,
    [remitId, from, limit],
  );

/** How many records the reader may see. */
export async function readRecordCount(tx: Tx, remitId: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM record WHERE remit_id = $1', [remitId]);
  return row?.n ?? 0;
}

/** The posting rules of one version, to say which element a journal line came from. */
export async function readRules(tx: Tx, version: number | null): Promise<unknown> {
  const [row] = await tx.query<{ rules: unknown }>(
    `SELECT rules FROM posting_rule_version WHERE $1::int IS NULL OR version = $1 ORDER BY version DESC LIMIT 1`,
    [version],
  );
  return row?.rules ?? null;
}
