import { ITEM_STATES, ITEM_STATES_FINAL } from '@/domain/stages';
import { type Actor, type Row, type Tx, withSet } from '../platform/db';
import { amongIds, boundsOf } from './rows';
import { inList } from './sql';

/** Work of stage map, first half: which ready items may be decided now. */
export type ReadyItem = {
  readonly id: string;
  readonly flowCode: string;
  readonly parcelId: string | null;
  readonly parentId: string | null;
  readonly lane: number;
  readonly shard: number;
  readonly key: string;
  /** All order keys in hex, the subject first. */
  readonly keys: readonly string[];
  readonly position: string;
  readonly ordinal: number;
  readonly type: string;
  readonly facts: Row;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly at: Date | null;
  readonly businessDate: string;
  readonly indexA: string | null;
  readonly indexB: string | null;
  readonly tokens: Readonly<Record<string, string>> | null;
  readonly judgements: readonly { mark: string; by: string; value?: unknown }[];
  readonly releaseCount: number;
  readonly readyAt: Date;
};

type Flat = Omit<ReadyItem, 'keys'> & { readonly orderKeys: string };

const READY = `i.event_id AS id, i.flow_code AS "flowCode", i.parcel_id AS "parcelId", e.parent_id AS "parentId", i.lane, i.shard,
  encode(i.order_key, 'hex') AS key, encode(e.order_keys, 'hex') AS "orderKeys", i.position, e.ordinal, e.type || '/' || e.version AS type,
  e.facts, i.asset, i.amount_minor AS "amountMinor", e.at, i.business_date AS "businessDate", encode(e.index_a, 'hex') AS "indexA",
  encode(e.index_b, 'hex') AS "indexB", e.tokens, COALESCE(i.judgements, '[]') AS judgements, i.release_count AS "releaseCount", i.ready_at AS "readyAt"`;

const KEY_HEX = 32;

/** A subscriber's item has a key of its own; every other item has those of its event. */
function withKeys({ orderKeys, ...item }: Flat): ReadyItem {
  const keys: string[] = [];
  for (let at = 0; at < orderKeys.length; at += KEY_HEX) keys.push(orderKeys.slice(at, at + KEY_HEX));
  return { ...item, keys: keys[0] === item.key ? keys : [item.key] };
}

/** A file is waited for while it is read, and while it is read again after a worker died over it; not after a second death. */
const READINGS_WAITED_FOR = 2;
/** Judging a parcel takes moments. One that has not come to it for this long has another problem than order. */
const PARCEL_WAIT_MINUTES = 15;

/**
 * Per line of arrival the first event id that may not be decided yet: something that arrived earlier is still being read or
 * judged, and may hold an earlier item of any key.
 */
const GATES = `g AS MATERIALIZED (SELECT lane, gate FROM (SELECT l.id AS lane, LEAST(
    (SELECT a.id FROM artifact a WHERE a.lane = l.id AND a.state = 'received' AND a.crash_count <= ${READINGS_WAITED_FOR} ORDER BY a.id LIMIT 1),
    (SELECT p.first_event_id FROM parcel p WHERE p.lane = l.id AND p.state = 'parsed' AND p.ready_at > now() - interval '${PARCEL_WAIT_MINUTES} minutes'
       ORDER BY p.first_event_id LIMIT 1)) AS gate FROM lane l) AS lanes WHERE gate IS NOT NULL)`;

const CLAIMABLE = `i.state = 'ready' AND i.ready_at <= now() AND NOT EXISTS (SELECT FROM g WHERE g.lane = i.lane AND i.event_id >= g.gate)`;

/** Ready items looked at to find shards with work: first as many as a set takes; when others work all of those, this many. */
const SHARD_LOOK_FAR = 8000;

type Shard = { readonly flowCode: string; readonly shard: number; readonly items: number };

/** Shards with claimable items, the longest waiting first. */
const shardsWithWork = (tx: Tx, look: number): Promise<Shard[]> =>
  tx.query<Shard>(
    `WITH ${GATES} SELECT flow_code AS "flowCode", shard, count(*)::int AS items
     FROM (SELECT i.flow_code, i.shard, i.ready_at, i.event_id FROM item i
           WHERE ${CLAIMABLE} ORDER BY i.ready_at, i.event_id LIMIT $1) AS w
     GROUP BY 1, 2 ORDER BY min(ready_at), min(event_id::text)`,
    [look],
  );

/** Which of these shards nobody else works; they are ours until the transaction ends. */
async function lockShards(tx: Tx, shards: readonly Shard[]): Promise<Shard[]> {
  const rows = await tx.query<{ n: number }>(
    `SELECT n::int FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS u(flow, shard, n) WHERE pg_try_advisory_xact_lock(hashtext('tieout/map/' || flow), shard)`,
    [shards.map((s) => s.flowCode), shards.map((s) => s.shard)],
  );
  return rows.flatMap(({ n }) => shards[n - 1] ?? []);
}

