import { type Amount, assetOf } from '@/domain/amount';
import { type Score, scoreOf } from '@/server/exceptions/score';
import type { Row, Tx } from '@/server/platform/db';
import { withWholeScope } from '@/server/store/causes-scope';
import { type MatterLine, mattersIn, readMatters } from './matters';
import { Bound, itemsIn, MONEY, type TotalsFilter, totalsIn } from './scope';
import { STOPS } from './standing';

/**
 * Read model of the Exceptions list: causes with dollars, ages and score. Its amounts are those of the same items as the
 * places “exception” and “held”, so the list and the money bar cannot disagree. A cause that flows share has an amount per
 * asset; they are never added.
 */

/** Ages of stopped items in days, as dates (UTC): none, one or two, three to six, seven and more. */
export type AgeCounts = readonly [number, number, number, number];

export type CauseLine = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly stage: string;
  readonly items: number;
  readonly asset: string;
  /** In `asset`: money where there is any. */
  readonly amountMinor: bigint;
  /** What stands under it in other assets. */
  readonly others: readonly Amount[];
  /** Deferred until a date; part of `items`. */
  readonly held: number;
  readonly ages: AgeCounts;
  /** The payer of all its items, or `null` when they are of several. */
  readonly payer: string | null;
  readonly payers: number;
  readonly owner: { readonly email: string; readonly name: string } | null;
  readonly ownerRole: string;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly regressedAt: Date | null;
  readonly score: Score;
};

/** Released and not confirmed yet: no longer stopped, and not cured either. */
export type ReleasingLine = {
  readonly id: string;
  readonly title: string;
  readonly items: number;
  readonly asset: string;
  readonly amountMinor: bigint;
};

export const CAUSE_VIEWS = ['all', 'mine', 'unowned', 'late'] as const;
export type CauseView = (typeof CAUSE_VIEWS)[number];

export type CauseList = {
  readonly asOf: Date;
  readonly causes: readonly CauseLine[];
  /** Causes that stop nothing. */
  readonly matters: readonly MatterLine[];
  /** Causes that stop items, whatever the view. */
  readonly stopping: number;
  /** Of both kinds. */
  readonly counts: Readonly<Record<CauseView, number>>;
  /** Items of all causes, and their money; other assets stand at their causes. */
  readonly releasing: readonly ReleasingLine[];
  /** Stopped items that the reader's facilities do not cover. */
  readonly hidden: number;
};

/** What a person reads as the payer of item `i` in parcel `r`, with its row of master data as `p`. */
export const PAYER_NAME = `COALESCE(p.name, NULLIF(r.parties->>'payerName', ''), r.parties->>'payerKey')`;
/** Over `s`: money first, then what there is most of. */
const FIRST = `s.asset <> '${MONEY}', s.gross DESC, s.asset`;

/** Causes ranked per read: there are as many as problems, not as items. */
const CAUSES_MAX = 2000;
/** Causes shown; the dearest come first, and the counts are of all. */
export const CAUSES_SHOWN_MAX = 200;

interface CauseSql extends Row {
  id: string;
  code: string;
  title: string;
  stage: string;
  items: number;
  asset: string;
  amount: bigint;
  gross: bigint;
  others: { asset: string; minor: string }[];
  held: number;
  age0: number;
  age1: number;
  age2: number;
  age3: number;
  oldest_ms: number;
  due_ms: number;
  payers: number;
  payer: string | null;
  owner_email: string | null;
  owner_name: string | null;
  owner_role: string;
  opened_at: Date;
  due_at: Date;
  regressed_at: Date | null;
}

/** Items of the group `t` that are stopped since so many days ago, as dates (UTC). */
const since = (from: number, to: number): string =>
  `COALESCE(sum(t.items) FILTER (WHERE t.day BETWEEN tieout_day(now()) - ${to} AND tieout_day(now()) - ${from}), 0)`;
