import type { Db } from './db';
import { CASH, FLOW } from './flow';

/** Events (facts, with the bytes they stand in) and where each of them stands in the flow (its item). */

export type EventFields = {
  readonly id: string;
  readonly parcelId: string;
  readonly artifactId: string;
  readonly ordinal: number;
  readonly amountMinor: bigint | number;
  readonly facts: Record<string, unknown>;
  readonly facilityId: string | null;
  readonly businessDate: string;
  readonly state: string;
  readonly causeId?: string | null;
  readonly postingId?: string | null;
  /** It stands for all that its parcel holds. */
  readonly whole?: boolean;
};

/** A payment event and its item. All of these share one key of order, as nothing here is about order. */
export async function addEvent(db: Db, of: EventFields): Promise<void> {
  await db.sql(
    `WITH fact AS (
       INSERT INTO event (id, parcel_id, ordinal, type, asset, amount_minor, facts, order_keys, business_date)
       VALUES ($1, $2, $3, $12, $4, $5, $6, decode(repeat('00', 16), 'hex'), $7)
       RETURNING id, parcel_id, asset, amount_minor, order_keys, business_date)
     INSERT INTO item (event_id, flow_code, parcel_id, lane, shard, order_key, position, state, cause_id, asset, amount_minor,
       business_date, facility_id)
     SELECT id, $8, parcel_id, 1, 0, order_keys, id, $9, $10, asset, amount_minor, business_date, $11 FROM fact`,
    [
      of.id,
      of.parcelId,
      of.ordinal,
      CASH,
      of.amountMinor,
      of.facts,
      of.businessDate,
      FLOW,
      of.state,
      of.causeId ?? null,
      of.facilityId,
      of.whole ? 'parcel.whole' : 'payment.posted',
    ],
  );
  if (of.whole) await db.sql('UPDATE parcel SET whole_event_id = $1 WHERE id = $2', [of.id, of.parcelId]);
  await countInParcel(db, of);
  if (of.postingId) await addLeg(db, of.id, of.postingId);
}

/** What canonicalize writes of a parcel's items: the span of their ids, how many there are, and how many are open. */
async function countInParcel({ sql }: Db, { id, parcelId, state }: EventFields): Promise<void> {
  await sql(
    `UPDATE parcel SET first_event_id = LEAST(first_event_id, $2::uuid), last_event_id = GREATEST(last_event_id, $2::uuid)
     WHERE id = $1`,
    [parcelId, id],
  );
  await sql(
    `UPDATE parcel_flow SET item_count = item_count + 1, open_count = open_count + CASE WHEN tieout_finished($3) THEN 0 ELSE 1 END
     WHERE parcel_id = $1 AND flow_code = $2`,
    [parcelId, FLOW, state],
  );
}

/** Puts all of an event into the first line of a journal. */
async function addLeg({ sql }: Db, eventId: string, postingId: string): Promise<void> {
  await sql("INSERT INTO leg_rule (name) VALUES ('test') ON CONFLICT DO NOTHING");
  await sql(
    `INSERT INTO leg (event_id, group_id, flow_code, ref, facility_id, posting_nos, line_nos, amounts, rules, rule_version)
     SELECT i.event_id, p.group_id, i.flow_code, p.ref, i.facility_id, ARRAY[p.no], ARRAY[1], ARRAY[i.amount_minor], ARRAY[r.id],
       p.rule_version FROM item i, posting p, leg_rule r WHERE i.event_id = $1 AND i.flow_code = $3 AND p.id = $2 AND r.name = 'test'`,
    [eventId, postingId, FLOW],
  );
  await sql(
    `UPDATE posting p SET own_minor = p.own_minor + e.amount_minor, event_count = p.event_count + 1, last_event_id = e.id,
       first_event_id = CASE WHEN p.event_count = 0 THEN e.id ELSE p.first_event_id END FROM event e WHERE p.id = $2 AND e.id = $1`,
    [eventId, postingId],
  );
}

/** SQL over `i` (item): the one of the flow that took the parcel, not those of flows that only subscribe to its events. */
const OWN = 'i.flow_code = p.flow_code';

export type EventRow = { readonly id: string; readonly state: string; readonly posted_at: Date | null };

