import { NONE } from '@/domain/amount';
import { KEY_VERSION } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { SHARDS } from './canonical';
import { insertEvents } from './parsing';
import { insertRows } from './rows';

/** An event of the kernel's own: a timer, an answer, an outcome. It carries nothing and belongs to no parcel. */
export type KernelEvent = {
  readonly type: string;
  readonly facts: string;
  readonly flowCode: string;
  /** What asked for it. */
  readonly parentId: string;
  /** All keys of what asked for it, 16 bytes each, the subject first. */
  readonly orderKeys: Buffer;
  /** Of what asked for it, so that it comes before everything that came later. */
  readonly position: string;
  readonly at: string;
  readonly facilityId: string | null;
};

/**
 * SQL over an alias of `item` and one of its `event`: the keys its answers get. An item of a subscriber has one of its own; any
 * other has those of its event.
 */
export const keysForAnswers = (item: string, event: string): string =>
  `CASE WHEN substring(${event}.order_keys FROM 1 FOR 16) = ${item}.order_key THEN ${event}.order_keys ELSE ${item}.order_key END`;

/** Kernel events belong to no line of arrival. */
const NO_LANE = 0;

/** Writes kernel events and their items; returns their ids in the order given. The caller rings `map`. */
export async function insertKernelEvents(tx: Tx, events: readonly KernelEvent[]): Promise<string[]> {
  if (events.length === 0) return [];
  const ids = events.map(() => newId());
  await insertEvents(
    tx,
    events.map((e, i) => ({
      id: ids[i] as string,
      parcelId: null,
      parentId: e.parentId,
      ordinal: 0,
      type: e.type,
      version: 1,
      asset: NONE,
      amountMinor: 0n,
      facts: e.facts,
      identifiers: null,
      keyVersion: KEY_VERSION,
      indexA: null,
      indexB: null,
      tokens: null,
      orderKeys: e.orderKeys,
      naturalKey: null,
      at: e.at,
      businessDate: e.at.slice(0, 10),
      byteOffset: null,
      byteLength: null,
      part: 0,
      path: null,
      wants: null,
    })),
  );
  await insertRows(
    tx,
    'item',
    {
      event_id: 'uuid',
      flow_code: 'text',
      lane: 'smallint',
      shard: 'smallint',
      order_key: 'bytea',
      position: 'uuid',
      state: 'text',
      asset: 'text',
      amount_minor: 'bigint',
      business_date: 'date',
      facility_id: 'uuid',
    },
    events.map((e, i) => [
      ids[i],
      e.flowCode,
      NO_LANE,
      (e.orderKeys[0] ?? 0) % SHARDS,
      e.orderKeys.subarray(0, 16),
      e.position,
      'ready',
      NONE,
      0n,
      e.at.slice(0, 10),
      e.facilityId,
    ]),
  );
  await insertFurtherKeys(tx, events, ids);
  return ids;
}

const KEY_BYTES = 16;

/** An unfinished item with several keys stands in all of them. */
async function insertFurtherKeys(tx: Tx, events: readonly KernelEvent[], ids: readonly string[]): Promise<void> {
  const rows = events.flatMap((event, i) => {
    if (event.orderKeys.length <= KEY_BYTES) return [];
    const count = event.orderKeys.length / KEY_BYTES;
    const keys = Array.from({ length: count }, (_, n) => event.orderKeys.subarray(n * KEY_BYTES, (n + 1) * KEY_BYTES));
    return keys.map((key) => [key, event.position, ids[i], event.flowCode]);
  });
  await insertRows(
    tx,
    'item_key',
    { order_key: 'bytea', position: 'uuid', event_id: 'uuid', flow_code: 'text' },
    rows,
    'ON CONFLICT DO NOTHING',
  );
}
