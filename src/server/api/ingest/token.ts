import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '@/server/platform/crypto';
import { systemActor, withTransaction } from '@/server/platform/db';
import { readTokenHash } from '@/server/read/artifacts';

const BEARER = /^Bearer ([\x21-\x7e]{8,512})$/;

/** What an unknown connection is compared with, so that it takes what a known one takes. No token has this hash. */
const NOBODY = Buffer.alloc(32);
/** No code holds anything else, and the database could not be asked for it. */
const CODE = /^[\x21-\x7e]{1,100}$/;

/**
 * Whether this is the token of this inbound connection. A connection that is not there, has no token or another one are one
 * answer: whoever has no token learns no names.
 */
export async function checkToken(code: string, header: string | null): Promise<boolean> {
  const asked = CODE.test(code) ? code : '-';
  const known = await withTransaction(systemActor('ingest'), (tx) => readTokenHash(tx, asked));
  const token = BEARER.exec(header ?? '')?.[1];
  const given = sha256(token ?? '');
  const wanted = known ?? NOBODY;
  const same = wanted.length === given.length && timingSafeEqual(given, wanted);
  return same && token !== undefined;
}
