import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '@/server/platform/crypto';
import { systemActor, withTransaction } from '@/server/platform/db';
import { readTokenHash } from '@/server/read/artifacts';

const BEARER = /^Bearer ([\x21-\x7e]{8,512})$/;

/** `unknown`: no such inbound connection. `refused`: no token, a wrong one, or none was ever given to this connection. */
export async function checkToken(code: string, header: string | null): Promise<'ok' | 'unknown' | 'refused'> {
  const known = await withTransaction(systemActor('ingest'), (tx) => readTokenHash(tx, code));
  if (known === undefined) return 'unknown';
  const token = BEARER.exec(header ?? '')?.[1];
  if (known === null || token === undefined) return 'refused';
  const given = sha256(token);
  return given.length === known.length && timingSafeEqual(given, known) ? 'ok' : 'refused';
}
