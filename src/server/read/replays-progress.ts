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
 * One row per item of replay $1 with its status, for use in a FROM. An accepted remit is made anew by canonicalize,
 * so its item is where the events are that replaced it.
 */
export const ITEM_STATES = `(
  SELECT i.ordinal, i.event_id, i.facility_id, i.amount_minor, i.skipped, i.released_at, e.cause_id, e.remit_id, e.posting_id,
    CASE
      WHEN i.skipped IS NOT NULL THEN 'skipped'
      WHEN i.released_at IS NULL THEN 'unsent'
      WHEN rp.preview->>'action' = 'accept-remit' THEN COALESCE(accepted.status, 'confirmed')
      WHEN e.state = 'posted' THEN 'confirmed'
      WHEN e.state IN ('exception', 'held') OR p.state = 'held' THEN 'stopped'
      WHEN e.state IN ('rejected', 'duplicate') THEN e.state
      WHEN p.state = 'unknown' THEN 'unknown'
      WHEN e.state = 'mapped' THEN 'sent'
      ELSE 'waiting' END AS status
  FROM replay_item i JOIN replay rp ON rp.id = i.replay_id
  LEFT JOIN event e ON e.id = i.event_id
  LEFT JOIN posting p ON p.id = e.posting_id AND e.state = 'mapped'
  LEFT JOIN LATERAL (
    SELECT CASE WHEN r.state <> 'canonical' OR bool_or(n.state = 'ready') THEN 'waiting'
      WHEN bool_or(n.state IN ('exception', 'held')) THEN 'stopped'
      WHEN bool_or(n.state = 'mapped') THEN 'sent' ELSE 'confirmed' END AS status
    FROM exception x JOIN remit r ON r.id = x.remit_id LEFT JOIN event n ON n.remit_id = r.id AND n.id <> i.event_id
    WHERE rp.preview->>'action' = 'accept-remit' AND x.cause_id = rp.cause_id AND x.event_id = i.event_id
    GROUP BY r.state LIMIT 1) AS accepted ON true
  WHERE i.replay_id = $1)`;

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
