import type { Failure } from '@/domain/failure';
import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { insertRows } from './rows';

/** Waits for topics. A signal is kept, so a wait that is set after its signal finds it. */
const topicKey = (topic: string): Buffer => sha256(topic).subarray(0, 16);

export type NewWait = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly topics: readonly string[];
  /** ISO instant, or a day. */
  readonly until: string;
  readonly late: Failure;
  readonly aside: boolean;
  readonly facilityId: string | null;
  readonly payerId: string | null;
  readonly entity: string | null;
};

/**
 * Puts items aside, or before their queue, until one of their topics is signalled. An item that was woken before is marked: old
 * signals of its topics have been looked at, and may not wake it again and again.
 */
export async function setWaits(tx: Tx, waits: readonly NewWait[]): Promise<void> {
  for (const wait of waits) {
    await tx.execute(
      `UPDATE item SET state = 'held', hold_reason = 'waits', aside = $3, waits_for = $4::bytea[], wait_until = $5::timestamptz,
         wait_late = CASE WHEN wait_late IS NULL THEN $6::jsonb ELSE $6::jsonb || '{"again": true}' END,
         facility_id = COALESCE($7, facility_id), payer_id = COALESCE($8, payer_id), entity_code = COALESCE($9, entity_code), pushed = 0
       WHERE event_id = $1 AND flow_code = $2 AND state = 'ready'`,
      [
        wait.eventId,
        wait.flowCode,
        wait.aside,
        wait.topics.map(topicKey),
        wait.until,
        JSON.stringify(wait.late),
        wait.facilityId,
        wait.payerId,
        wait.entity,
      ],
    );
  }
}

/** What it would be late for stays: it says that the item has waited before. */
const WOKEN = `state = 'ready', ready_at = now(), aside = false, waits_for = NULL, wait_until = NULL, hold_reason = NULL`;

export type NewWake = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly topics: readonly string[];
  readonly until: string | null;
  readonly mark: string | null;
};

/** Lets a topic or a day end a stop that a person may end as well. */
export async function setWakes(tx: Tx, wakes: readonly NewWake[]): Promise<void> {
  for (const wake of wakes) {
    await tx.execute(
      `UPDATE item SET waits_for = $3::bytea[], wait_until = $4::timestamptz, wait_late = jsonb_build_object('mark', $5::text)
       WHERE event_id = $1 AND flow_code = $2 AND state = 'exception'`,
      [wake.eventId, wake.flowCode, wake.topics.map(topicKey), wake.until, wake.mark],
    );
  }
}

type Woken = { readonly id: string; readonly flow: string };

/** Closes the stops of items that go on by themselves. */
async function closeWoken(tx: Tx, woken: readonly Woken[]): Promise<number> {
  if (woken.length === 0) return 0;
  await tx.execute(
    `UPDATE exception x SET state = 'released', closed_at = now() FROM unnest($1::uuid[], $2::text[]) AS s(id, flow)
     WHERE x.event_id = s.id AND x.flow_code = s.flow AND x.state = 'open'`,
    [woken.map((row) => row.id), woken.map((row) => row.flow)],
  );
  return woken.length;
}

/** SQL: stopped under a cause, deferred or not, and not waiting by a decision of its flow. */
const STOPPED_FOR = `(state = 'exception' OR (state = 'held' AND hold_until IS NOT NULL))`;

/** A stop that ends by itself leaves its item as a release would. */
const UNSTOPPED = `state = 'ready', cause_id = NULL, ready_at = now(), aside = false, waits_for = NULL, wait_until = NULL, wait_late = NULL,
  hold_reason = NULL, hold_until = NULL, pushed = 0, release_count = release_count + 1`;

const wakeStopped = async (tx: Tx, topics: readonly Buffer[]): Promise<number> =>
  closeWoken(
    tx,
    await tx.query<Woken>(
      `UPDATE item SET ${UNSTOPPED} WHERE waits_for && $1::bytea[] AND ${STOPPED_FOR} RETURNING event_id AS id, flow_code AS flow`,
      [topics],
    ),
  );

/** Stops whose day has come without their topic: decided anew, with the mark that says so. Returns how many. */
export const wakeLapsed = async (tx: Tx, limit: number): Promise<number> =>
  closeWoken(
    tx,
    await tx.query<Woken>(
      `UPDATE item i SET judgements = COALESCE(i.judgements, '[]') || jsonb_build_array(jsonb_build_object('mark', i.wait_late->>'mark', 'by', $2::text)),
         ${UNSTOPPED}
       FROM (SELECT event_id, flow_code FROM item WHERE waits_for IS NOT NULL AND ${STOPPED_FOR} AND wait_until <= now()
             ORDER BY wait_until, event_id LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
       WHERE i.event_id = due.event_id AND i.flow_code = due.flow_code RETURNING i.event_id AS id, i.flow_code AS flow`,
      [limit, tx.actor.name],
    ),
  );

/** An item that waits again is woken by a new signal, or at most this often by one that is known. */
const AGAIN_SECONDS = 60;

/** Keeps signals and wakes what waits for them; returns how many items woke. */
export async function signal(
  tx: Tx,
  signals: readonly { readonly topic: string; readonly eventId: string }[],
): Promise<number> {
  if (signals.length === 0) return 0;
  await insertRows(
    tx,
    'topic',
    { topic: 'bytea', event_id: 'uuid' },
    signals.map((s) => [topicKey(s.topic), s.eventId]),
    'ON CONFLICT DO NOTHING',
  );
  const topics = signals.map((s) => topicKey(s.topic));
  const stopped = await wakeStopped(tx, topics);
  const held = await tx.execute(
    `UPDATE item SET ${WOKEN} WHERE waits_for && $1::bytea[] AND state = 'held' AND hold_until IS NULL`,
    [topics],
  );
  return stopped + held;
}

/**
 * Looks again at every wait. One that names no topic waited for its day alone. Of the others, a signal and a wait that were written
 * at once did not see each other; for one that waits again, a signal that was missed costs a minute.
 */
export const wakeSignalled = (tx: Tx): Promise<number> =>
  tx.execute(
    `UPDATE item i SET ${WOKEN} WHERE waits_for IS NOT NULL AND state = 'held' AND hold_until IS NULL
       AND (NOT COALESCE(wait_late ? 'again', false) OR ready_at <= now() - interval '${AGAIN_SECONDS} seconds')
       AND (EXISTS (SELECT FROM topic t WHERE t.topic = ANY (i.waits_for)) OR (i.waits_for = '{}' AND i.wait_until <= now()))`,
  );

export type LateWait = {
  readonly eventId: string;
  readonly flowCode: string;
  readonly parcelId: string | null;
  readonly facilityId: string | null;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly aside: boolean;
  readonly late: Failure;
};

/** Waits whose time ran out without a signal of what they wait for. */
export const lateWaits = (tx: Tx, limit: number): Promise<LateWait[]> =>
  tx.query<LateWait>(
    `SELECT event_id AS "eventId", flow_code AS "flowCode", parcel_id AS "parcelId", facility_id AS "facilityId", asset,
       amount_minor AS "amountMinor", aside, wait_late AS late
     FROM item WHERE waits_for <> '{}' AND state = 'held' AND hold_until IS NULL AND wait_until <= now()
     ORDER BY wait_until, event_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limit],
  );
