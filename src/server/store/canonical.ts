import type { Disposition } from '@/domain/stages';
import { type Actor, type Tx, withSet } from '../platform/db';
import { insertRows } from './rows';

/** Work of stage canonicalize: parcels to judge, the duplicate firewall, and the items made of their facts. */
export type ParsedParcel = {
  readonly id: string;
  readonly artifactId: string;
  readonly lane: number;
  readonly flowCode: string;
  readonly artifactState: string;
  readonly artifactName: string;
  readonly artifactFailure: string | null;
  readonly adopt: boolean;
  readonly byteOffset: bigint;
  readonly byteLength: bigint;
  readonly path: string;
  readonly decision: 'accept' | 'replace' | 'unapplied' | 'reject' | null;
  readonly head: unknown;
  readonly parties: Readonly<Record<string, string>>;
  readonly digest: Buffer;
  readonly businessDate: string | null;
  readonly onDate: string;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly controls: readonly { asset: string; minor: string }[] | null;
  readonly recordCount: number;
  readonly incomplete: unknown;
  readonly same: string;
  readonly contradicts: string | null;
  readonly wholeEventId: string | null;
};

const PARSED = `SELECT p.id, p.artifact_id AS "artifactId", p.lane, p.flow_code AS "flowCode", a.state AS "artifactState", a.name AS "artifactName",
       a.failure_code AS "artifactFailure", a.adopt, p.byte_offset AS "byteOffset", p.byte_length AS "byteLength", p.path, p.decision,
       p.head, p.parties, p.digest, p.business_date AS "businessDate", p.on_date AS "onDate", p.asset, p.control_minor AS "controlMinor",
       p.controls, p.record_count AS "recordCount", p.incomplete, p.same, p.contradicts, p.whole_event_id AS "wholeEventId"
     FROM parcel p JOIN artifact a ON a.id = p.artifact_id`;

/** Locks parsed parcels of these flows whose artifact is ended, oldest first, other than those already taken. */
export const lockParsedParcels = (
  tx: Tx,
  flowCodes: readonly string[],
  limit: number,
  taken: readonly string[] = [],
): Promise<ParsedParcel[]> =>
  tx.query<ParsedParcel>(
    `${PARSED}
     WHERE p.state = 'parsed' AND p.ready_at <= now() AND p.flow_code = ANY ($3::text[]) AND NOT p.id = ANY ($2::uuid[])
     ORDER BY p.ready_at, p.id LIMIT $1 FOR UPDATE OF p SKIP LOCKED`,
    [limit, taken, flowCodes],
  );

/** One parcel that was locked before, when it is still not judged. */
export const lockParsedParcel = async (tx: Tx, id: string): Promise<ParsedParcel | undefined> =>
  (await tx.query<ParsedParcel>(`${PARSED} WHERE p.id = $1 AND p.state = 'parsed' FOR UPDATE OF p`, [id]))[0];

/** One parcel as its file told it, whatever became of it. */
export const readParsedParcel = async (tx: Tx, id: string): Promise<ParsedParcel | undefined> =>
  (await tx.query<ParsedParcel>(`${PARSED} WHERE p.id = $1`, [id]))[0];

export const hasParcelsToJudge = async (actor: Actor): Promise<boolean> =>
  withSet(actor, async (tx) => {
    const rows = await tx.query("SELECT 1 FROM parcel WHERE state = 'parsed' AND ready_at <= now() LIMIT 1");
    return rows.length > 0;
  });

/** A parcel asks for a key that only one parcel may hold. */
export type KeyClaim = { readonly flowCode: string; readonly key: Buffer; readonly parcelId: string };

/**
 * Claims keys for parcels. Returns, by parcel, which other parcel holds the key already; of equal ones in the set the first has
 * it. A concurrent claim waits here until the other transaction ends.
 */
