import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '@/domain/failure';
import { newId } from '../../platform/ids';
import { CHUNK_BYTES, chunkSealer } from '../../store/artifacts';

/** Largest artifact accepted: 2 GiB. Larger files are split by their sender. */
export const ARTIFACT_BYTES_MAX = 2 * 1024 ** 3;
/** Chunks of a file that wait in memory (1 MiB); those behind them wait on disk. */
const IN_MEMORY_CHUNKS = 4;

export type Spooled = {
  readonly bytesId: string;
  readonly sha256: Buffer;
  readonly sizeBytes: number;
  readonly wrappedKey: Buffer;
  readonly keyVersion: number;
  /** The first bytes, plain. */
  readonly head: Buffer;
  /** Every chunk in order, sealed; as often as it is asked for. */
  chunks(): AsyncGenerator<Buffer>;
  close(): Promise<void>;
};

/**
 * Takes a file to its last byte before anything of it is written to the database: bytes come as slowly as their sender likes, and
 * no transaction waits for them. They are sealed as they come, so that what is on disk for that time opens with nothing but a key
 * that only this process has; the file on disk has no name from the start and goes with the process.
 * @throws AppError ARTIFACT_EMPTY, ARTIFACT_TOO_LARGE
 */
export async function spool(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Spooled> {
  const bytesId = newId();
  const sealer = chunkSealer(bytesId);
  const sealed = new SealedChunks();
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let sizeBytes = 0;
  let head: Buffer | undefined;
  const flush = async () => {
    if (filled === 0) return;
    head ??= Buffer.from(buffer.subarray(0, filled));
    await sealed.add(sealer.seal(buffer.subarray(0, filled)));
    filled = 0;
  };
  try {
    for await (const piece of source) {
      hash.update(piece);
      sizeBytes += piece.length;
      if (sizeBytes > ARTIFACT_BYTES_MAX) throw tooLarge();
      for (let at = 0; at < piece.length; ) {
        const take = Math.min(CHUNK_BYTES - filled, piece.length - at);
        buffer.set(piece.subarray(at, at + take), filled);
        filled += take;
        at += take;
        if (filled === CHUNK_BYTES) await flush();
      }
    }
    await flush();
    if (!head) throw new AppError('ARTIFACT_EMPTY', 'exception', 'The file is empty: nothing was received.');
  } catch (error) {
    await sealed.close();
    throw error;
  }
  const { wrappedKey, keyVersion } = sealer;
  return {
    bytesId,
    sha256: hash.digest(),
    sizeBytes,
    wrappedKey,
    keyVersion,
    head,
    chunks: () => sealed.all(),
    close: () => sealed.close(),
  };
}

const tooLarge = (): AppError =>
  new AppError('ARTIFACT_TOO_LARGE', 'exception', 'The file is larger than 2 GiB. Split it and send the parts.');

/** Sealed chunks in memory, and from the fifth on in a file without a name. */
class SealedChunks {
  readonly #first: Buffer[] = [];
  readonly #lengths: number[] = [];
  #file: FileHandle | undefined;
  #end = 0;

  async add(chunk: Buffer): Promise<void> {
    if (this.#first.length < IN_MEMORY_CHUNKS) {
      this.#first.push(chunk);
      return;
    }
    this.#file ??= await nameless();
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await this.#file.write(chunk, at, chunk.length - at, this.#end + at);
      at += bytesWritten;
    }
    this.#lengths.push(chunk.length);
    this.#end += chunk.length;
  }

  async *all(): AsyncGenerator<Buffer> {
    yield* this.#first;
    let from = 0;
    for (const length of this.#lengths) {
      const chunk = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; ) {
        const { bytesRead } = (await this.#file?.read(chunk, at, length - at, from + at)) ?? { bytesRead: 0 };
        if (bytesRead === 0) throw new Error('what was spooled of a file is shorter than what was written');
        at += bytesRead;
      }
      yield chunk;
      from += length;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

async function nameless(): Promise<FileHandle> {
  const name = path.join(tmpdir(), `tieout-spool-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  await unlink(name);
  return file;
}
