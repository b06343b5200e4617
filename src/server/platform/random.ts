import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 16 * 1024;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * The next `count` (at most 64) bytes of the system's randomness, fetched many at a time: one call per id or nonce costs more than
 * the encryption it is for. Each byte is given out once; the caller copies what it keeps, for the pool is filled anew.
 */
export function randomPool(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + count);
  used += count;
  return bytes;
}
