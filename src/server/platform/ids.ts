import { randomPool } from './random';

let lastMs = 0;
let counter = 0;

/**
 * UUIDv7 (RFC 9562 §5.7) with a 12-bit counter in rand_a, so that ids made by one process sort in the order in which they
 * were made. The month in the id is the partition of the row.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = randomPool(2).readUInt16BE(0) & 0x3ff;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const bytes = Buffer.from(randomPool(16));
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return textOf(bytes);
}

const PART_BITS = 3n;
const RANDOM_BITS = 28n;

/**
 * UUIDv7 of something found inside an artifact, at a byte offset (below 2 GiB) and there in a part (0 to 7): it sorts by
 * when the artifact arrived and where in it the thing stands, whenever and by whichever worker it was read.
 */
export function idWithin(artifactId: string, byteOffset: bigint, part: number): string {
  const bytes = Buffer.from(artifactId.replaceAll('-', ''), 'hex');
  const random = BigInt(randomPool(4).readUInt32BE(0)) >> (32n - RANDOM_BITS);
  const place = (byteOffset << (PART_BITS + RANDOM_BITS)) | (BigInt(part) << RANDOM_BITS) | random;
  bytes.writeBigUInt64BE((2n << 62n) | BigInt.asUintN(62, place), 8);
  return textOf(bytes);
}

function textOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * The id after `last` in its line of arrival: a new one, or `last` with its first 64 bits counted up by one when this machine's
 * clock is behind the one that made `last`. Events keep these 64 bits of their artifact (`idWithin`).
 */
export function idAfter(last: string | null): string {
  const id = newId();
  if (last === null || id.slice(0, 18) > last.slice(0, 18)) return id;
  const bytes = Buffer.from(last.replaceAll('-', ''), 'hex');
  const ms = BigInt(bytes.readUIntBE(0, 6));
  const next = ((ms << 12n) | BigInt(bytes.readUInt16BE(6) & 0xfff)) + 1n;
  bytes.writeUIntBE(Number(next >> 12n), 0, 6);
  bytes.writeUInt16BE(0x7000 | Number(next & 0xfffn), 6);
  randomPool(8).copy(bytes, 8);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return textOf(bytes);
}
