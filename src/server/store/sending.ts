import { openIdentifiers } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { readBytes } from './artifacts';
import type { LeasedPosting } from './postings';

/** What an order needs besides its lines: identifiers opened for the call, and attached files. */
export type Sealed = Readonly<Record<string, string>>;

/** Opens the identifiers that these postings name, by posting. A field whose event has no such identifier stays out. */
export async function openSealed(tx: Tx, postings: readonly LeasedPosting[]): Promise<Map<string, Sealed>> {
  const named = postings.filter((p) => p.sealed !== null);
  if (named.length === 0) return new Map();
  const ids = [...new Set(named.flatMap((p) => Object.values(p.sealed ?? {}).map((field) => field.event)))];
  const rows = await tx.query<{ id: string; identifiers: Buffer }>(
    'SELECT id, identifiers FROM event WHERE id = ANY ($1::uuid[]) AND identifiers IS NOT NULL',
    [ids],
  );
  const opened = new Map(rows.map((row) => [row.id, openIdentifiers(row.id, row.identifiers)]));
  return new Map(
    named.map((posting) => [
      posting.id,
      Object.fromEntries(
        Object.entries(posting.sealed ?? {}).flatMap(([field, { event, identifier }]) => {
          const value = opened.get(event)?.[identifier];
          return value === undefined ? [] : [[field, value]];
        }),
      ),
    ]),
  );
}

const ATTACHMENT_BYTES_MAX = 2 * 1024 ** 2;

type Wanted = { readonly name: string; readonly sha256: string };

export const wantedOf = ({ header }: LeasedPosting): readonly Wanted[] =>
  Array.isArray(header.attachments) ? (header.attachments as Wanted[]) : [];

/** The bytes of files that arrived here, by their SHA-256; what did not arrive, or is larger than 2 MiB, is missing. */
export async function readAttachments(tx: Tx, hashes: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (hashes.length === 0) return found;
  const rows = await tx.query<{
    sha256: string;
    bytesId: string;
    wrappedKey: Buffer;
    chunkBytes: number;
    size: bigint;
  }>(
    `SELECT DISTINCT ON (sha256) encode(sha256, 'hex') AS sha256, bytes_id AS "bytesId", wrapped_key AS "wrappedKey", chunk_bytes AS "chunkBytes",
       size_bytes AS size FROM artifact WHERE sha256 = ANY ($1::bytea[]) AND repeat_of IS NULL ORDER BY sha256, id`,
    [hashes.map((hash) => Buffer.from(hash, 'hex'))],
  );
  for (const { sha256, size, ...artifact } of rows) {
    if (size <= ATTACHMENT_BYTES_MAX) found.set(sha256, await readBytes(tx, artifact, 0, Number(size)));
  }
  return found;
}
