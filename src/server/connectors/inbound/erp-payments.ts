import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '@/domain/failure';
import { receiveArtifact } from '../../pipeline/receive';
import { type Actor, withTransaction } from '../../platform/db';
import { type ConnectionRow, findInbound } from '../../store/artifacts';
import { findEntitiesOf, moveCursor, type Question, readCursor } from '../../store/poll-cursors';
import { type Outbound, targetOf } from '../target';
import type { PaymentFeed } from '../target/port';

/** The inbound connection on which answers arrive; without one nobody is asked. */
const CONNECTION = 'erp-payments';
const START = '0';
/** Answers taken from one legal entity per turn: the others wait no longer than this. */
const PAGES_MAX = 20;

const settings = z.object({
  /** Role of the documents whose payments are told. */
  role: z.string().default('ap'),
});

/**
 * Asks payables of every legal entity what became of payments, and keeps each answer that says something as an artifact, as it
 * came. The cursor moves after the bytes are kept: whoever dies in between asks the same again, and the same answer counts once.
 * Returns how many answers were kept.
 */
export async function pollPayments(actor: Actor): Promise<number> {
  const { connection, entities } = await withTransaction(actor, async (tx) => {
    const found = await findInbound(tx, CONNECTION);
    if (!found) return { connection: null, entities: [] };
    const { role } = settings.parse(found.config);
    return { connection: found, entities: await findEntitiesOf(tx, role) };
  });
  if (connection === null) return 0;
  let kept = 0;
  for (const { entity, ...outbound } of entities) kept += await pollEntity(actor, connection, outbound, entity);
  return kept;
}

/** One entity that cannot be asked now does not keep the others from being asked. */
async function pollEntity(
  actor: Actor,
  connection: ConnectionRow,
  outbound: Outbound,
  entity: string,
): Promise<number> {
  const question = { connectionId: connection.id, question: `${outbound.code}|${entity}` };
  let kept = 0;
  try {
    const { payments } = targetOf(outbound);
    if (!payments) return 0;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { isNew, more } = await pollPage(actor, { payments }, question, entity);
      if (isNew) kept += 1;
      if (!more) break;
    }
  } catch (error) {
    if (!(error instanceof AppError && error.disposition === 'retry')) throw error;
  }
  return kept;
}

async function pollPage(actor: Actor, feed: PaymentFeed, question: Question, entity: string) {
  const after = (await withTransaction(actor, (tx) => readCursor(tx, question))) ?? START;
  const { bytes, count, next, more } = await feed.payments(entity, after);
  if (count === 0 || next === after) return { isNew: false, more: false };
  const { state } = await receiveArtifact(actor, {
    connectionCode: CONNECTION,
    name: `payment-status-${entity}-${next}.json`,
    source: [bytes],
    // The same question with the same answer is one delivery, however often it was asked.
    deliveryKey: `${question.question}|${after}|${next}`,
  });
  const sha256 = createHash('sha256').update(bytes).digest();
  await withTransaction(actor, (tx) => moveCursor(tx, question, after, next, sha256));
  return { isNew: state === 'received', more };
}