/**
 * Locks ready items of shards that no other worker holds, at most about `limit` of them. What is grouped together has one shard,
 * so a set holds whole groups; correctness does not rest on it but on `splitMovable`.
 */
export async function claimItems(tx: Tx, limit: number): Promise<ReadyItem[]> {
  const near = await claimAmong(tx, await shardsWithWork(tx, limit), limit);
  if (near.length > 0) return near;
  const shards = await shardsWithWork(tx, SHARD_LOOK_FAR);
  return claimAmong(tx, shards, limit);
}

async function claimAmong(tx: Tx, shards: readonly Shard[], limit: number): Promise<ReadyItem[]> {
  for (let from = 0; from < shards.length; ) {
    const wanted: Shard[] = [];
    let items = 0;
    while (from < shards.length && items < limit) {
      const shard = shards[from++] as Shard;
      wanted.push(shard);
      items += shard.items;
    }
    const ours = await lockShards(tx, wanted);
    if (ours.length === 0) continue;
    const rows = await lockItems(tx, ours, limit);
    if (rows.length > 0) return rows;
  }
  return [];
}

async function lockItems(tx: Tx, shards: readonly Shard[], limit: number): Promise<ReadyItem[]> {
  const rows = await tx.query<Flat>(
    `WITH ${GATES} SELECT ${READY} FROM item i JOIN event e ON e.id = i.event_id
     WHERE ${CLAIMABLE} AND i.flow_code || '/' || i.shard = ANY ($1::text[])
     ORDER BY i.ready_at, i.event_id LIMIT $2 FOR UPDATE OF i SKIP LOCKED`,
    [shards.map((s) => `${s.flowCode}/${s.shard}`), limit],
  );
  return rows.map(withKeys);
}

/** Locks one item that was claimed before; false when it is not ready any more. */
export async function lockReady(tx: Tx, { id, flowCode }: Pick<ReadyItem, 'id' | 'flowCode'>): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM item WHERE event_id = $1 AND flow_code = $2 AND state = 'ready' FOR UPDATE",
    [id, flowCode],
  );
  return rows.length > 0;
}

/** The same columns for a given set, without locking: what a preview looks at. */
export async function readItems(tx: Tx, eventIds: readonly string[], flowCode: string): Promise<ReadyItem[]> {
  const rows = await tx.query<Flat>(
    `SELECT ${READY} FROM item i JOIN event e ON e.id = i.event_id
     WHERE i.event_id = ANY ($1::uuid[]) AND i.flow_code = $2 ORDER BY i.position, i.event_id`,
    [eventIds, flowCode],
  );
  return rows.map(withKeys);
}

export const hasItemsToMap = async (actor: Actor): Promise<boolean> =>
  withSet(actor, async (tx) => {
    const rows = await tx.query("SELECT 1 FROM item WHERE state = 'ready' AND ready_at <= now() LIMIT 1");
    return rows.length > 0;
  });

/** An unfinished item outside the set under a key of the set: the first of its state. */
export type Blocker = { readonly key: string; readonly position: string; readonly state: string };

/** What stands before items of these keys without being among them; items that wait aside block nobody. */
export async function readBlockers(tx: Tx, items: readonly ReadyItem[]): Promise<Blocker[]> {
  const shared = await sharedKeys(tx, items);
  if (shared.length === 0) return [];
  const keys = new Set(shared.map((key) => key.toString('hex')));
  const own = items.filter((item) => item.keys.some((key) => keys.has(key)));
  return tx.query<Blocker>(
    `SELECT key, min(position::text)::uuid AS position, state FROM (
       SELECT encode(b.order_key, 'hex') AS key, b.position, b.state FROM unnest($1::bytea[]) AS k(key)
       JOIN item b ON b.order_key = k.key AND b.order_key = ANY ($1::bytea[]) AND b.state IN ${UNFINISHED} AND NOT b.aside
         AND NOT (b.event_id = ANY ($2::uuid[]) AND b.flow_code || b.event_id = ANY ($3::text[]))
       UNION ALL
       SELECT encode(x.order_key, 'hex'), b.position, b.state FROM unnest($1::bytea[]) AS k(key)
       JOIN item_key x ON x.order_key = k.key JOIN item b ON b.event_id = x.event_id AND b.flow_code = x.flow_code
         AND b.state IN ${UNFINISHED} AND NOT b.aside
       WHERE NOT b.event_id = ANY ($2::uuid[])) AS t
     GROUP BY key, state`,
    [shared, own.map((item) => item.id), own.map((item) => item.flowCode + item.id)],
  );
}

