import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Passwords are kept as `scrypt$N$r$p$salt$hash` (RFC 7914; salt and hash in base64), so the cost can grow over time. */
type Cost = { readonly N: number; readonly r: number; readonly p: number };
const COST: Cost = { N: 2 ** 15, r: 8, p: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** A stored cost above this is not ours: it would only burn memory. */
const COST_MAX = { N: 2 ** 17, r: 16, p: 4 };

function derive(password: string, salt: Buffer, cost: Cost, bytes: number): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

const STORED = /^scrypt\$(\d{1,7})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]+=*)\$([A-Za-z0-9+/]+=*)$/;

/** False for a wrong password and for a stored text that is not one of ours; never throws on either. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = STORED.exec(stored);
  if (!match) return false;
  const cost = { N: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  if (cost.N > COST_MAX.N || cost.r > COST_MAX.r || cost.p > COST_MAX.p) return false;
  const wanted = Buffer.from(match[5] ?? '', 'base64');
  if (wanted.length < SALT_BYTES) return false;
  const got = await derive(password, Buffer.from(match[4] ?? '', 'base64'), cost, wanted.length).catch(() => null);
  return got !== null && timingSafeEqual(got, wanted);
}
