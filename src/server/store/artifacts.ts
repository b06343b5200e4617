import { KEY_VERSION, newDataKey, openChunk, sealChunk, unwrapDataKey } from '../platform/crypto';
import { type Actor, type Tx, withSet } from '../platform/db';
import { idAfter } from '../platform/ids';

/** Plain bytes per stored chunk: small enough to fetch one record's bytes, large enough to stream a gigabyte. */
export const CHUNK_BYTES = 256 * 1024;

export type ArtifactKey = { readonly bytesId: string; readonly wrappedKey: Buffer; readonly chunkBytes: number };

/** Seals chunk after chunk under a data key of this artifact's own. */
export function chunkSealer(bytesId: string) {
  const { key, wrapped } = newDataKey(bytesId);
  let ordinal = 0;
  return {
    wrappedKey: wrapped,
    keyVersion: KEY_VERSION,
    seal(plain: Uint8Array): Buffer {
      const sealed = sealChunk(key, bytesId, ordinal, plain);
      ordinal += 1;
      return sealed;
    },
  };
}

/** Writes sealed chunks in their order, one at a time. */
export async function insertChunks(tx: Tx, bytesId: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  let ordinal = 0;
  for await (const sealed of chunks) {
    await tx.execute('INSERT INTO artifact_chunk (bytes_id, ordinal, ciphertext) VALUES ($1, $2, $3)', [
      bytesId,
      ordinal,
      sealed,
    ]);
    ordinal += 1;
  }
}

/**
 * Runs a step that may fail for a reason `foreseen` tells, without losing the transaction: what it wrote is taken back and its
 * error returned.
 */
export async function withoutFailing(
  tx: Tx,
  step: () => Promise<unknown>,
  foreseen: (error: unknown) => boolean,
): Promise<unknown> {
  await tx.execute('SAVEPOINT step');
  try {
    await step();
    return null;
  } catch (error) {
    if (!foreseen(error)) throw error;
    await tx.execute('ROLLBACK TO SAVEPOINT step');
    return error;
  }
}

/** Makes a second arrival of the same bytes on a connection wait for the first. */
export const lockSameBytes = (tx: Tx, connectionId: string, sha256: Buffer): Promise<number> =>
  tx.execute('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [connectionId + sha256.toString('hex')]);

const readChunks = (tx: Tx, bytesId: string, from: number, to: number) =>
  tx.query<{ ordinal: number; ciphertext: Buffer }>(
    'SELECT ordinal, ciphertext FROM artifact_chunk WHERE bytes_id = $1 AND ordinal BETWEEN $2 AND $3 ORDER BY ordinal',
    [bytesId, from, to],
  );

/** Reads `length` bytes from `offset`; shorter only at the end of the artifact. Touches only the chunks it needs. */
export async function readBytes(tx: Tx, artifact: ArtifactKey, offset: number, length: number): Promise<Buffer> {
  if (length <= 0) return Buffer.alloc(0);
  const key = unwrapDataKey(artifact.bytesId, artifact.wrappedKey);
  const first = Math.floor(offset / artifact.chunkBytes);
  const last = Math.floor((offset + length - 1) / artifact.chunkBytes);
  const parts: Buffer[] = [];
  for (const chunk of await readChunks(tx, artifact.bytesId, first, last)) {
    parts.push(openChunk(key, artifact.bytesId, chunk.ordinal, chunk.ciphertext));
  }
  const start = offset - first * artifact.chunkBytes;
  return Buffer.concat(parts).subarray(start, start + length);
}

/** All bytes of some small artifacts, opened, by `bytesId`. */
export async function readWholes(tx: Tx, artifacts: readonly ArtifactKey[]): Promise<Map<string, Buffer[]>> {
  const keys = new Map(artifacts.map((a) => [a.bytesId, unwrapDataKey(a.bytesId, a.wrappedKey)]));
  const rows = await tx.query<{ bytesId: string; ordinal: number; ciphertext: Buffer }>(
    `SELECT c.bytes_id AS "bytesId", c.ordinal, c.ciphertext FROM unnest($1::uuid[]) AS s(id) JOIN artifact_chunk c ON c.bytes_id = s.id
     ORDER BY c.bytes_id, c.ordinal`,
    [[...keys.keys()]],
  );
  const wholes = new Map<string, Buffer[]>();
  for (const { bytesId, ordinal, ciphertext } of rows) {
    const piece = openChunk(keys.get(bytesId) as Buffer, bytesId, ordinal, ciphertext);
    wholes.set(bytesId, [...(wholes.get(bytesId) ?? []), piece]);
  }
  return wholes;
}

/** How many chunks travel per query while streaming: 4 MiB in memory at a time. */
const STREAM_CHUNKS = 16;

/** All bytes in order, in pieces, each read in a short transaction of its own. */
export async function* streamBytes(actor: Actor, artifact: ArtifactKey): AsyncGenerator<Buffer> {
  const key = unwrapDataKey(artifact.bytesId, artifact.wrappedKey);
  for (let from = 0; ; from += STREAM_CHUNKS) {
    const chunks = await withSet(actor, (tx) => readChunks(tx, artifact.bytesId, from, from + STREAM_CHUNKS - 1));
    for (const chunk of chunks) yield openChunk(key, artifact.bytesId, chunk.ordinal, chunk.ciphertext);
    if (chunks.length < STREAM_CHUNKS) return;
  }
}

export type ConnectionRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly lane: number;
  readonly controlNumbers: 'enforce' | 'note';
  readonly config: unknown;
};

