import { assetOf } from '@/domain/amount';
import type { OpenEntry } from '@/domain/matching/entry';
import type { OpenTieEntry } from '../store/tie-open';
import type { Declared } from './kinds';

/** An open tie as the matching sees it. */
export type OpenTie = {
  readonly id: string;
  readonly asset: string;
  readonly balanceMinor: bigint;
  readonly entryCount: number;
  /** Entries of both sides: what is open of it is a rest, which proves nothing of itself. */
  readonly mixed: boolean;
  readonly entry: OpenEntry;
};

/** One entry of the matching per open tie, with everything that its own entries know of who sent it and under which name. */
export function openTies(rows: readonly OpenTieEntry[], declared: readonly Declared[]): OpenTie[] {
  const byTie = new Map<string, OpenTieEntry[]>();
  for (const row of rows) byTie.set(row.tieId, [...(byTie.get(row.tieId) ?? []), row]);
  return [...byTie.values()].flatMap((own) => openTie(own, declared) ?? []);
}

function openTie(rows: readonly OpenTieEntry[], declared: readonly Declared[]): OpenTie | null {
  const [row] = rows;
  const [first, second] = declared[0]?.tie.sides ?? ['', ''];
  if (!row || row.balanceMinor === 0n) return null;
  const sides = new Set(rows.map((each) => each.side));
  const mixed = sides.size > 1;
  const isFirst = mixed ? row.balanceMinor > 0n : sides.has(first);
  if (!mixed && !isFirst && !sides.has(second)) return null;
  const known = rows.flatMap((each) => knownOf(each, declared));
  const one = <T>(values: readonly (T | null)[]): T | null => {
    const distinct = new Set(values.filter((value) => value !== null));
    return distinct.size === 1 ? ([...distinct][0] as T) : null;
  };
  const entry: OpenEntry = {
    id: row.tieId,
    side: isFirst ? 'bank' : 'remit',
    amountMinor: isFirst ? row.balanceMinor : -row.balanceMinor,
    date: known.map((each) => each.date).sort()[0] ?? row.date,
    payer: one(known.map((each) => each.payer)) ?? one(rows.map((each) => each.payer)),
    originator: one(known.map((each) => each.originator)),
    // A rest is no payment of its own: the names of what has met already say nothing about it.
    traces: mixed ? [] : [...new Set(known.flatMap((each) => each.traces))],
    checks: mixed ? [] : [...new Set(known.flatMap((each) => each.checks))],
    method: one(known.map((each) => each.method)),
  };
  const { asset, balanceMinor, entryCount } = row;
  return { id: row.tieId, asset, balanceMinor, entryCount, mixed, entry };
}

/** What the flow of an entry knows of it; of an entry that a timer brought nobody knows more than its key. */
function knownOf(row: OpenTieEntry, declared: readonly Declared[]): readonly OpenEntry[] {
  const owner = declared.find((each) => each.flowCode === row.flowCode);
  if (owner?.tie.open === undefined || (row.type === null && row.head === null)) return [];
  const source = {
    type: row.type ?? '',
    facts: row.facts,
    head: row.head,
    control: { asset: assetOf(row.asset), minor: row.amountMinor < 0n ? -row.amountMinor : row.amountMinor },
    date: row.date,
    payer: row.payer,
  };
  return owner.tie.open(source, owner.rules).filter((each) => each.id === row.key);
}