/** What is stopped by cause, asset and payer: a few rows per cause, whatever is stopped under it. */
const BY_PAYER = `
  SELECT t.cause_id, t.asset, t.payer_id, sum(t.items) AS items, sum(t.amount_minor) AS amount, sum(t.gross_minor) AS gross,
    COALESCE(sum(t.items) FILTER (WHERE t.state = 'held'), 0) AS held,
    COALESCE(sum(t.items) FILTER (WHERE t.day >= tieout_day(now())), 0) AS age0,
    ${since(1, 2)} AS age1,
    ${since(3, 6)} AS age2
  FROM (SELECT * FROM stop_total t WHERE $scope UNION ALL SELECT * FROM stop_delta t WHERE $scope) t
  GROUP BY 1, 2, 3 HAVING sum(t.items) <> 0`;
const PER_ASSET = `
  SELECT cause_id, asset, sum(items)::int AS items, sum(amount)::bigint AS amount, sum(gross)::bigint AS gross, sum(held)::int AS held,
    sum(age0)::int AS age0, sum(age1)::int AS age1, sum(age2)::int AS age2 FROM by_payer GROUP BY 1, 2`;

/** One row per cause: counts of all its items, the amount of its first asset, and the others beside it. */
const PER_CAUSE = `
  SELECT s.cause_id, sum(s.items)::int AS items, sum(s.held)::int AS held, sum(s.age0)::int AS age0, sum(s.age1)::int AS age1,
    sum(s.age2)::int AS age2, sum(s.items - s.age0 - s.age1 - s.age2)::int AS age3,
    (array_agg(s.asset ORDER BY ${FIRST}))[1] AS asset, (array_agg(s.amount ORDER BY ${FIRST}))[1] AS amount,
    (array_agg(s.gross ORDER BY ${FIRST}))[1] AS gross,
    (array_agg(jsonb_build_object('asset', s.asset, 'minor', s.amount::text) ORDER BY ${FIRST}))[2:] AS others
  FROM (${PER_ASSET}) s GROUP BY s.cause_id`;

/** Payers in master data by cause, and whether some items have none. */
export const PAYERS_OF_CAUSE = `
  SELECT b.cause_id, count(DISTINCT b.payer_id)::int AS known, bool_or(b.payer_id IS NULL) AS nameless, min(p.name) AS name
  FROM by_payer b LEFT JOIN payer p ON p.id = b.payer_id GROUP BY 1`;
/**
 * Over `w` (payers of a cause): those that are not in master data, by the keys their parcels have. They are read from the items, and
 * only of causes that have such items.
 */
export const namelessIn = (scope: string): string => `
  LEFT JOIN LATERAL (SELECT count(DISTINCT n.parties->>'payerKey')::int AS payers, min(COALESCE(NULLIF(n.parties->>'payerName', ''), n.parties->>'payerKey')) AS name
    FROM (SELECT DISTINCT r.parties FROM item i JOIN parcel r ON r.id = i.parcel_id
      WHERE w.nameless AND i.cause_id = w.cause_id AND i.state IN ('exception', 'held') AND i.payer_id IS NULL AND ${scope}) AS n) n ON true`;

const lineOf = (row: CauseSql): CauseLine => ({
  id: row.id,
  code: row.code,
  title: row.title,
  stage: row.stage,
  items: row.items,
  asset: row.asset,
  amountMinor: row.amount,
  others: row.others.map(({ asset, minor }) => ({ asset: assetOf(asset), minor: BigInt(minor) })),
  held: row.held,
  ages: [row.age0, row.age1, row.age2, row.age3],
  payer: row.payers === 1 ? row.payer : null,
  payers: row.payers,
  owner: row.owner_email === null ? null : { email: row.owner_email, name: row.owner_name ?? row.owner_email },
  ownerRole: row.owner_role,
  openedAt: row.opened_at,
  dueAt: row.due_at,
  regressedAt: row.regressed_at,
  score: scoreOf({
    grossMinor: row.gross,
    dueInMs: row.due_ms,
    oldestMs: row.oldest_ms,
    regressed: row.regressed_at !== null,
  }),
});

