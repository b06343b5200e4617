import type { Row, Tx } from '@/server/platform/db';

/**
 * Where the items of a manifest really are. Derived from the items themselves at every read, never from what the sender
 * believes: sent is not confirmed, and an item that stopped again is shown as stopped.
 */
export const ITEM_STATUSES = [
  'confirmed',
  'sent',
  'unknown',
  'waiting',
  'unsent',
  'stopped',
  'rejected',
  'duplicate',
  'skipped',
] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/**
 * One row per item of replay $1 with its status, for use in a FROM. An accepted parcel is taken in anew by canonicalize,
 * so its item is where the items are that replaced it.
 */
export const ITEM_STATES = `(
  SELECT m.ordinal, m.event_id, m.flow_code, m.facility_id, m.amount_minor, m.skipped, m.released_at, i.cause_id,
    COALESCE(i.parcel_id, accepted.parcel_id) AS parcel_id,
    CASE
      WHEN m.skipped IS NOT NULL THEN 'skipped'
      WHEN m.released_at IS NULL THEN 'unsent'
      WHEN rp.preview->>'action' IN ('accept-parcel', 'replace-parcel') THEN COALESCE(accepted.status, 'confirmed')
      WHEN i.state = 'posted' THEN 'confirmed'
      WHEN i.state IN ('exception', 'held') OR p.state = 'held' THEN 'stopped'
      WHEN i.state IN ('rejected', 'duplicate') THEN i.state
      WHEN p.state = 'unknown' THEN 'unknown'
      WHEN i.state = 'mapped' THEN 'sent'
      ELSE 'waiting' END AS status
  FROM replay_item m JOIN replay rp ON rp.id = m.replay_id
  LEFT JOIN item i ON i.event_id = m.event_id AND i.flow_code = m.flow_code
  LEFT JOIN LATERAL (SELECT q.state FROM leg g JOIN posting q ON q.group_id = g.group_id
    WHERE i.state = 'mapped' AND g.event_id = m.event_id AND g.flow_code = m.flow_code AND q.state <> 'superseded'
    ORDER BY g.group_id DESC, q.state IN ('held', 'unknown') DESC, q.no LIMIT 1) p ON true
  LEFT JOIN LATERAL (
    SELECT r.id AS parcel_id, CASE WHEN r.state <> 'canonical' OR bool_or(n.state = 'ready') THEN 'waiting'
      WHEN bool_or(n.state IN ('exception', 'held')) THEN 'stopped'
      WHEN bool_or(n.state = 'mapped') THEN 'sent' ELSE 'confirmed' END AS status
    FROM exception x JOIN parcel r ON r.id = x.parcel_id
    LEFT JOIN item n ON n.parcel_id = r.id AND n.flow_code = m.flow_code AND n.event_id <> m.event_id
    WHERE rp.preview->>'action' IN ('accept-parcel', 'replace-parcel') AND x.cause_id = rp.cause_id AND x.event_id = m.event_id AND x.flow_code = m.flow_code
    GROUP BY r.id LIMIT 1) AS accepted ON true
  WHERE m.replay_id = $1)`;

export type Progress = Readonly<Record<ItemStatus, { readonly items: number; readonly amountMinor: bigint }>>;

export async function readProgress(tx: Tx, replayId: string): Promise<Progress> {
  const rows = await tx.query<{ status: ItemStatus; items: number; amount: bigint }>(
    `SELECT status, count(*)::int AS items, sum(amount_minor)::bigint AS amount FROM ${ITEM_STATES} AS s GROUP BY status`,
    [replayId],
  );
  const of = (status: ItemStatus) => {
    const row = rows.find((r) => r.status === status);
    return { items: row?.items ?? 0, amountMinor: row?.amount ?? 0n };
  };
  return {
    confirmed: of('confirmed'),
    sent: of('sent'),
    unknown: of('unknown'),
    waiting: of('waiting'),
    unsent: of('unsent'),
    stopped: of('stopped'),
    rejected: of('rejected'),
    duplicate: of('duplicate'),
    skipped: of('skipped'),
  };
}

/**
 * `settled`: every item is confirmed or explained. Never said of a manifest with one item stopped again or on its
 * way.
 */
export type Outcome = 'frozen' | 'waits' | 'paused' | 'sending' | 'in-flight' | 'stopped-again' | 'settled' | 'aborted';

type Head = {
  readonly state: 'frozen' | 'sending' | 'sent' | 'aborted';
  readonly startedAt: Date | null;
  /** A second person is needed and has not agreed yet. */
  readonly waits: boolean;
};

export function outcomeOf({ state, startedAt, waits }: Head, progress: Progress): Outcome {
  const moving = progress.sent.items + progress.unknown.items + progress.waiting.items;
  if (state === 'frozen') return waits ? 'waits' : startedAt === null ? 'frozen' : 'paused';
  if (state === 'sending') return 'sending';
  if (moving > 0) return 'in-flight';
  if (progress.stopped.items > 0) return 'stopped-again';
  return state === 'aborted' ? 'aborted' : 'settled';
}

export interface StoppedAgain extends Row {
  causeId: string | null;
  title: string;
  items: number;
  amountMinor: bigint;
}

const REASONS_MAX = 20;

/** Under which causes items stopped again, dearest first. */
export const readStoppedAgain = (tx: Tx, replayId: string): Promise<StoppedAgain[]> =>
  tx.query<StoppedAgain>(
    `SELECT c.id AS "causeId", COALESCE(c.title, 'Held by the ERP') AS title, count(*)::int AS items,
       sum(s.amount_minor)::bigint AS "amountMinor"
     FROM ${ITEM_STATES} AS s LEFT JOIN cause c ON c.id = s.cause_id WHERE s.status = 'stopped'
     GROUP BY c.id, c.title ORDER BY sum(abs(s.amount_minor)) DESC LIMIT ${REASONS_MAX}`,
    [replayId],
  );

export interface SkippedWhy extends Row {
  why: string;
  items: number;
  amountMinor: bigint;
}

export const readSkipped = (tx: Tx, replayId: string): Promise<SkippedWhy[]> =>
  tx.query<SkippedWhy>(
    `SELECT skipped AS why, count(*)::int AS items, sum(amount_minor)::bigint AS "amountMinor" FROM replay_item
     WHERE replay_id = $1 AND skipped IS NOT NULL GROUP BY skipped ORDER BY 2 DESC LIMIT ${REASONS_MAX}`,
    [replayId],
  );
