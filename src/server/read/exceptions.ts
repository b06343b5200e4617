import { type Score, scoreOf } from '@/server/exceptions/score';
import type { Row, Tx } from '@/server/platform/db';
import { withWholeScope } from '@/server/store/causes-scope';
import { eventConditions, type PlacesFilter } from './places';

/**
 * Read model of the Exceptions list: causes with dollars, ages and score. Its dollars are those of the same events as the
 * places “exception” and “held”, so the list and the money bar cannot disagree.
 */

/** Ages of stopped items: under a day, one to three, three to seven, over seven. */
export type AgeCounts = readonly [number, number, number, number];

export type CauseLine = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly stage: string;
  readonly items: number;
  readonly amountMinor: bigint;
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
  readonly amountMinor: bigint;
};

export const CAUSE_VIEWS = ['all', 'mine', 'unowned', 'late'] as const;
export type CauseView = (typeof CAUSE_VIEWS)[number];

export type CauseList = {
  readonly asOf: Date;
  readonly causes: readonly CauseLine[];
  readonly counts: Readonly<Record<CauseView, number>>;
  readonly total: { readonly items: number; readonly amountMinor: bigint };
  readonly releasing: readonly ReleasingLine[];
  /** Stopped items that the reader's facilities do not cover. */
  readonly hidden: number;
};

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
  amount: bigint;
  gross: bigint;
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

const AGE = `now() - COALESCE(x.opened_at, e.created_at)`;
const STOPPED = `
  SELECT e.cause_id, count(*)::int AS items, sum(e.amount_minor)::bigint AS amount,
    sum(abs(e.amount_minor))::bigint AS gross, count(*) FILTER (WHERE e.state = 'held')::int AS held,
    count(*) FILTER (WHERE ${AGE} < interval '1 day')::int AS age0,
    count(*) FILTER (WHERE ${AGE} >= interval '1 day' AND ${AGE} < interval '3 days')::int AS age1,
    count(*) FILTER (WHERE ${AGE} >= interval '3 days' AND ${AGE} < interval '7 days')::int AS age2,
    count(*) FILTER (WHERE ${AGE} >= interval '7 days')::int AS age3,
    (extract(epoch FROM max(${AGE})) * 1000)::float8 AS oldest_ms,
    count(DISTINCT r.payer_key)::int AS payers, min(COALESCE(p.name, NULLIF(r.payer_name, ''), r.payer_key)) AS payer
  FROM event e JOIN remit r ON r.id = e.remit_id AND r.state = 'canonical'
  LEFT JOIN exception x ON x.event_id = e.id AND x.state = 'open' LEFT JOIN payer p ON p.id = e.payer_id
  WHERE e.state IN ('exception', 'held') AND e.cause_id IS NOT NULL`;

const lineOf = (row: CauseSql): CauseLine => ({
  id: row.id,
  code: row.code,
  title: row.title,
  stage: row.stage,
  items: row.items,
  amountMinor: row.amount,
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
  filter: PlacesFilter,
  causeId: string | null = null,
): Promise<CauseLine[]> {
  const scope = eventConditions(filter);
  const cause = `$${scope.values.length + 1}::uuid`;
  const rows = await tx.query<CauseSql>(
    `WITH stopped AS (${STOPPED} AND ${scope.sql} AND (${cause} IS NULL OR e.cause_id = ${cause}) GROUP BY e.cause_id)
     SELECT c.id, c.code, c.title, c.stage, s.*, c.owner_email, u.name AS owner_name, c.owner_role, c.opened_at, c.due_at,
       c.regressed_at, (extract(epoch FROM c.due_at - now()) * 1000)::float8 AS due_ms
     FROM stopped s JOIN cause c ON c.id = s.cause_id LEFT JOIN app_user u ON u.email = c.owner_email
     ORDER BY s.gross DESC, c.id LIMIT ${CAUSES_MAX}`,
    [...scope.values, causeId],
  );
  return rows.map(lineOf).sort((a, b) => b.score.total - a.score.total || (b.amountMinor > a.amountMinor ? 1 : -1));
}

/** One read of the list: what is stopped, ranked, how much of it is whose, and what is released and on its way. */
export async function readCauses(tx: Tx, filter: PlacesFilter, view: CauseView, me: string): Promise<CauseList> {
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const asOf = clock?.now ?? new Date();
  const lines = await readCauseLines(tx, filter);
  const views: Readonly<Record<CauseView, (line: CauseLine) => boolean>> = {
    all: () => true,
    mine: (line) => line.owner?.email === me,
    unowned: (line) => line.owner === null,
    late: (line) => line.dueAt < asOf,
  };
  const countOf = (name: CauseView) => lines.filter(views[name]).length;
  return {
    asOf,
    causes: lines.filter(views[view]).slice(0, CAUSES_SHOWN_MAX),
    counts: { all: lines.length, mine: countOf('mine'), unowned: countOf('unowned'), late: countOf('late') },
    total: {
      items: lines.reduce((sum, line) => sum + line.items, 0),
      amountMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0n),
    },
    releasing: await readReleasing(tx),
    hidden: await countHidden(tx, null),
  };
}

const RELEASING_MAX = 20;

/** Causes of which nothing is stopped and something released is still on its way to the ERP. */
const readReleasing = (tx: Tx): Promise<ReleasingLine[]> =>
  tx.query<ReleasingLine & Row>(
    `SELECT c.id, c.title, count(*)::int AS items, sum(x.amount_minor)::bigint AS "amountMinor"
     FROM cause c JOIN exception x ON x.cause_id = c.id AND x.state = 'released'
     JOIN event e ON e.id = x.event_id AND e.state IN ('ready', 'mapped')
     WHERE c.state = 'open' AND NOT EXISTS (SELECT FROM exception o WHERE o.cause_id = c.id AND o.state = 'open')
     GROUP BY c.id ORDER BY 4 DESC, c.id LIMIT ${RELEASING_MAX}`,
  );

/** How many stopped items exist beyond the reader's facilities: a count, and nothing else of them. */
export async function countHidden(tx: Tx, causeId: string | null): Promise<number> {
  if (tx.actor.scope === '*') return 0;
  const count = async (): Promise<number> => {
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM exception WHERE state = 'open' AND ($1::uuid IS NULL OR cause_id = $1)`,
      [causeId],
    );
    return row?.n ?? 0;
  };
  return (await withWholeScope(tx, count)) - (await count());
}
