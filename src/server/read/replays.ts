import type { Row, Tx } from '@/server/platform/db';
import { consentOf } from '@/server/replay/consent';
import { type Impact, readImpact } from '@/server/replay/impact';
import { approvalLimitOf, measureGross, type ReplayAction } from '@/server/store/replays';
import {
  ITEM_STATES,
  type ItemStatus,
  type Outcome,
  outcomeOf,
  type Progress,
  readProgress,
  readSkipped,
  readStoppedAgain,
  type SkippedWhy,
  type StoppedAgain,
} from './replays-progress';

/** Read models of the Replays list and of one manifest. */
export type ReplayLine = {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly outcome: Outcome;
  readonly items: number;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly progress: Progress;
};
export type ReplayList = { readonly asOf: Date; readonly replays: readonly ReplayLine[]; readonly next: number | null };

export const REPLAYS_PAGE_MAX = 25;

interface HeadSql extends Row {
  id: string;
  number: number;
  title: string;
  reason: string;
  state: 'frozen' | 'sending' | 'sent' | 'aborted';
  preview: { action?: ReplayAction; stopped?: string; impact?: unknown };
  item_count: number;
  asset: string;
  amount: bigint;
  hash: string;
  cause_id: string | null;
  cause_title: string | null;
  created_by: string;
  created_name: string | null;
  created_at: Date;
  approved_by: string | null;
  approved_name: string | null;
  approved_at: Date | null;
  approver_limit: bigint | null;
  started_at: Date | null;
  finished_at: Date | null;
  now: Date;
}

const HEAD = `SELECT r.id, r.number, r.title, r.reason, r.state, r.preview, r.item_count, r.asset, r.amount_minor AS amount,
    encode(r.set_sha256, 'hex') AS hash, r.cause_id, c.title AS cause_title, r.created_by, m.name AS created_name, r.created_at,
    r.approved_by, a.name AS approved_name, r.approved_at, a.approval_limit_minor AS approver_limit, r.started_at,
    r.finished_at, now() AS now
  FROM replay r LEFT JOIN cause c ON c.id = r.cause_id LEFT JOIN app_user m ON m.email = r.created_by
  LEFT JOIN app_user a ON a.email = r.approved_by`;

/** Newest first, keyset by number. */
export async function readReplays(tx: Tx, before: number | null): Promise<ReplayList> {
  const heads = await tx.query<HeadSql>(
    `${HEAD} WHERE $1::int IS NULL OR r.number < $1 ORDER BY r.number DESC LIMIT ${REPLAYS_PAGE_MAX + 1}`,
    [before],
  );
  const replays: ReplayLine[] = [];
  for (const head of heads.slice(0, REPLAYS_PAGE_MAX)) {
    const progress = await readProgress(tx, head.id);
    replays.push({
      id: head.id,
      number: head.number,
      title: head.title,
      outcome: outcomeOf(await headOf(tx, head), progress),
      items: head.item_count,
      asset: head.asset,
      amountMinor: head.amount,
      createdBy: head.created_name ?? head.created_by,
      createdAt: head.created_at,
      progress,
    });
  }
  const next = heads.length > REPLAYS_PAGE_MAX ? (replays.at(-1)?.number ?? null) : null;
  return { asOf: heads[0]?.now ?? new Date(), replays, next };
}

const consentOn = (tx: Tx, head: HeadSql, grossMinor: bigint) =>
  consentOf(tx, { maker: head.created_by, causeId: head.cause_id, replayId: head.id, grossMinor });

/** Only a frozen manifest can wait for someone, so only then it is worth looking. */
async function headOf(tx: Tx, head: HeadSql) {
  const { state, started_at: startedAt } = head;
  if (state !== 'frozen' || head.approved_by !== null) return { state, startedAt, waits: false };
  const { grossMinor } = await measureGross(tx, head.id);
  return { state, startedAt, waits: (await consentOn(tx, head, grossMinor)).needed };
}

type NamedImpact = Omit<Impact, 'net'> & {
  readonly net: readonly (Impact['net'][number] & { readonly name: string })[];
};

/** Adds the ERP's names to the accounts of a dry run. */
async function named(tx: Tx, impact: Impact | null): Promise<NamedImpact | null> {
  if (!impact) return null;
  const rows = await tx.query<{ number: string; name: string }>(
    'SELECT number, min(name) AS name FROM erp_account WHERE number = ANY ($1::text[]) GROUP BY number',
    [[...new Set(impact.net.map((line) => line.account))]],
  );
  const names = new Map(rows.map((row) => [row.number, row.name]));
  return { ...impact, net: impact.net.map((line) => ({ ...line, name: names.get(line.account) ?? '' })) };
}

export type Person = { readonly email: string; readonly name: string; readonly limitMinor: bigint | null };
export type ReplayDetail = Omit<ReplayLine, 'createdBy'> & {
  readonly asOf: Date;
  readonly reason: string;
  readonly action: ReplayAction;
  readonly hash: string;
  readonly cause: { readonly id: string; readonly title: string } | null;
  readonly maker: Person;
  readonly approver: (Person & { readonly at: Date }) | null;
  readonly grossMinor: bigint;
  /** More money moves than the maker may move alone. */
  readonly needsSecond: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Why the sender refused to go on. */
  readonly refused: string | null;
  /** What the dry run said when it was frozen. */
  readonly impact: NamedImpact | null;
  readonly stoppedAgain: readonly StoppedAgain[];
  readonly skipped: readonly SkippedWhy[];
  readonly actual: ActualLines;
  /** Items stopped under the same cause that are in no sent manifest: they arrived later. */
  readonly later: number;
  /** Items of the set outside the reader's facilities. */
  readonly hidden: number;
};

