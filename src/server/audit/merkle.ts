import { createHash } from 'node:crypto';
import type { AuditRow } from '../store/audit';

/** The tree of RFC 6962 over the rows of one audit chain. Leaves and nodes begin with different bytes, so neither passes for the other. */
const digest = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Every column takes part, the id and both hashes too. */
export function leafHash(row: AuditRow): Buffer {
  const hashes = [row.prevHash.toString('hex'), row.hash.toString('hex')];
  const entry = [row.at, row.actor, row.action, row.subjectKind, row.subjectId, row.detail];
  const fields = [row.id, row.chain, row.seq.toString(), ...entry, ...hashes];
  return digest(Uint8Array.of(0), fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join(''));
}

/** A growing tree, kept as the roots of its perfect subtrees from left to right: log2(size) hashes, enough to go on from. */
export class Edge {
  size: bigint;
  readonly hashes: Buffer[];

  constructor(size = 0n, hashes: Buffer[] = []) {
    this.size = size;
    this.hashes = hashes;
  }

  add(leaf: Buffer): void {
    let node = leaf;
    for (let bits = this.size; (bits & 1n) === 1n; bits >>= 1n) {
      node = digest(Uint8Array.of(1), this.hashes.pop() as Buffer, node);
    }
    this.hashes.push(node);
    this.size += 1n;
  }

  root(): Buffer {
    if (this.hashes.length === 0) return digest('');
    return this.hashes.reduceRight((right, left) => digest(Uint8Array.of(1), left, right));
  }
}