export async function claimKeys(
  tx: Tx,
  kind: 'same' | 'contradicts',
  claims: readonly KeyClaim[],
): Promise<Map<string, string>> {
  const others = new Map<string, string>();
  if (claims.length === 0) return others;
  // One order for all workers, so that two of them never wait for each other; stable, so that of equal keys the first wins.
  const rows = claims.toSorted((a, b) => Buffer.compare(a.key, b.key));
  await insertRows(
    tx,
    'parcel_key',
    { flow_code: 'text', kind: 'text', key: 'bytea', parcel_id: 'uuid' },
    rows.map((r) => [r.flowCode, kind, r.key, r.parcelId]),
    'ON CONFLICT DO NOTHING',
  );
  const held = await tx.query<{ key: string; id: string }>(
    `SELECT encode(key, 'hex') AS key, parcel_id AS id FROM parcel_key WHERE kind = $2 AND key = ANY ($1::bytea[])`,
    [rows.map((r) => r.key), kind],
  );
  const holders = new Map(held.map(({ key, id }) => [key, id]));
  for (const { key, parcelId } of rows) {
    const holder = holders.get(key.toString('hex'));
    if (holder !== undefined && holder !== parcelId) others.set(parcelId, holder);
  }
  return others;
}

/**
 * Of parcels that repeat another one, by the id of that one: those whose original a person rejected, while nothing else that says the
 * same is in the books or waits to be. Of several that come at once the first is asked about, and the others repeat it.
 */
