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
  return tx.execute(`UPDATE item SET ${WOKEN} WHERE waits_for && $1::bytea[] AND state = 'held'`, [
    signals.map((s) => topicKey(s.topic)),
  ]);
}

/**
 * Looks again at every wait. One that names no topic waited for its day alone. Of the others a signal and a wait that were written at once did not see each other. For one that waits again a
 * signal that was missed costs a minute.
 */
export const wakeSignalled = (tx: Tx): Promise<number> =>
  tx.execute(
    `UPDATE item i SET ${WOKEN} WHERE waits_for IS NOT NULL AND state = 'held'
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
     FROM item WHERE waits_for <> '{}' AND state = 'held' AND wait_until <= now()
     ORDER BY wait_until, event_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limit],
  );
