import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { detectFormat } from '@/formats/detect';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { logger } from '../../platform/logger';
import {
  findDelivery,
  findInbound,
  findSameBytes,
  findSameControlNumber,
  insertArtifact,
  insertChunks,
  insertRepeat,
  lockSameBytes,
  type NewArtifact,
  nextInLane,
  withoutFailing,
} from '../../store/artifacts';
import { isUnstorable } from '../bisect';
import { storable } from '../facts';
import { controlNumberOf } from './interchange';
import { ARTIFACT_BYTES_MAX, type Spooled, spool } from './spool';

export { ARTIFACT_BYTES_MAX };

const NAME_CHARACTERS_MAX = 200;
/** What the head says of itself: a longer word is damage. */
const FORMAT_CHARACTERS_MAX = 40;
const DETAIL_CHARACTERS_MAX = 200;

const log = logger('receive');

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
 * Stage 1. Takes the bytes to their end, sealed and hashed on the way, then commits them with their artifact in one transaction:
 * when this returns, the bytes are kept; when it throws, nothing is. The caller acknowledges only afterwards.
 * @throws AppError CONNECTION_UNKNOWN, ARTIFACT_EMPTY, ARTIFACT_TOO_LARGE, ARTIFACT_UNSTORABLE
 */
export async function receiveArtifact(actor: Actor, input: ReceiveInput): Promise<Received> {
  const spooled = await spool(input.source);
  try {
    return await commit(actor, input, spooled);
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    log.error('receive.unstorable', { error });
    throw new AppError(
      'ARTIFACT_UNSTORABLE',
      'exception',
      `The database refuses this file for what it holds (SQLSTATE ${(error as { code: string }).code}). Sent again it is refused again.`,
    );
  } finally {
    await spooled.close();
  }
}

async function commit(actor: Actor, input: ReceiveInput, spooled: Spooled): Promise<Received> {
  const { bytesId, sha256, sizeBytes, wrappedKey, keyVersion } = spooled;
  const words = wordsOf(spooled.head);
  return withSet(actor, async (tx) => {
    const connection = await findInbound(tx, input.connectionCode);
    if (!connection) throw unknownConnection(input.connectionCode);
    const about = {
      name: cleanName(input.name),
      receivedBy: actor.name,
      adopt: input.adopt ?? adopts(connection.config),
      traceId: input.traceId ?? null,
      deliveryKey: input.deliveryKey ?? null,
    };

    // Two arrivals of the same bytes at once would both pass the look-up; the lock makes the second one wait and see.
    await lockSameBytes(tx, connection.id, sha256);
    const delivered = about.deliveryKey === null ? undefined : await findDelivery(tx, connection.id, about.deliveryKey);
    if (delivered) return answerOf(delivered, 'repeated', spooled);
    const first = await findSameBytes(tx, connection.id, sha256);
    // Before its place in the lane is taken, which all others of the lane then wait for.
    if (!first) await insertChunks(tx, bytesId, spooled.chunks());
    // It has arrived now: artifacts, and the order of what is in them, sort by this id.
    const id = await nextInLane(tx, connection.lane);
    if (first) {
      await insertRepeat(tx, id, first, about);
    } else {
      const conflict = await conflictOf(tx, connection, words.controlNumber);
      await keep(tx, {
        id,
        connectionId: connection.id,
        lane: connection.lane,
        ...{ bytesId, sha256, sizeBytes, wrappedKey, keyVersion },
        ...words,
        ...about,
        failureCode: conflict ? 'CONTROL_NUMBER_CONFLICT' : null,
      });
    }
    await appendAudit(tx, {
      action: first ? 'artifact.repeated' : 'artifact.received',
      subjectKind: 'artifact',
      subjectId: id,
      detail: { connection: connection.code, sha256: sha256.toString('hex'), sizeBytes, first: first ?? null },
    });
    return answerOf(id, first ? 'repeated' : 'received', spooled);
  });
}

const unknownConnection = (code: string): AppError =>
  new AppError('CONNECTION_UNKNOWN', 'exception', `There is no inbound connection “${code}”.`);

/**
 * Writes the row of bytes that are stored already. What the database cannot hold of a file's own words must not cost its bytes:
 * they are kept without those words and set aside when they are read.
 */
async function keep(tx: Tx, artifact: NewArtifact): Promise<void> {
  const refused = await withoutFailing(tx, () => insertArtifact(tx, artifact), isUnstorable);
  if (refused === null) return;
  log.error('receive.head', { artifactId: artifact.id, error: refused });
  const detail = `its first bytes say what the database cannot hold: ${(refused as { code: string }).code}`;
  await insertArtifact(tx, { ...artifact, name: 'unnamed', format: 'unknown', detail, controlNumber: null });
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

/** What a file says of itself, as it can be stored. A head on which a codec chokes is no reason to refuse the bytes. */
function wordsOf(head: Buffer): Pick<NewArtifact, 'format' | 'detail' | 'controlNumber'> {
  try {
    const { format, detail } = detectFormat(head);
    const controlNumber = controlNumberOf(head);
    return {
      format: storable(format.slice(0, FORMAT_CHARACTERS_MAX)),
      detail: storable(detail.slice(0, DETAIL_CHARACTERS_MAX)),
      controlNumber: controlNumber === null ? null : storable(controlNumber),
    };
  } catch (error) {
    log.error('receive.detect', { error });
    return { format: 'unknown', detail: 'its first bytes could not be read', controlNumber: null };
  }
}

/** File names come from outside: only the last path part, printable, bounded. */
function cleanName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  const printable = [...last].filter((c) => !/[\p{Cc}\p{Bidi_Control}]/u.test(c)).join('');
  return storable(printable.slice(0, NAME_CHARACTERS_MAX)) || 'unnamed';
}