export async function findInbound(tx: Tx, code: string): Promise<ConnectionRow | undefined> {
  const rows = await tx.query<ConnectionRow>(
    `SELECT id, code, name, kind, lane, control_numbers AS "controlNumbers", config FROM connection
     WHERE code = $1 AND direction = 'inbound' AND active`,
    [code],
  );
  return rows[0];
}

export type NewArtifact = {
  readonly id: string;
  readonly connectionId: string;
  readonly lane: number;
  readonly bytesId: string;
  readonly sha256: Buffer;
  readonly sizeBytes: number;
  readonly name: string;
  readonly format: string;
  readonly detail: string;
  readonly controlNumber: string | null;
  readonly wrappedKey: Buffer;
  readonly keyVersion: number;
  readonly receivedBy: string;
  readonly adopt: boolean;
  readonly traceId: string | null;
  readonly deliveryKey: string | null;
  readonly failureCode: string | null;
};

/**
 * The next id in a line of arrival. The lane stays locked until commit, so the ids of a lane sort in the order in which its
 * arrivals are committed, on any number of machines.
 */
export async function nextInLane(tx: Tx, lane: number): Promise<string> {
  const [row] = await tx.query<{ last: string | null }>('SELECT last_id AS last FROM lane WHERE id = $1 FOR UPDATE', [
    lane,
  ]);
  const id = idAfter(row?.last ?? null);
  await tx.execute('UPDATE lane SET last_id = $2 WHERE id = $1', [lane, id]);
  return id;
}

/** Inbound connections whose places Tieout looks into by itself. */
export const findPolledConnections = (tx: Tx): Promise<{ code: string; kind: string; config: unknown }[]> =>
  tx.query(
    `SELECT code, kind, config FROM connection WHERE direction = 'inbound' AND active AND kind IN ('folder', 'sftp') ORDER BY code`,
  );

/** The artifact that a poller delivered under this name before. */
export async function findDelivery(tx: Tx, connectionId: string, deliveryKey: string): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM artifact WHERE connection_id = $1 AND delivery_key = $2',
    [connectionId, deliveryKey],
  );
  return rows[0]?.id;
}

/** The artifact that already holds these bytes on this connection. */
export async function findSameBytes(tx: Tx, connectionId: string, sha256: Buffer): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM artifact WHERE connection_id = $1 AND sha256 = $2 AND repeat_of IS NULL',
    [connectionId, sha256],
  );
  return rows[0]?.id;
}

export async function findSameControlNumber(
  tx: Tx,
  connectionId: string,
  controlNumber: string,
): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM artifact WHERE connection_id = $1 AND control_number = $2 AND repeat_of IS NULL ORDER BY id LIMIT 1',
    [connectionId, controlNumber],
  );
  return rows[0]?.id;
}

export async function insertArtifact(tx: Tx, a: NewArtifact): Promise<void> {
  await tx.execute(
    `INSERT INTO artifact (id, connection_id, lane, bytes_id, sha256, size_bytes, name, format, detail, control_number, wrapped_key,
       key_version, chunk_bytes, received_by, adopt, trace_id, failure_code, delivery_key, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'received')`,
    [
      a.id,
      a.connectionId,
      a.lane,
      a.bytesId,
      a.sha256,
      a.sizeBytes,
      a.name,
      a.format,
      a.detail,
      a.controlNumber,
      a.wrappedKey,
      a.keyVersion,
      CHUNK_BYTES,
      a.receivedBy,
      a.adopt,
      a.traceId,
      a.failureCode,
      a.deliveryKey,
    ],
  );
}

/** A second arrival of the same bytes: a row of its own that shares the first one's bytes and key. */
export async function insertRepeat(
  tx: Tx,
  id: string,
  firstId: string,
  a: { name: string; receivedBy: string; adopt: boolean; traceId: string | null; deliveryKey: string | null },
): Promise<void> {
  await tx.execute(
    `INSERT INTO artifact (id, connection_id, lane, bytes_id, repeat_of, sha256, size_bytes, name, format, detail, control_number,
       wrapped_key, key_version, chunk_bytes, received_by, adopt, trace_id, delivery_key, state)
     SELECT $1, connection_id, lane, bytes_id, id, sha256, size_bytes, $3, format, detail, control_number, wrapped_key, key_version,
       chunk_bytes, $4, $5, $6, $7, 'received' FROM artifact WHERE id = $2`,
    [id, firstId, a.name, a.receivedBy, a.adopt, a.traceId, a.deliveryKey],
  );
}
