import { createHash } from 'node:crypto';
import { type Actor, withTransaction } from '../platform/db';
import { streamBytes } from '../store/artifacts';
import { readArtifactHashes, type StoredArtifact } from '../store/verify';
import { type Check, Tally } from './check';

const ARTIFACTS_PAGE = 200;

/** Decrypts and hashes every stored byte: what was received is what is kept, also where no event points at it. */
export async function bytesIntact(actor: Actor): Promise<Check> {
  const tally = new Tally();
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await withTransaction(actor, (tx) => readArtifactHashes(tx, after, ARTIFACTS_PAGE));
    for (const artifact of page) tally.look(await hashesRight(actor, artifact), () => artifact.id);
    if (page.length < ARTIFACTS_PAGE) break;
    after = page.at(-1)?.id ?? after;
  }
  return tally.check('artifact-bytes', 'Every artifact holds the bytes that were received');
}

async function hashesRight(actor: Actor, artifact: StoredArtifact): Promise<boolean> {
  const hash = createHash('sha256');
  let sizeBytes = 0n;
  try {
    for await (const bytes of streamBytes(actor, artifact)) {
      hash.update(bytes);
      sizeBytes += BigInt(bytes.length);
    }
  } catch (error) {
    // Chunks that were altered or moved do not open. A database that is away is another matter.
    if (typeof (error as { code?: unknown }).code === 'string' && /^\d/.test((error as { code: string }).code))
      throw error;
    return false;
  }
  return sizeBytes === artifact.sizeBytes && hash.digest().equals(artifact.sha256);
}