export async function readReplay(tx: Tx, replayId: string): Promise<ReplayDetail | null> {
  const [head] = await tx.query<HeadSql>(`${HEAD} WHERE r.id = $1`, [replayId]);
  if (!head) return null;
  const progress = await readProgress(tx, replayId);
  const set = await measureGross(tx, replayId);
  const makerLimit = await approvalLimitOf(tx, head.created_by);
  const needsSecond = (await consentOn(tx, head, set.grossMinor)).needed;
  const waits = needsSecond && head.approved_by === null;
  return {
    id: head.id,
    number: head.number,
    title: head.title,
    outcome: outcomeOf({ state: head.state, startedAt: head.started_at, waits }, progress),
    items: head.item_count,
    asset: head.asset,
    amountMinor: head.amount,
    createdAt: head.created_at,
    progress,
    asOf: head.now,
    reason: head.reason,
    action: head.preview.action ?? 'release',
    hash: head.hash,
    cause: head.cause_id === null ? null : { id: head.cause_id, title: head.cause_title ?? 'a cause you may not see' },
    maker: { email: head.created_by, name: head.created_name ?? head.created_by, limitMinor: makerLimit },
    approver: approverOf(head),
    grossMinor: set.grossMinor,
    needsSecond,
    startedAt: head.started_at,
    finishedAt: head.finished_at,
    refused: head.preview.stopped ?? null,
    impact: await named(tx, readImpact(head.preview.impact)),
    stoppedAgain: progress.stopped.items > 0 ? await readStoppedAgain(tx, replayId) : [],
    skipped: progress.skipped.items > 0 ? await readSkipped(tx, replayId) : [],
    actual: progress.confirmed.items > 0 ? await readActual(tx, replayId) : NO_LINES,
    later: await countLater(tx, replayId, head.cause_id),
    hidden: head.item_count - set.itemCount,
  };
}

function approverOf(head: HeadSql): ReplayDetail['approver'] {
  if (head.approved_by === null || head.approved_at === null) return null;
  return {
    email: head.approved_by,
    name: head.approved_name ?? head.approved_by,
    limitMinor: head.approver_limit,
    at: head.approved_at,
  };
}

export type ActualLines = { readonly lines: number; readonly debitMinor: bigint; readonly creditMinor: bigint };

const NO_LINES: ActualLines = { lines: 0, debitMinor: 0n, creditMinor: 0n };

/** What the confirmed items really brought to journal lines, to hold against the preview. */
async function readActual(tx: Tx, replayId: string): Promise<ActualLines> {
  const [row] = await tx.query<ActualLines & Row>(
    `SELECT count(*)::int AS lines, COALESCE(sum(l.amount_minor) FILTER (WHERE l.amount_minor > 0), 0)::bigint AS "debitMinor",
       COALESCE(-sum(l.amount_minor) FILTER (WHERE l.amount_minor < 0), 0)::bigint AS "creditMinor"
     FROM ${ITEM_STATES} AS s JOIN leg g ON g.event_id = s.event_id AND g.flow_code = s.flow_code
     CROSS JOIN LATERAL unnest(g.posting_nos, g.amounts) AS l(no, amount_minor)
     JOIN posting p ON p.group_id = g.group_id AND p.no = l.no AND p.state = 'confirmed' WHERE s.status = 'confirmed'`,
    [replayId],
  );
  return row ?? NO_LINES;
}

async function countLater(tx: Tx, replayId: string, causeId: string | null): Promise<number> {
  if (causeId === null) return 0;
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM item i WHERE i.cause_id = $2 AND i.state IN ('exception', 'held')
       AND NOT EXISTS (SELECT FROM replay_item m WHERE m.event_id = i.event_id AND m.flow_code = i.flow_code AND m.replay_id = $1)`,
    [replayId, causeId],
  );
  return row?.n ?? 0;
}

export type ReplayItem = {
  readonly ordinal: number;
  readonly eventId: string;
  readonly parcelId: string | null;
  readonly facility: string | null;
  readonly amountMinor: bigint;
  readonly status: ItemStatus;
  readonly why: string | null;
};
export type ReplayItems = { readonly items: readonly ReplayItem[]; readonly next: number | null };
export const REPLAY_ITEMS_PAGE_MAX = 100;

/** The frozen items in their order, all or of one status, keyset by ordinal. */
export async function readReplayItems(
  tx: Tx,
  replayId: string,
  status: ItemStatus | null,
  after: number,
): Promise<ReplayItems> {
  const rows = await tx.query<ReplayItem & Row>(
    `SELECT s.ordinal, s.event_id AS "eventId", s.parcel_id AS "parcelId", f.name AS facility, s.amount_minor AS "amountMinor",
       s.status, COALESCE(s.skipped, CASE WHEN s.status = 'stopped' THEN c.title END) AS why
     FROM ${ITEM_STATES} AS s LEFT JOIN facility f ON f.id = s.facility_id LEFT JOIN cause c ON c.id = s.cause_id
     WHERE s.ordinal > $2 AND ($3::text IS NULL OR s.status = $3) ORDER BY s.ordinal LIMIT ${REPLAY_ITEMS_PAGE_MAX + 1}`,
    [replayId, after, status],
  );
  const items = rows.slice(0, REPLAY_ITEMS_PAGE_MAX);
  return { items, next: rows.length > items.length ? (items.at(-1)?.ordinal ?? null) : null };
}