/** The stopped causes of a scope, ranked; `causeId` narrows it to one. */
export async function readCauseLines(
  tx: Tx,
  filter: TotalsFilter,
  causeId: string | null = null,
): Promise<CauseLine[]> {
  const bound = new Bound();
  const scope = itemsIn(filter, bound);
  const of = causeId === null ? 't.cause_id IS NOT NULL' : `t.cause_id = ${bound.add(causeId)}`;
  const stopped = `${of} AND ${totalsIn(filter, bound)}`;
  const rows = await tx.query<CauseSql>(
    `WITH by_payer AS MATERIALIZED (${BY_PAYER.replaceAll('$scope', stopped)}), payers AS (${PAYERS_OF_CAUSE})
     SELECT c.id, c.code, c.title, c.stage, s.*, c.owner_email, u.name AS owner_name, c.owner_role, c.opened_at, c.due_at,
       c.regressed_at, (extract(epoch FROM c.due_at - now()) * 1000)::float8 AS due_ms,
       (extract(epoch FROM now() - o.since) * 1000)::float8 AS oldest_ms,
       w.known + COALESCE(n.payers, 0) AS payers, COALESCE(w.name, n.name) AS payer
     FROM (${PER_CAUSE}) s JOIN cause c ON c.id = s.cause_id LEFT JOIN app_user u ON u.email = c.owner_email
     JOIN payers w ON w.cause_id = s.cause_id ${namelessIn(scope)}
     LEFT JOIN LATERAL (SELECT min(i.ready_at) AS since FROM item i
       WHERE i.cause_id = s.cause_id AND i.state IN ('exception', 'held') AND i.parcel_id IS NOT NULL AND ${scope}) o ON true
     ORDER BY s.gross DESC, c.id LIMIT ${CAUSES_MAX}`,
    bound.values,
  );
  return rows.map(lineOf).sort((a, b) => b.score.total - a.score.total || (b.amountMinor > a.amountMinor ? 1 : -1));
}

/** One read of the list: what is stopped, ranked, how much of it is whose, and what is released and on its way. */
export async function readCauses(tx: Tx, filter: TotalsFilter, view: CauseView, me: string): Promise<CauseList> {
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const asOf = clock?.now ?? new Date();
  const lines = await readCauseLines(tx, filter);
  const matters = mattersIn(filter, await readMatters(tx));
  const views: Readonly<Record<CauseView, (line: Pick<CauseLine, 'owner' | 'dueAt'>) => boolean>> = {
    all: () => true,
    mine: (line) => line.owner?.email === me,
    unowned: (line) => line.owner === null,
    late: (line) => line.dueAt < asOf,
  };
  const countOf = (name: CauseView) => [...lines, ...matters].filter(views[name]).length;
  return {
    asOf,
    causes: lines.filter(views[view]).slice(0, CAUSES_SHOWN_MAX),
    matters: matters.filter(views[view]),
    stopping: lines.length,
    counts: { all: countOf('all'), mine: countOf('mine'), unowned: countOf('unowned'), late: countOf('late') },
    releasing: await readReleasing(tx),
    hidden: await countHidden(tx, null),
  };
}

const RELEASING_MAX = 20;

/** Causes of which nothing is stopped and something released is still on its way to the ERP. */
const readReleasing = (tx: Tx): Promise<ReleasingLine[]> =>
  tx.query<ReleasingLine & Row>(
    `SELECT c.id, c.title, count(*)::int AS items, x.asset, sum(x.amount_minor)::bigint AS "amountMinor"
     FROM cause c JOIN exception x ON x.cause_id = c.id AND x.state = 'released'
     JOIN item i ON i.event_id = x.event_id AND i.flow_code = x.flow_code AND i.state IN ('ready', 'mapped')
     WHERE c.state = 'open' AND NOT EXISTS (SELECT FROM exception o WHERE o.cause_id = c.id AND o.state = 'open')
     GROUP BY c.id, x.asset ORDER BY 5 DESC, c.id LIMIT ${RELEASING_MAX}`,
  );

/** How many stopped items exist beyond the reader's facilities: a count, and nothing else of them. */
export async function countHidden(tx: Tx, causeId: string | null): Promise<number> {
  if (tx.actor.scope === '*') return 0;
  const count = async (): Promise<number> => {
    const [row] = await tx.query<{ n: number }>(
      `SELECT COALESCE(sum(t.items), 0)::int AS n FROM ${STOPS} t WHERE ${causeId === null ? 't.cause_id IS NOT NULL' : 't.cause_id = $1'}`,
      causeId === null ? [] : [causeId],
    );
    return row?.n ?? 0;
  };
  return (await withWholeScope(tx, count)) - (await count());
}