/** The events of one file in their order, without those of some amounts. */
export const eventsOf = ({ sql }: Db, artifactId: string, withoutMinor: readonly number[] = []): Promise<EventRow[]> =>
  sql<EventRow>(
    `SELECT i.event_id AS id, i.state, i.posted_at FROM item i JOIN parcel p ON p.id = i.parcel_id AND ${OWN}
     WHERE p.artifact_id = $1 AND NOT i.amount_minor = ANY ($2::bigint[]) ORDER BY i.event_id`,
    [artifactId, withoutMinor],
  );

export type ParcelEvent = {
  readonly id: string;
  readonly amount: string;
  readonly ordinal: number;
  readonly type: string;
  readonly state: string;
};

export const eventsOfParcel = ({ sql }: Db, parcelId: string): Promise<ParcelEvent[]> =>
  sql<ParcelEvent>(
    `SELECT i.event_id AS id, i.amount_minor::text AS amount, e.ordinal, e.type, i.state
     FROM item i JOIN parcel p ON p.id = i.parcel_id AND ${OWN} JOIN event e ON e.id = i.event_id
     WHERE i.parcel_id = $1 ORDER BY e.ordinal`,
    [parcelId],
  );

/** How many events count in the flow; facts of parcels that are not judged yet do not. */
export async function eventCount({ sql }: Db): Promise<number | undefined> {
  return (await sql<{ n: number }>('SELECT count(*)::int AS n FROM item WHERE flow_code = $1', [FLOW]))[0]?.n;
}

export type ItemRow = { readonly id: string; readonly state: string; readonly release_count: number };

/** Where these events stand and how often they were released. */
export const itemsOf = ({ sql }: Db, eventIds: readonly string[]): Promise<ItemRow[]> =>
  sql<ItemRow>(
    `SELECT event_id AS id, state, release_count FROM item WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 ORDER BY event_id`,
    [eventIds, FLOW],
  );

export const stateOf = async (db: Db, eventId: string): Promise<string | undefined> =>
  (await itemsOf(db, [eventId]))[0]?.state;

export const setState = ({ sql }: Db, eventIds: readonly string[], state: string) =>
  sql('UPDATE item SET state = $2 WHERE event_id = ANY ($1::uuid[]) AND flow_code = $3', [eventIds, state, FLOW]);

export const setAmount = ({ sql }: Db, eventId: string, minor: number) =>
  sql(
    `WITH fact AS (UPDATE event SET amount_minor = $2 WHERE id = $1)
     UPDATE item SET amount_minor = $2 WHERE event_id = $1 AND flow_code = $3`,
    [eventId, minor, FLOW],
  );

/** Where an event stands, what it says, and what people decided of it. */
export const judgementsOf = ({ sql }: Db, eventId: string) =>
  sql<{ state: string; facts: Record<string, unknown>; judgements: { mark: string; by: string }[] | null }>(
    `SELECT i.state, e.facts, i.judgements FROM item i JOIN event e ON e.id = i.event_id
     WHERE i.event_id = $1 AND i.flow_code = $2`,
    [eventId, FLOW],
  );

/** Lets items stand as those do whose journals wait for a second person. */
export const awaitApproval = ({ sql }: Db, eventIds: readonly string[]) =>
  sql(`UPDATE item SET state = 'held', hold_reason = 'approval' WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2`, [
    eventIds,
    FLOW,
  ]);

/** Lets items wait for something that has not come. */
export const awaitTopic = ({ sql }: Db, eventIds: readonly string[]) =>
  sql(
    `UPDATE item SET state = 'held', hold_reason = 'waits', waits_for = ARRAY['\\x01'::bytea], wait_until = now() + interval '1 day'
     WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2`,
    [eventIds, FLOW],
  );

/** Lets items be looked at in so many seconds, as those are that were found behind others. */
export const pushItems = ({ sql }: Db, eventIds: readonly string[], seconds: number) =>
  sql(
    `UPDATE item SET pushed = 3, ready_at = now() + make_interval(secs => $2) WHERE event_id = ANY ($1::uuid[]) AND flow_code = $3`,
    [eventIds, seconds, FLOW],
  );

/** Gives two items a key of their own and lets one wait behind the other, as map leaves what it finds behind. */
export const putBehind = ({ sql }: Db, eventId: string, frontId: string) =>
  sql(
    `UPDATE item SET order_key = decode(md5($2::text), 'hex'), pushed = CASE WHEN event_id = $1 THEN 1 ELSE 0 END
     WHERE event_id IN ($1::uuid, $2::uuid) AND flow_code = $3`,
    [eventId, frontId, FLOW],
  );