export async function repeatsOfRejected(tx: Tx, originals: ReadonlyMap<string, string>): Promise<Set<string>> {
  if (originals.size === 0) return new Set();
  // Another worker that judges one more of them waits, and sees what this one made of its own.
  await tx.query("SELECT 1 FROM parcel WHERE id = ANY ($1::uuid[]) AND decision = 'reject' ORDER BY id FOR UPDATE", [
    [...new Set(originals.values())],
  ]);
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT ON (u.original) u.id FROM unnest($1::uuid[], $2::uuid[]) AS u(id, original) JOIN parcel p ON p.id = u.original
     WHERE p.decision = 'reject' AND NOT EXISTS (SELECT FROM parcel q WHERE q.flow_code = p.flow_code AND q.same = p.same
       AND q.id <> ALL ($1::uuid[]) AND q.disposition IN ('accepted', 'conflict', 'stopped') AND q.decision IS DISTINCT FROM 'reject')
     ORDER BY u.original, u.id`,
    [[...originals.keys()], [...originals.values()]],
  );
  return new Set(rows.map(({ id }) => id));
}

/** What the items of one parcel add up to in one asset. */
export type Made = {
  readonly parcelId: string;
  readonly asset: string;
  readonly items: number;
  /** Of them those that still have a way to go: a fact that came before is done at once. */
  readonly open: number;
  readonly amountMinor: bigint;
};

/** Items of one parcel that one set must be able to take: a parcel of more is worked in pieces, a journal each. */
export const EVENTS_PER_SHARD = 1000;
export const SHARDS = 64;

/** SQL over `e` (event) and `p` (parcel): the shard of an item. */
const shardOf = (byKey: boolean): string =>
  byKey
    ? `get_byte(e.order_keys, 0) % ${SHARDS}`
    : `abs(hashtext(p.id::text || '/' || (e.ordinal / ${EVENTS_PER_SHARD}))) % ${SHARDS}`;

/** The mark of facts whose parcel a person took beside the one that it contradicts: both are real. */
const REAL_TOO = `CASE WHEN p.decision = 'accept' AND EXISTS (SELECT FROM parcel q WHERE q.id = p.prior_id AND q.decision IS DISTINCT FROM 'reject')
           THEN jsonb_build_array(jsonb_build_object('mark', 'real-too', 'by', p.decided_by)) END`;

const ITEM = `event_id, flow_code, parcel_id, lane, shard, order_key, position, state, asset, amount_minor, business_date, judgements`;

/** Makes an item of every fact of accepted parcels. Facts whose natural key came before are duplicates from the start. */
export const insertItems = (tx: Tx, parcelIds: readonly string[], byKey: boolean): Promise<Made[]> =>
  tx.query<Made>(
    `WITH made AS (
       INSERT INTO item (${ITEM})
       SELECT e.id, p.flow_code, p.id, p.lane, ${shardOf(byKey)}, substring(e.order_keys FROM 1 FOR 16), e.id,
         CASE WHEN k.event_id IS NULL OR k.event_id = e.id THEN 'ready' ELSE 'duplicate' END, e.asset, e.amount_minor,
         COALESCE(e.business_date, p.on_date), ${REAL_TOO}
       FROM parcel p JOIN event e ON e.id BETWEEN p.first_event_id AND p.last_event_id AND e.parcel_id = p.id AND e.id IS DISTINCT FROM p.whole_event_id
       LEFT JOIN event_key k ON k.natural_key = e.natural_key AND k.flow_code = p.flow_code
       WHERE p.id = ANY ($1::uuid[])
       RETURNING parcel_id, asset, amount_minor, state)
     SELECT parcel_id AS "parcelId", asset, count(*)::int AS items, (count(*) FILTER (WHERE state = 'ready'))::int AS open,
       sum(amount_minor)::bigint AS "amountMinor" FROM made GROUP BY 1, 2`,
    [parcelIds],
  );

/** Claims the natural keys of accepted parcels' facts; whoever holds one already is the original. */
export const claimNaturalKeys = (tx: Tx, parcelIds: readonly string[]): Promise<number> =>
  tx.execute(
    `INSERT INTO event_key (flow_code, natural_key, event_id)
     SELECT p.flow_code, e.natural_key, e.id FROM parcel p
     JOIN event e ON e.id BETWEEN p.first_event_id AND p.last_event_id AND e.parcel_id = p.id
     WHERE p.id = ANY ($1::uuid[]) AND e.natural_key IS NOT NULL ORDER BY e.natural_key, e.id ON CONFLICT DO NOTHING`,
    [parcelIds],
  );

/** Writes down all keys of items that have several, while they are unfinished. */
export const insertItemKeys = (tx: Tx, parcelIds: readonly string[]): Promise<number> =>
  tx.execute(
    `INSERT INTO item_key (order_key, position, event_id, flow_code)
     SELECT DISTINCT substring(e.order_keys FROM n * 16 + 1 FOR 16), e.id, e.id, p.flow_code FROM parcel p
     JOIN event e ON e.id BETWEEN p.first_event_id AND p.last_event_id AND e.parcel_id = p.id
     CROSS JOIN LATERAL generate_series(0, length(e.order_keys) / 16 - 1) AS n
     WHERE p.id = ANY ($1::uuid[]) AND length(e.order_keys) > 16 ON CONFLICT DO NOTHING`,
    [parcelIds],
  );

/** Items of flows that subscribe to facts of these parcels, under their own keys and amounts. */
export const insertSubscribed = (tx: Tx, parcelIds: readonly string[]): Promise<Made[]> =>
  tx.query<Made>(
    `WITH made AS (
       INSERT INTO item (${ITEM})
       SELECT e.id, w.flow, p.id, p.lane, get_byte(decode(w.keys, 'hex'), 0) % ${SHARDS}, substring(decode(w.keys, 'hex') FROM 1 FOR 16), e.id,
         'ready', w.asset, w.minor, COALESCE(e.business_date, p.on_date), NULL::jsonb
       FROM parcel p JOIN event e ON e.id BETWEEN p.first_event_id AND p.last_event_id AND e.parcel_id = p.id
       CROSS JOIN LATERAL jsonb_to_recordset(e.wants) AS w(flow text, keys text, asset text, minor bigint)
       JOIN subscription s ON s.flow_code = w.flow AND s.type = e.type || '/' || e.version AND e.id >= s.from_event_id
       WHERE p.id = ANY ($1::uuid[]) AND e.wants IS NOT NULL
       RETURNING parcel_id, flow_code, asset, amount_minor),
     sums AS (SELECT parcel_id, flow_code, asset, count(*) AS items, sum(amount_minor) AS amount FROM made GROUP BY 1, 2, 3),
     flows AS (INSERT INTO parcel_flow (parcel_id, flow_code, asset, control_minor, item_count, open_count)
       SELECT parcel_id, flow_code, asset, amount, items, items FROM sums RETURNING 1)
     SELECT parcel_id AS "parcelId", asset, items::int, items::int AS open, amount AS "amountMinor" FROM sums`,
    [parcelIds],
  );

export type Whole = {
  readonly eventId: string;
  readonly parcelId: string;
  readonly flowCode: string;
  readonly lane: number;
  readonly state: string;
  readonly causeId: string | null;
  readonly orderKey: Buffer;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly onDate: string;
};

/** One item for all that a parcel holds which is not worked fact by fact. */
export const insertWholes = (tx: Tx, wholes: readonly Whole[]): Promise<number> =>
  insertRows(
    tx,
    'item',
    {
      event_id: 'uuid',
      flow_code: 'text',
      parcel_id: 'uuid',
      lane: 'smallint',
      shard: 'smallint',
      order_key: 'bytea',
      position: 'uuid',
      state: 'text',
      cause_id: 'uuid',
      asset: 'text',
      amount_minor: 'bigint',
      business_date: 'date',
    },
    wholes.map((w) => [
      w.eventId,
      w.flowCode,
      w.parcelId,
      w.lane,
      (w.orderKey[0] ?? 0) % SHARDS,
      w.orderKey,
      w.eventId,
      w.state,
      w.causeId,
      w.asset,
      w.amountMinor,
      w.onDate,
    ]),
  );

/** Takes the one item away that a parcel stood in before a person's decision made it new, and closes that item's stop. */
export async function clearWholes(tx: Tx, parcelIds: readonly string[]): Promise<void> {
  if (parcelIds.length === 0) return;
  await tx.execute(
    `UPDATE exception SET state = 'closed', closed_at = now() WHERE state = 'open'
       AND event_id IN (SELECT whole_event_id FROM parcel WHERE id = ANY ($1::uuid[]))`,
    [parcelIds],
  );
  await tx.execute(
    'DELETE FROM item WHERE event_id IN (SELECT whole_event_id FROM parcel WHERE id = ANY ($1::uuid[]))',
    [parcelIds],
  );
  await tx.execute('DELETE FROM parcel_flow WHERE parcel_id = ANY ($1::uuid[])', [parcelIds]);
  await tx.execute('DELETE FROM parcel_delta WHERE parcel_id = ANY ($1::uuid[])', [parcelIds]);
}

export type FinishedParcel = {
  readonly parcelId: string;
  readonly flowCode: string;
  readonly disposition: Disposition;
  readonly priorId: string | null;
  readonly wholeEventId: string | null;
  readonly asset: string;
  readonly controlMinor: bigint;
  readonly items: number;
  readonly open: number;
};

export async function finishParcels(tx: Tx, parcels: readonly FinishedParcel[]): Promise<void> {
  await tx.execute(
    `UPDATE parcel p SET state = 'canonical', disposition = s.disposition, prior_id = s.prior, whole_event_id = COALESCE(s.whole, p.whole_event_id)
     FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS s(id, disposition, prior, whole) WHERE p.id = s.id`,
    [
      parcels.map((p) => p.parcelId),
      parcels.map((p) => p.disposition),
      parcels.map((p) => p.priorId),
      parcels.map((p) => p.wholeEventId),
    ],
  );
  await insertRows(
    tx,
    'parcel_flow',
    {
      parcel_id: 'uuid',
      flow_code: 'text',
      asset: 'text',
      control_minor: 'bigint',
      item_count: 'int',
      open_count: 'int',
    },
    parcels.map((p) => [p.parcelId, p.flowCode, p.asset, p.controlMinor, p.items, p.open]),
  );
}
