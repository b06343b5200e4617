import { allFlows, findFlow } from '@/flows/registry';
import type { Tx } from '../platform/db';
import { insertKernelEvents, keysForAnswers } from './kernel-events';
import { signal } from './waits';

/** A tie that came to zero. */
export type Tied = { readonly id: string; readonly kind: string };

/** Kinds whose open entries are matched by more than their key: somebody has to be able to read it. */
export const isMatched = (kind: string): boolean => allFlows().some((flow) => flow.ties[kind]?.open !== undefined);

type Teller = {
  readonly tieId: string;
  readonly kind: string;
  readonly sourceId: string;
  readonly flowCode: string;
  readonly tells: string;
  readonly key: string;
  /** Null: a whole parcel brought it, which is no item of anybody's. */
  readonly orderKeys: Buffer | null;
  readonly position: string | null;
  readonly facilityId: string | null;
  readonly now: Date;
};

const tellers = (tx: Tx, ids: readonly string[]): Promise<Teller[]> =>
  tx.query<Teller>(
    `SELECT t.id AS "tieId", t.kind, n.source_id AS "sourceId", n.flow_code AS "flowCode", n.tells, n.key, i.position, i.facility_id AS "facilityId",
       ${keysForAnswers('i', 'e')} AS "orderKeys", now() AS now
     FROM tie t JOIN tie_entry n ON n.tie_id = t.id AND n.tells IS NOT NULL
     LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code LEFT JOIN event e ON e.id = i.event_id
     WHERE t.id = ANY ($1::uuid[]) ORDER BY n.source_id`,
    [ids],
  );

/**
 * Tells what brought entries to these ties that they came to zero: the topics they named are signalled, and flows with a memory
 * get an event under the keys and at the position of the item that brought the entry. One event per subject and key of a tie,
 * however many entries it has there.
 */
export async function tellTied(tx: Tx, tied: readonly Tied[]): Promise<void> {
  if (tied.length === 0) return;
  const found = await tellers(
    tx,
    tied.map((tie) => tie.id),
  );
  if (found.length === 0) return;
  await signal(
    tx,
    found.map((one) => ({ topic: `${one.flowCode}|${one.tells}`, eventId: one.sourceId })),
  );
  const events = new Map<string, Parameters<typeof insertKernelEvents>[1][number]>();
  for (const one of found) {
    if (one.orderKeys === null || one.position === null || !findFlow(one.flowCode)?.memory) continue;
    const subject = one.orderKeys.subarray(0, 16).toString('hex');
    const name = JSON.stringify([one.flowCode, subject, one.tieId, one.key]);
    if (events.has(name)) continue;
    events.set(name, {
      type: 'tie.tied',
      facts: JSON.stringify({ tie: one.kind, key: one.key }),
      flowCode: one.flowCode,
      parentId: one.sourceId,
      orderKeys: one.orderKeys,
      position: one.position,
      at: one.now.toISOString(),
      facilityId: one.facilityId,
    });
  }
  await insertKernelEvents(tx, [...events.values()]);
}
