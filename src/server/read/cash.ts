import type { Tx } from '@/server/platform/db';
import { AS_MADE } from '@/server/store/ties-joined';
import { tieRollForward } from '@/server/ties/roll-forward';
import { type Ageing, ageingOf, type OpenTie } from './cash-ageing';
import { MONEY } from './scope';
import { ENTRY_JOINS } from './tie-entries';

/**
 * Read model of Cash: deposits and what explains them. A deposit is where its tie is: matched, suggested, off by an amount, or
 * without a remit. Only whoever sees all facilities sees ties.
 */
export const DEPOSIT_TIE = 'deposit';
export const DEPOSIT_PLACES = ['matched', 'suggested', 'differs', 'unmatched'] as const;
export type DepositPlace = (typeof DEPOSIT_PLACES)[number];
export type DepositSum = { readonly amountMinor: bigint; readonly count: number };
export type DepositSums = Readonly<Record<DepositPlace, DepositSum>>;

export type CashDay = {
  readonly day: string;
  /** Last digits of the bank account; empty where a bank names none. */
  readonly account: string;
  readonly entity: string | null;
  readonly sums: DepositSums;
  readonly total: DepositSum;
};
export type RolledDay = {
  readonly day: string;
  readonly openingMinor: bigint;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly closingMinor: bigint;
};
export type CashScreen = {
  readonly asOf: Date;
  /** False: this person does not see all facilities, and nothing below is filled. */
  readonly visible: boolean;
  readonly period: string | null;
  readonly periods: readonly string[];
  readonly days: readonly CashDay[];
  readonly sums: DepositSums;
  readonly total: DepositSum;
  /** Of all months: announced by a remit, and no deposit has come. */
  readonly remitsOpen: DepositSum;
  readonly ageing: readonly Ageing[];
  readonly rolled: readonly RolledDay[];
};

const NONE: DepositSum = { amountMinor: 0n, count: 0 };
const NO_SUMS: DepositSums = { matched: NONE, suggested: NONE, differs: NONE, unmatched: NONE };

/** Over `g` (tie_suggestion): it may still be agreed to. Between two looks of the matching its ties may have moved away from it. */
export const OPEN_SUGGESTION = `g.kind = '${DEPOSIT_TIE}' AND g.state IN ('open', 'asked') AND ${AS_MADE}`;
/** Over tie `t` of a deposit: such a suggestion names it. */
export const SUGGESTED = `t.id IN (SELECT unnest(g.tie_ids) FROM tie_suggestion g WHERE ${OPEN_SUGGESTION})`;
const SIDES = `CROSS JOIN LATERAL (SELECT bool_or(o.side = 'bank') AS bank, bool_or(o.side = 'remit') AS remit FROM tie_entry o WHERE o.tie_id = t.id) d`;
export const OPEN_TIE = `t.kind = '${DEPOSIT_TIE}' AND t.asset = '${MONEY}' AND t.state = 'open' AND t.merged_into IS NULL AND t.entry_count > 0 AND t.balance_minor <> 0`;

const DAYS_MAX = 400;

type Part = DepositSum & {
  readonly day: string;
  readonly account: string;
  readonly entity: string | null;
  readonly place: DepositPlace;
};

const readParts = (tx: Tx, period: string): Promise<Part[]> =>
  tx.query<Part>(
    `SELECT n.on_date AS day, COALESCE(e.facts->>'tail', '') AS account, COALESCE(i.entity_code, p.entity_code) AS entity,
            CASE WHEN t.state = 'tied' THEN 'matched' WHEN ${SUGGESTED} THEN 'suggested' WHEN d.bank AND d.remit THEN 'differs' ELSE 'unmatched' END AS place,
            sum(n.amount_minor)::bigint AS "amountMinor", count(*)::int AS count
       FROM tie_entry n JOIN tie t ON t.id = n.tie_id ${SIDES} ${ENTRY_JOINS}
      WHERE t.kind = '${DEPOSIT_TIE}' AND t.asset = '${MONEY}' AND n.side = 'bank'
        AND n.on_date >= ($1 || '-01')::date AND n.on_date < ($1 || '-01')::date + interval '1 month'
      GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3 NULLS FIRST LIMIT ${DAYS_MAX * DEPOSIT_PLACES.length}`,
    [period],
  );

const plus = (a: DepositSum, b: DepositSum): DepositSum => ({
  amountMinor: a.amountMinor + b.amountMinor,
  count: a.count + b.count,
});

/** Parts of one day and account side by side. */
export function daysOf(parts: readonly Part[]): CashDay[] {
  const days = new Map<string, CashDay>();
  for (const { day, account, entity, place, amountMinor, count } of parts) {
    const key = `${day}|${account}|${entity ?? ''}`;
    const known = days.get(key) ?? { day, account, entity, sums: NO_SUMS, total: NONE };
    const sum = { amountMinor, count };
    const sums = { ...known.sums, [place]: plus(known.sums[place], sum) };
    days.set(key, { ...known, sums, total: plus(known.total, sum) });
  }
  return [...days.values()];
}

function sumOf(days: readonly CashDay[]): { sums: DepositSums; total: DepositSum } {
  let [sums, total] = [NO_SUMS, NONE];
  for (const day of days) {
    total = plus(total, day.total);
    for (const place of DEPOSIT_PLACES) sums = { ...sums, [place]: plus(sums[place], day.sums[place]) };
  }
  return { sums, total };
}

const readPeriods = async (tx: Tx): Promise<string[]> =>
  (
    await tx.query<{ period: string }>(
      `SELECT DISTINCT to_char(n.on_date, 'YYYY-MM') AS period FROM tie_entry n JOIN tie t ON t.id = n.tie_id
        WHERE t.kind = '${DEPOSIT_TIE}' ORDER BY 1 DESC LIMIT 24`,
    )
  ).map((row) => row.period);

/** Deposits that move to unapplied cash and back stay one open tie; their age is that of their first entry. */
const readOpen = (tx: Tx): Promise<OpenTie[]> =>
  tx.query<OpenTie>(
    `SELECT t.balance_minor AS "balanceMinor", (current_date - (SELECT min(n.on_date) FROM tie_entry n WHERE n.tie_id = t.id))::int AS days
       FROM tie t WHERE ${OPEN_TIE}`,
  );

const lastOfMonth = (period: string): string => {
  const [year = 0, month = 1] = period.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
};

export async function readCash(tx: Tx, asked: string | null): Promise<CashScreen> {
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const asOf = clock?.now ?? new Date();
  const visible = tx.actor.scope === '*';
  const periods = visible ? await readPeriods(tx) : [];
  const period = asked ?? periods[0] ?? null;
  const days = period === null || !visible ? [] : daysOf(await readParts(tx, period));
  const ageing = ageingOf(visible ? await readOpen(tx) : []);
  const rolled =
    period === null || !visible ? [] : await tieRollForward(tx, DEPOSIT_TIE, `${period}-01`, lastOfMonth(period));
  return {
    asOf,
    visible,
    period,
    periods,
    days,
    ...sumOf(days),
    remitsOpen: ageing.find(({ side }) => side === 'remits')?.total ?? NONE,
    ageing,
    rolled: rolled.filter(({ asset }) => asset === MONEY).map(({ asset: _, ...day }) => day),
  };
}
