import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { masterKey } from './env';
import { randomPool } from './random';

/**
 * Envelope encryption, AES-256-GCM (NIST SP 800-38D). A key per purpose is derived from the master key (HKDF, RFC 5869);
 * artifacts carry a data key of their own, wrapped. The additional data binds a ciphertext to `table|column|row|key version`,
 * so a ciphertext moved to another row does not open.
 */
export const KEY_VERSION = 1;

type Purpose = 'identifiers' | 'artifact-wrap' | 'blind-index';
const keys = new Map<Purpose, Buffer>();

function keyOf(purpose: Purpose): Buffer {
  const known = keys.get(purpose);
  if (known) return known;
  const key = Buffer.from(hkdfSync('sha256', masterKey(), Buffer.alloc(0), `tieout/${purpose}/v${KEY_VERSION}`, 32));
  keys.set(purpose, key);
  return key;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function seal(key: Buffer, plain: Uint8Array, place: string): Buffer {
  const nonce = Buffer.from(randomPool(NONCE_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** Throws when the bytes were altered, moved to another place, or sealed under another key. */
function open(key: Buffer, sealed: Uint8Array, place: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}

const place = (table: string, column: string, row: string) => `${table}|${column}|${row}|v${KEY_VERSION}`;

/** Patient-related identifiers of one event. Never logged, never in a URL, decrypted only for a reader with the right. */
export type Identifiers = Readonly<Record<string, string>>;

export const sealIdentifiers = (eventId: string, identifiers: Identifiers): Buffer =>
  seal(keyOf('identifiers'), Buffer.from(JSON.stringify(identifiers)), place('event', 'identifiers', eventId));

export const openIdentifiers = (eventId: string, sealed: Uint8Array): Identifiers =>
  JSON.parse(open(keyOf('identifiers'), sealed, place('event', 'identifiers', eventId)).toString()) as Identifiers;

/** A fresh data key for the bytes of one artifact, and the same key wrapped for storage beside it. */
export function newDataKey(bytesId: string): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(32);
  return { key, wrapped: seal(keyOf('artifact-wrap'), key, place('artifact', 'wrapped_key', bytesId)) };
}

export const unwrapDataKey = (bytesId: string, wrapped: Uint8Array): Buffer =>
  open(keyOf('artifact-wrap'), wrapped, place('artifact', 'wrapped_key', bytesId));

export const sealChunk = (key: Buffer, bytesId: string, ordinal: number, plain: Uint8Array): Buffer =>
  seal(key, plain, place('artifact_chunk', 'ciphertext', `${bytesId}/${ordinal}`));

export const openChunk = (key: Buffer, bytesId: string, ordinal: number, sealed: Uint8Array): Buffer =>
  open(key, sealed, place('artifact_chunk', 'ciphertext', `${bytesId}/${ordinal}`));

/** Identifiers whose index other tables and people's searches know under a shorter name. */
const INDEX_NAMES: Readonly<Record<string, string>> = { claimId: 'account', controlNumber: 'control' };

/** Payers write a number of theirs with leading zeros and without; an account of ours never loses any. */
const OF_PAYERS: ReadonlySet<string> = new Set(['reference', 'controlNumber', 'control']);

const formOf = (name: string, value: string): string =>
  OF_PAYERS.has(name) ? normalise(value).replace(/^0+(?=.)/, '') : normalise(value);

/** Equality search over encrypted values: HMAC-SHA-256 of the normalised value under the identifier's name, 16 bytes. */
export const blindIndex = (name: string, value: string): Buffer =>
  createHmac('sha256', keyOf('blind-index'))
    .update(`${INDEX_NAMES[name] ?? name}|${formOf(name, value)}`)
    .digest()
    .subarray(0, 16);

/** Upper case, letters and digits only: banks and payers drop punctuation and change case (domain §2.2). */
export const normalise = (value: string): string => value.toUpperCase().replace(/[^A-Z0-9]/g, '');

export const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
