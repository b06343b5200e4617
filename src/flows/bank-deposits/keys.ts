import { depositKey } from '@/domain/ties';
import type { FoundIn, LineFacts, Part } from './facts';
import type { Keyed } from './memory';
import type { BankRules } from './rules';

/** Places that name a payment by themselves; a reference beside them may be anything. */
const NAMING: ReadonlySet<FoundIn> = new Set(['trn', 'trn-damaged', 'structured', 'check']);

type Choice = { readonly key: string; readonly named: boolean };

/**
 * The key of a payment: the trace from the most trusted place that holds exactly one. Two in one place leave it unknown, and
 * no less trusted place is asked: a line that names two payments pays both, and only people or the ladder can split it.
 */
export function keyOf(part: Part, order: readonly FoundIn[]): Choice | null {
  for (const how of order) {
    const keys = new Set(part.traces.filter((trace) => trace.how === how).map(({ text }) => depositKey(text)));
    keys.delete('');
    if (keys.size === 1) return { key: [...keys][0] as string, named: NAMING.has(how) };
    if (keys.size > 1) return null;
  }
  return null;
}

/** A key of its own, which no trace can have: those are letters and digits only. */
export const ownKey = (line: string, at: number): string => `line|${line}|${at}`;

/** What the parts of a line are tied under; `named` when every one of them names its payment. */
export function keyedParts(facts: LineFacts, rules: BankRules): { readonly parts: Keyed[]; readonly named: boolean } {
  const whole = facts.card === null ? null : facts.card.grossMinor;
  let named = facts.parts.length > 0;
  const parts = facts.parts.map((part, at): Keyed => {
    const choice = keyOf(part, rules.traceOrder);
    if (choice?.named !== true) named = false;
    // A card settlement is net of its fee; the remit says what the card was charged.
    const amountMinor = whole !== null && facts.parts.length === 1 ? whole : part.amountMinor;
    return { key: choice?.key ?? ownKey(facts.line, at), amountMinor };
  });
  return { parts: merged(parts), named };
}

/** One entry per key: parts of one line under one trace are one payment. */
function merged(parts: readonly Keyed[]): Keyed[] {
  const byKey = new Map<string, bigint>();
  for (const { key, amountMinor } of parts) byKey.set(key, (byKey.get(key) ?? 0n) + amountMinor);
  return [...byKey].map(([key, amountMinor]) => ({ key, amountMinor }));
}