export const setPushed = ({ sql }: Db, eventId: string, pushed: number) =>
  sql('UPDATE item SET pushed = $2 WHERE event_id = $1 AND flow_code = $3', [eventId, pushed, FLOW]);

export const setFacility = ({ sql }: Db, eventIds: readonly string[], facilityId: string) =>
  sql('UPDATE item SET facility_id = $2 WHERE event_id = ANY ($1::uuid[]) AND flow_code = $3', [
    eventIds,
    facilityId,
    FLOW,
  ]);

/** Lets an item be stopped since so many days. */
export const agePast = ({ sql }: Db, eventId: string, days: number) =>
  sql('UPDATE item SET ready_at = now() - make_interval(days => $2) WHERE event_id = $1 AND flow_code = $3', [
    eventId,
    days,
    FLOW,
  ]);

/** Which of these items are due. */
export const dueItems = async ({ sql }: Db, eventIds: readonly string[]): Promise<string[]> =>
  (
    await sql<{ id: string }>(
      `SELECT event_id AS id FROM item WHERE event_id = ANY ($1::uuid[]) AND flow_code = $2 AND state = 'ready' AND ready_at <= now()
       ORDER BY event_id`,
      [eventIds, FLOW],
    )
  ).map((row) => row.id);

export type Standing = { readonly id: string; readonly state: string; readonly cause_id: string | null };

/** Where every event stands, to be put back after a test has moved them about. */
export const standings = ({ sql }: Db): Promise<Standing[]> =>
  sql<Standing>('SELECT event_id AS id, state, cause_id FROM item WHERE flow_code = $1', [FLOW]);

export async function putBack({ sql }: Db, before: readonly Standing[]): Promise<void> {
  for (const { id, state, cause_id } of before) {
    await sql('UPDATE item SET state = $2, cause_id = $3 WHERE event_id = $1 AND flow_code = $4', [
      id,
      state,
      cause_id,
      FLOW,
    ]);
  }
}

/** Deals these states out to all events in turn; what is stopped gets some cause. */
export const scatterStates = ({ sql }: Db, states: readonly string[]) =>
  sql(
    `UPDATE item i SET state = s.state,
       cause_id = CASE WHEN s.state IN ('exception', 'held') THEN (SELECT id FROM cause LIMIT 1) END
     FROM (SELECT event_id, ($1::text[])[1 + (row_number() OVER (ORDER BY event_id))::int % $2] AS state FROM item
           WHERE flow_code = $3) AS s
     WHERE i.event_id = s.event_id AND i.flow_code = $3`,
    [states, states.length, FLOW],
  );

/** Posts every event that has a journal and no cause, and stops all others. */
export const postWhatHasJournals = ({ sql }: Db) =>
  sql(
    `UPDATE item i SET state = CASE WHEN i.cause_id IS NULL AND EXISTS (
         SELECT FROM leg l JOIN posting p ON p.group_id = l.group_id AND p.state <> 'superseded'
         WHERE l.event_id = i.event_id AND l.flow_code = i.flow_code) THEN 'posted' ELSE 'exception' END
     WHERE i.flow_code = $1`,
    [FLOW],
  );

/** Every event that is in a journal counts as posted. */
export const postMapped = ({ sql }: Db) =>
  sql("UPDATE item SET state = 'posted', posted_at = now() WHERE state = 'mapped'");

/** Pairs of one key of which the later has gone on although the earlier has not; what waits aside holds nobody up. */
export const overtaken = ({ sql }: Db) =>
  sql(
    `SELECT b.event_id AS earlier, b.state AS earlier_state, e.event_id AS later, e.state AS later_state FROM item b
     JOIN item e ON e.order_key = b.order_key AND b.position < e.position
     WHERE e.state IN ('mapped', 'posted') AND NOT b.aside AND (b.state IN ('ready', 'exception', 'held')
       OR (b.state = 'mapped' AND b.parcel_id <> e.parcel_id) OR (b.state = 'posted' AND b.posted_at > e.posted_at))
       -- What once stood aside was passed by right.
       AND NOT EXISTS (SELECT FROM exception x JOIN cause c ON c.id = x.cause_id
         WHERE x.event_id = b.event_id AND c.code IN ('ORPHAN_REVERSAL', 'ACCOUNT_OVER_CHARGE', 'CLAIM_REPEATED'))`,
  );

/** Lets the day come on which stops and waits end by themselves. */
export const passWaits = ({ sql }: Db) =>
  sql("UPDATE item SET wait_until = now() - interval '1 second' WHERE wait_until IS NOT NULL");
