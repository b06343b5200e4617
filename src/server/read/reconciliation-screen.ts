import type { Tx } from '@/server/platform/db';
import { type Dimension, type Fact, readFacts, readNames, readPeriods } from './reconciliation';
import { type BankLeg, readBankLeg } from './reconciliation-bank';
import {
  readCashAccounts,
  readGlCash,
  readLedgerReads,
  readLooseDocuments,
  readOurCash,
  readPending,
} from './reconciliation-gl';
import { type LedgerLeg, ledgerLegs } from './reconciliation-ledger';
import { ALL, OTHERS, type Pivot, pivotOf, type Selection, type Sums, sumsOf } from './reconciliation-pivot';
import { type Reason, readCauseNames, reasonsOf } from './reconciliation-reasons';
import { readCounts, type Scope } from './reconciliation-why';
import { readUnsent } from './unsent';

export type Counts = { readonly parcels: number; readonly posted: number; readonly documents: number };

/**
 * The GL leg of a scope. `ledger`: the ERP's own balances, per legal entity. `documents`: the scope cuts by payer or
 * facility, which no cash balance knows, so the GL is seen through our confirmed documents. `hidden`: whole-entity
 * balances are not shown to someone who may see some facilities only.
 */
type GlLeg =
  | { readonly kind: 'ledger'; readonly accounts: readonly string[]; readonly legs: readonly LedgerLeg[] }
  | { readonly kind: 'documents'; readonly hidden: boolean };

export type Legs = {
  readonly sums: Sums;
  readonly counts: Counts;
  readonly bank: BankLeg;
  readonly reasons: readonly Reason[];
  readonly gl: GlLeg;
};

export type Screen = {
  readonly asOf: Date;
  readonly period: string | null;
  readonly periods: readonly string[];
  readonly pivot: Pivot;
  readonly legs: Legs | null;
};

export async function readScreen(
  tx: Tx,
  asked: { period?: string; rows: Dimension; columns: Dimension },
): Promise<Screen> {
  const [clock] = await tx.query<{ now: Date }>('SELECT now() AS now');
  const periods = await readPeriods(tx);
  const period = asked.period ?? periods[0] ?? null;
  const facts = period === null ? [] : await readFacts(tx, period);
  return {
    asOf: clock?.now ?? new Date(),
    period,
    periods,
    pivot: pivotOf(facts, asked.rows, asked.columns, await readNames(tx)),
    legs: period === null ? null : await legsOf(tx, { period }, facts),
  };
}

/** The legs of one cell, row, column or of everything. */
export async function readCell(tx: Tx, period: string, selection: Selection): Promise<Legs> {
  const facts = await readFacts(tx, period);
  const scope = scopeOf(facts, period, selection, await readNames(tx));
  const own = facts.filter((fact) =>
    (['payer', 'facility', 'entity'] as const).every((d) => scope[d]?.includes(fact[d]) ?? true),
  );
  return legsOf(tx, scope, own);
}

/** `all` asks for nothing, `others` for every key that has no row of its own. */
export function scopeOf(
  facts: readonly Fact[],
  period: string,
  selection: Selection,
  names: Awaited<ReturnType<typeof readNames>>,
): Scope {
  const pivot = pivotOf(facts, selection.rows, selection.columns, names);
  const keys = (dimension: Dimension, key: string, heads: readonly { key: string }[]): Scope => {
    if (key === ALL) return { period };
    if (key !== OTHERS) return { period, [dimension]: [key] };
    const shown = new Set(heads.map((head) => head.key));
    return { period, [dimension]: [...new Set(facts.map((fact) => fact[dimension]))].filter((k) => !shown.has(k)) };
  };
  return {
    ...keys(selection.rows, selection.row, pivot.rows),
    ...keys(selection.columns, selection.column, pivot.columns),
  };
}

async function legsOf(tx: Tx, scope: Scope, facts: readonly Fact[]): Promise<Legs> {
  const causes = new Map((await readCauseNames(tx, facts)).map((cause) => [cause.id, cause]));
  const sums = sumsOf(facts);
  return {
    sums,
    counts: await readCounts(tx, scope),
    bank: await readBankLeg(tx, scope, sums.receivedMinor),
    reasons: reasonsOf(facts, causes),
    gl: await glLegOf(tx, scope, facts),
  };
}

/** What the Posted leg says of each entity, from the very facts the screen shows. */
function postedOf(facts: readonly Fact[]): Map<string, bigint> {
  const posted = new Map<string, bigint>();
  for (const { place, entity, amountMinor } of facts) {
    if (place === 'posted') posted.set(entity, (posted.get(entity) ?? 0n) + amountMinor);
  }
  return posted;
}

async function glLegOf(tx: Tx, scope: Scope, facts: readonly Fact[]): Promise<GlLeg> {
  if (scope.payer ?? scope.facility) return { kind: 'documents', hidden: false };
  if (tx.actor.scope !== '*') return { kind: 'documents', hidden: true };
  const { period } = scope;
  const accounts = await readCashAccounts(tx);
  const reads = (await readLedgerReads(tx, period)).filter((read) => scope.entity?.includes(read.entity) ?? true);
  const cash = await readGlCash(
    tx,
    reads.flatMap((read) => read.readId ?? []),
    accounts,
  );
  return {
    kind: 'ledger',
    accounts,
    legs: ledgerLegs({
      reads,
      cash: new Map(cash.map((row) => [row.readId, row.cashMinor])),
      ours: await readOurCash(tx, period, accounts),
      posted: postedOf(facts),
      loose: await readLooseDocuments(tx, period, accounts),
      pending: await readPending(tx, period, accounts),
      unsent: await readUnsent(tx, period),
    }),
  };
}