/** As the index of unfinished items says it: by what it holds, not by what it leaves out. */
const UNFINISHED = inList(ITEM_STATES.filter((state) => !ITEM_STATES_FINAL.includes(state)));

/** Keys of the set under which other unfinished items stand, or items that have several keys. Most sets have none. */
async function sharedKeys(tx: Tx, items: readonly ReadyItem[]): Promise<Buffer[]> {
  const own = new Map<string, number>();
  for (const item of items) {
    for (const key of item.keys) own.set(key, (own.get(key) ?? 0) + (key === item.key ? 1 : 0));
  }
  const rows = await tx.query<{ key: Buffer }>(
    `SELECT k.key FROM unnest($1::bytea[], $2::int[]) AS k(key, own)
     CROSS JOIN LATERAL (SELECT count(*) AS n FROM item b WHERE b.order_key = k.key AND b.state IN ${UNFINISHED}) AS c
     WHERE c.n <> k.own OR EXISTS (SELECT FROM item_key x WHERE x.order_key = k.key)`,
    [[...own.keys()].map((key) => Buffer.from(key, 'hex')), [...own.values()]],
  );
  return rows.map((row) => row.key);
}

const PUSH_FIRST_SECONDS = 1;
const PUSH_MOST_SECONDS = 600;

/** Items found behind others are looked at later: after 1, 2, 4 … seconds, at most 10 minutes. What unblocks a key calls them. */
export const pushBack = (tx: Tx, items: readonly ReadyItem[]): Promise<number> =>
  items.length === 0
    ? Promise.resolve(0)
    : tx.execute(
        `UPDATE item i SET pushed = LEAST(i.pushed + 1, 20),
           ready_at = now() + make_interval(secs => LEAST(${PUSH_MOST_SECONDS}, ${PUSH_FIRST_SECONDS} * 2 ^ LEAST(i.pushed, 10)))
         FROM unnest($1::uuid[], $2::text[]) AS s(id, flow) WHERE i.event_id = s.id AND i.flow_code = s.flow AND ${amongIds('i.event_id', 1, 3)} AND i.state = 'ready'`,
        [items.map((i) => i.id), items.map((i) => i.flowCode), ...boundsOf(items.map((i) => i.id))],
      );

/** Calls the ready items of these keys, first or further ones: what stood before them is out of the way. A call that is missed costs minutes. */
export async function callKeys(tx: Tx, keys: readonly Buffer[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(`UPDATE item i SET ready_at = now() WHERE i.order_key = ANY ($1::bytea[]) AND ${PUSHED}`, [keys]);
  await tx.execute(
    `UPDATE item i SET ready_at = now() FROM item_key x
     WHERE x.order_key = ANY ($1::bytea[]) AND i.event_id = x.event_id AND i.flow_code = x.flow_code AND ${PUSHED}`,
    [keys],
  );
}

/** Over `i`, and its time compared so that no index can tell it: all that is due would be looked through for a few keys. */
const PUSHED = `i.state = 'ready' AND i.pushed > 0 AND i.ready_at - now() > interval '0'`;

/** Calls whatever stands behind items that are finished, under any of their keys. */
export async function callBehind(
  tx: Tx,
  items: readonly { readonly eventId: string; readonly flowCode: string; readonly key: Buffer }[],
): Promise<void> {
  if (items.length === 0) return;
  const further = await tx.query<{ key: Buffer }>(
    `DELETE FROM item_key x USING unnest($1::uuid[], $2::text[]) AS s(id, flow) WHERE x.event_id = s.id AND x.flow_code = s.flow
     RETURNING x.order_key AS key`,
    [items.map((item) => item.eventId), items.map((item) => item.flowCode)],
  );
  await callKeys(
    tx,
    [...items, ...further].map(({ key }) => key),
  );
}

/** The parcels of a set: what its items are told of them. */
export type ItemParcel = {
  readonly id: string;
  readonly digest: string;
  readonly head: unknown;
  readonly parties: Readonly<Record<string, string>>;
  readonly receivedAt: Date;
  readonly payerId: string | null;
  readonly entity: string | null;
  readonly facilityIds: readonly string[];
};

export const readParcels = (tx: Tx, ids: readonly string[]): Promise<ItemParcel[]> =>
  tx.query<ItemParcel>(
    `SELECT p.id, encode(p.digest, 'hex') AS digest, p.head, p.parties, a.received_at AS "receivedAt", p.payer_id AS "payerId",
       p.entity_code AS entity, p.facility_ids AS "facilityIds"
     FROM parcel p JOIN artifact a ON a.id = p.artifact_id WHERE p.id = ANY ($1::uuid[])`,
    [ids],
  );
