import type { OpenEntry } from '@/domain/matching/entry';
import type { LineFacts, Part } from './facts';
import { keyOf, ownKey } from './keys';
import type { BankRules } from './rules';

/** What the matching ladder sees of the open parts of a line; their ids are the keys of their ties. */
export function openEntries(
  facts: LineFacts,
  of: { readonly date: string; readonly payer: string | null; readonly rules: BankRules },
): readonly OpenEntry[] {
  const isChecks = facts.class === 'lockbox' || facts.class === 'check';
  return facts.parts.map((part, at) => ({
    id: keyOf(part, of.rules.traceOrder)?.key ?? ownKey(facts.line, at),
    side: 'bank',
    amountMinor: facts.card !== null && facts.parts.length === 1 ? facts.card.grossMinor : part.amountMinor,
    date: of.date,
    payer: of.payer,
    originator: facts.originator,
    traces: textsOf(part, (how) => how !== 'check'),
    checks: textsOf(part, (how) => how === 'check'),
    method: isChecks ? 'check' : (METHODS[facts.class] ?? null),
  }));
}

const METHODS: Readonly<Partial<Record<LineFacts['class'], OpenEntry['method']>>> = {
  ach: 'ach',
  wire: 'wire',
  card: 'card',
};

const textsOf = (part: Part, isWanted: (how: Part['traces'][number]['how']) => boolean): readonly string[] =>
  part.traces.filter(({ how }) => isWanted(how)).map(({ text }) => text);
