import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { detectFormat } from '@/formats/detect';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { newId } from '../../platform/ids';
import {
  CHUNK_BYTES,
  chunkWriter,
  dropBytes,
  findDelivery,
  findInbound,
  findSameBytes,
  findSameControlNumber,
  insertArtifact,
  insertRepeat,
  lockSameBytes,
  markBeforeBytes,
  nextInLane,
} from '../../store/artifacts';
import { controlNumberOf } from './interchange';

/** Largest artifact accepted: 2 GiB. Larger files are split by their sender. */
export const ARTIFACT_BYTES_MAX = 2 * 1024 ** 3;
const NAME_CHARACTERS_MAX = 200;

export type ReceiveInput = {
  readonly connectionCode: string;
  readonly name: string;
  readonly source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /**
   * Make provisional master data from the file's own N1 loops when payer or payee is unknown. Unset: as the connection is set up
   * (`"adopt": true`), which is off by default; a sender cannot ask for it.
   */
  readonly adopt?: boolean;
  readonly traceId?: string;
  /** A poller's name of this delivery: handed in twice, because the poller died before it could put the file away, it counts once. */
  readonly deliveryKey?: string;
};
/** `repeated`: these bytes came before on this connection; they are counted again, as a duplicate. */
export type Received = {
  readonly artifactId: string;
  readonly state: 'received' | 'repeated';
  readonly sha256: string;
  readonly sizeBytes: number;
};

/**
 * Stage 1. Streams bytes into the encrypted store while hashing, and commits them with their artifact in one transaction:
 * when this returns, the bytes are kept; when it throws, nothing is. The caller acknowledges only afterwards.
 * @throws AppError CONNECTION_UNKNOWN, ARTIFACT_EMPTY, ARTIFACT_TOO_LARGE
 */
export async function receiveArtifact(actor: Actor, input: ReceiveInput): Promise<Received> {
  return withSet(actor, async (tx) => {
    const connection = await findInbound(tx, input.connectionCode);
    if (!connection) {
      throw new AppError(
        'CONNECTION_UNKNOWN',
        'exception',
        `There is no inbound connection “${input.connectionCode}”.`,
      );
    }
    await markBeforeBytes(tx);
    const stored = await storeBytes(tx, newId(), input.source);
    const about = {
      name: cleanName(input.name),
      receivedBy: actor.name,
      adopt: input.adopt ?? adopts(connection.config),
      traceId: input.traceId ?? null,
      deliveryKey: input.deliveryKey ?? null,
    };

    // Two arrivals of the same bytes at once would both pass the look-up; the lock makes the second one wait and see.
    await lockSameBytes(tx, connection.id, stored.sha256);
    const delivered = about.deliveryKey === null ? undefined : await findDelivery(tx, connection.id, about.deliveryKey);
    if (delivered) {
      await dropBytes(tx);
      return answerOf(delivered, 'repeated', stored);
    }
    // It has arrived now: artifacts, and the order of what is in them, sort by this id.
    const id = await nextInLane(tx, connection.lane);
    const first = await findSameBytes(tx, connection.id, stored.sha256);
    if (first) {
      await dropBytes(tx);
      await insertRepeat(tx, id, first, about);
    } else {
      const conflict = await conflictOf(tx, connection, stored.controlNumber);
      await insertArtifact(tx, {
        id,
        connectionId: connection.id,
        lane: connection.lane,
        ...stored,
        ...about,
        failureCode: conflict ? 'CONTROL_NUMBER_CONFLICT' : null,
      });
    }
    await appendAudit(tx, {
      action: first ? 'artifact.repeated' : 'artifact.received',
      subjectKind: 'artifact',
      subjectId: id,
      detail: {
        connection: connection.code,
        sha256: stored.sha256.toString('hex'),
        sizeBytes: stored.sizeBytes,
        first: first ?? null,
      },
    });
    return answerOf(id, first ? 'repeated' : 'received', stored);
  });
}

const inboundSettings = z.looseObject({ adopt: z.boolean().default(false) });
const adopts = (config: unknown): boolean => inboundSettings.parse(config ?? {}).adopt;

const answerOf = (
  artifactId: string,
  state: Received['state'],
  stored: { readonly sha256: Buffer; readonly sizeBytes: number },
): Received => ({ artifactId, state, sha256: stored.sha256.toString('hex'), sizeBytes: stored.sizeBytes });

/** The same control number with other bytes is a conflicting resend, where the connection promises unique numbers. */
async function conflictOf(tx: Tx, connection: { id: string; controlNumbers: string }, controlNumber: string | null) {
  if (connection.controlNumbers !== 'enforce' || controlNumber === null) return undefined;
  return findSameControlNumber(tx, connection.id, controlNumber);
}

async function storeBytes(tx: Tx, bytesId: string, source: ReceiveInput['source']) {
  const writer = chunkWriter(tx, bytesId);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let sizeBytes = 0;
  let head: Buffer | undefined;
  const flush = async () => {
    if (filled === 0) return;
    head ??= Buffer.from(buffer.subarray(0, filled));
    await writer.write(buffer.subarray(0, filled));
    filled = 0;
  };
  for await (const piece of source) {
    hash.update(piece);
    sizeBytes += piece.length;
    if (sizeBytes > ARTIFACT_BYTES_MAX) {
      throw new AppError(
        'ARTIFACT_TOO_LARGE',
        'exception',
        'The file is larger than 2 GiB. Split it and send the parts.',
      );
    }
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
  return {
    bytesId,
    sha256: hash.digest(),
    sizeBytes,
    wrappedKey: writer.wrappedKey,
    keyVersion: writer.keyVersion,
    ...detectFormat(head),
    controlNumber: controlNumberOf(head),
  };
}

/** File names come from outside: only the last path part, printable, bounded. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  return (
    [...last]
      .filter((c) => c >= ' ' && c !== '\u007f')
      .join('')
      .slice(0, NAME_CHARACTERS_MAX) || 'unnamed'
  );
}
