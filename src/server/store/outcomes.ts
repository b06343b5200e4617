import type { Tx } from '../platform/db';
import { insertKernelEvents, keysForAnswers } from './kernel-events';

/** An item whose flow is told what became of one of its documents. */
export type Told = {
  readonly item: { readonly eventId: string; readonly flowCode: string; readonly facilityId: string | null };
  readonly type: 'posting.confirmed' | 'posting.refused' | 'approval.given' | 'approval.declined';
  readonly facts: string;
};

/** Writes an answer event for each item, at the item's own position and keys, so that it comes before everything that came later. */
export async function tellOutcomes(tx: Tx, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const rows = await tx.query<{ id: string; flow: string; keys: Buffer; position: string; now: Date }>(
    `SELECT i.event_id AS id, i.flow_code AS flow, ${keysForAnswers('i', 'e')} AS keys, i.position, now() AS now
     FROM item i JOIN event e ON e.id = i.event_id JOIN unnest($1::uuid[], $2::text[]) AS s(id, flow) ON i.event_id = s.id AND i.flow_code = s.flow`,
    [told.map((t) => t.item.eventId), told.map((t) => t.item.flowCode)],
  );
  const found = new Map(rows.map((row) => [`${row.id}|${row.flow}`, row]));
  await insertKernelEvents(
    tx,
    told.flatMap(({ item, type, facts }) => {
      const row = found.get(`${item.eventId}|${item.flowCode}`);
      if (!row) return [];
      return [
        {
          type,
          facts,
          flowCode: item.flowCode,
          parentId: item.eventId,
          orderKeys: row.keys,
          position: row.position,
          at: row.now.toISOString(),
          facilityId: item.facilityId,
        },
      ];
    }),
  );
}
